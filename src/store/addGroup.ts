import { NotInMemory } from './messagePages.js';
import type { AddPlan, Draft } from './plan.js';

interface Member {
	readonly reject: (cause: unknown) => void;
}
interface Waiting extends Member {
	readonly plan: AddPlan<() => void>;
}
interface Planned extends Member {
	readonly acknowledge: () => void;
}

/** Commands that add to one session, one called after the other, and share one write and one flush. */
export class AddGroup {
	readonly sessionId: string;
	#waiting: Waiting[] = [];
	#planned: Planned[] = [];

	constructor(sessionId: string) {
		this.sessionId = sessionId;
	}

	/** Settles when the group does. */
	join<Result>(plan: AddPlan<Result>): Promise<Result> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({
				plan: (head) => {
					const { result, drafts } = plan(head);
					return {
						drafts,
						result: () => {
							resolve(result);
						},
					};
				},
				reject,
			});
		});
	}

	/**
	 * What all of them write, each after those before it; one that cannot be planned is rejected alone. Throws
	 * `NotInMemory`; then nothing was done.
	 */
	plan(): readonly Draft[] {
		const drafts: Draft[] = [];
		const planned: Planned[] = [];
		const refused: (() => void)[] = [];
		for (const { plan, reject } of this.#waiting) {
			try {
				const { result: acknowledge, drafts: own } = plan(drafts.at(-1)?.records.at(-1)?.id);
				planned.push({ acknowledge, reject });
				drafts.push(...own);
			} catch (error) {
				if (error instanceof NotInMemory) throw error;
				refused.push(() => {
					reject(error);
				});
			}
		}
		for (const refuse of refused) refuse();
		this.#planned = planned;
		this.#waiting = [];
		return drafts;
	}

	acknowledge(): void {
		for (const { acknowledge } of this.#planned) acknowledge();
	}

	reject(cause: unknown): void {
		for (const { reject } of [...this.#planned, ...this.#waiting]) reject(cause);
	}
}
