import type { IncomingSession } from './incoming.js';
import { KnownNames, NamesUnknown } from './knownNames.js';
import { foldsToName, type MergePlan, planMerge } from './merge.js';
import type { MergeOptions, MergeResult } from './options.js';
import type { Plan } from './plan.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

export interface MergeHooks {
	/** Reads what others wrote. */
	refresh(): Promise<void>;
	/** As a store's write, once the parent is known to be a living session. */
	write(parentId: string | null, plan: () => Plan<MergePlan>): Promise<MergePlan>;
}

/** Merges, one after the other, what came in from other tools into a store. */
export class Merging {
	readonly #state: StoreState;
	readonly #hooks: MergeHooks;
	readonly #names = new KnownNames();

	constructor(state: StoreState, hooks: MergeHooks) {
		this.#state = state;
		this.#hooks = hooks;
	}

	async merge(
		sessions: readonly IncomingSession[],
		options: MergeOptions & { readonly parentId: string | null },
	): Promise<MergeResult> {
		for (;;) {
			try {
				for (const fold of foldsToName(this.#state, sessions)) {
					options.signal?.throwIfAborted();
					await this.#readNames(fold);
				}
				const plan = await this.#hooks.write(options.parentId, () => {
					const made = planMerge(this.#state, this.#names, sessions, options);
					return { result: made, drafts: made.drafts, op: made.op, onProgress: options.onProgress };
				});
				this.#names.wrote(plan);
				return plan.result;
			} catch (error) {
				// Another process wrote to one of them since.
				if (!(error instanceof NamesUnknown)) throw error;
				await this.#hooks.refresh();
			}
		}
	}

	async #readNames({ id }: SessionFold): Promise<void> {
		await this.#state.complete(() => {
			const fold = this.#state.folds.get(id);
			if (fold && !this.#names.isCurrent(fold)) this.#names.read(fold);
		});
	}
}
