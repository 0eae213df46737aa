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

/** Members after which a group takes no more: what all of them write has to fit into one text. */
const most = 128;

/** Commands that add to one session, one called after the other, and share one write and one flush. */
export class AddGroup {
	readonly sessionId: string;
	#waiting: Waiting[] = [];
	#planned: Planned[] = [];

	constructor(sessionId: string) {
		this.sessionId = sessionId;
	}

	get isFull(): boolean {
		return this.#waiting.length >= most;
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

	/** What all of them write, each after those before it; one that cannot be planned is rejected alone. */
	async plan(look: <Result>(plan: () => Result) => Result | Promise<Result>): Promise<readonly Draft[]> {
		const all: Draft[] = [];
		for (const { plan, reject } of this.#waiting) {
			try {
				const head = all.at(-1)?.records.at(-1)?.id;
				const planned = look(() => plan(head));
				const { result: acknowledge, drafts } = planned instanceof Promise ? await planned : planned;
				this.#planned.push({ acknowledge, reject });
				all.push(...drafts);
			} catch (error) {
				reject(error);
			}
		}
		this.#waiting = [];
		return all;
	}

	acknowledge(): void {
		for (const { acknowledge } of this.#planned) acknowledge();
	}

	reject(cause: unknown): void {
		for (const { reject } of [...this.#planned, ...this.#waiting]) reject(cause);
	}
}
