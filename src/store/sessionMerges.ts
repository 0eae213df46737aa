import { given } from './given.js';
import type { IncomingSession } from './incoming.js';
import type { Merging } from './merging.js';
import type { MergeOptions, MergeResult } from './options.js';
import { SessionRepairs } from './sessionRepairs.js';

/** What other tools wrote comes in, and goes on coming. */
export abstract class SessionMerges extends SessionRepairs {
	#merging: Promise<Merging> | undefined;

	/**
	 * Brings sessions in that another tool wrote: what is new of each, found by its source; parents that were missing take
	 * in their children. All or nothing. Rejects with `INVALID`.
	 */
	async mergeSessions(
		sessions: readonly IncomingSession[],
		options: MergeOptions = {},
	): Promise<MergeResult> {
		const { parentId = null, trashed = 'anew', signal } = given(options);
		signal?.throwIfAborted();
		await this.refresh();
		this.#merging ??= this.#load();
		return (await this.#merging).merge(sessions, { ...options, parentId, trashed });
	}

	async #load(): Promise<Merging> {
		const { Merging } = await import('./merging.js');
		return new Merging(this.state, {
			refresh: () => this.refresh(),
			write: (parentId, plan) =>
				this.write(undefined, () => {
					if (parentId !== null) this.targets.living(parentId);
					const made = plan();
					for (const { sessionId } of made.drafts) {
						const fold = this.state.folds.get(sessionId);
						if (fold) this.targets.mustBeWritable(fold);
					}
					return made;
				}),
		});
	}
}
