import { given } from './given.js';
import type { IncomingSession } from './incoming.js';
import { KnownNames, NamesUnknown } from './knownNames.js';
import type { MergeOptions, MergeResult } from './options.js';
import type { SessionFold } from './sessionFold.js';
import { SessionRepairs } from './sessionRepairs.js';

/** What other tools wrote comes in, and goes on coming. */
export abstract class SessionMerges extends SessionRepairs {
	readonly #names = new KnownNames();

	/**
	 * Brings sessions in that another tool wrote: what is new of each, found by its source; parents that were missing take
	 * in their children. All or nothing. Rejects with `INVALID`.
	 */
	async mergeSessions(
		sessions: readonly IncomingSession[],
		options: MergeOptions = {},
	): Promise<MergeResult> {
		const { parentId = null, trashed = 'anew' } = given(options);
		const { foldsToName, planMerge } = await import('./merge.js');
		await this.refresh();
		for (;;) {
			try {
				for (const fold of foldsToName(this.state, sessions)) await this.#readNames(fold);
				const plan = await this.write(undefined, () => {
					if (parentId !== null) this.targets.living(parentId);
					const made = planMerge(this.state, this.#names, sessions, { parentId, trashed });
					return { result: made, drafts: made.drafts, op: made.op };
				});
				this.#names.wrote(plan);
				return plan.result;
			} catch (error) {
				// Another process wrote to one of them since.
				if (!(error instanceof NamesUnknown)) throw error;
				await this.refresh();
			}
		}
	}

	async #readNames({ id }: SessionFold): Promise<void> {
		await this.state.complete(() => {
			const fold = this.state.folds.get(id);
			if (fold && !this.#names.isCurrent(fold)) this.#names.read(fold);
		});
	}
}
