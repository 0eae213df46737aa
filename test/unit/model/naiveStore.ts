import { NaiveSession } from './naiveSession.js';

/** Sessions the plain way, and what undo and redo may do to them. */
export class NaiveStore {
	readonly sessions = new Map<string, NaiveSession>();
	readonly operations: NaiveOperation[] = [];
	/** By session and thing: what became of it, in order; `-` before an operation that was taken back. */
	readonly #trails = new Map<string, string[]>();
	#clock = 0;

	get(id: string): NaiveSession {
		const session = this.sessions.get(id);
		if (!session) throw new RangeError(id);
		return session;
	}

	/** The sessions that are there, those in the trash too. */
	ids(): readonly string[] {
		return [...this.sessions.keys()].filter((id) => !this.get(id).trash.purged);
	}

	put(session: NaiveSession): void {
		this.sessions.set(session.id, session);
	}

	#deletion(id: string): number | undefined {
		const { parent, fork, trash } = this.get(id);
		if (trash.deletedAt !== undefined) return trash.deletedAt;
		const above =
			fork || parent === null || this.get(parent).trash.purged ? undefined : this.#deletion(parent);
		return above !== undefined && (trash.restoredAt ?? -1) < above ? above : undefined;
	}

	isDeleted(id: string): boolean {
		return this.get(id).trash.purged === true || this.#deletion(id) !== undefined;
	}

	/** Where a living session is shown. */
	place(id: string): string | null {
		const { parent, fork } = this.get(id);
		if (parent === null || !this.isDeleted(parent)) return parent;
		if (!fork) return null;
		let at: string | null = parent;
		while (at !== null && this.isDeleted(at)) at = this.get(at).parent;
		return at;
	}

	/** What is shown under it, and what is shown under that; in the trash what went with it. */
	below(id: string): readonly string[] {
		const deleted = this.isDeleted(id);
		const shown = this.ids().filter((each) => {
			if (this.isDeleted(each) !== deleted) return false;
			return (deleted ? (this.get(each).fork ? null : this.get(each).parent) : this.place(each)) === id;
		});
		return shown.flatMap((each) => [each, ...this.below(each)]);
	}

	isBelow(id: string, above: string): boolean {
		for (let at: string | null = id; at !== null; at = this.get(at).parent) if (at === above) return true;
		return false;
	}

	delete(id: string): void {
		Object.assign(this.get(id).trash, { deletedAt: ++this.#clock, restoredAt: undefined });
	}

	restore(id: string): void {
		Object.assign(this.get(id).trash, { deletedAt: undefined, restoredAt: ++this.#clock });
	}

	purge(id: string): void {
		for (const each of [id, ...this.below(id)]) {
			this.get(each).trash.purged = true;
			for (const operation of this.operations)
				if (operation.changes.some(({ session }) => session === each)) operation.forgotten = true;
		}
	}

	/** What a command did, and how it is taken back. */
	did(id: string, changes: readonly NaiveChange[]): void {
		this.operations.push({ id, changes, undone: false, forgotten: false });
		for (const change of changes) this.#follow(change, (trail) => trail.push(id));
	}

	/** Messages were added; that is not taken back by itself. */
	added(session: string, text: string): void {
		this.#follow({ session, thing: 'head' }, (trail) => trail.push(text));
	}

	#follow(
		{ session, thing }: Pick<NaiveChange, 'session' | 'thing'>,
		change: (trail: string[]) => void,
	): void {
		// Making a session and taking that back is a matter of the trash, too.
		const things = new Set([thing === 'all' ? 'trash' : thing, 'all']);
		for (const key of [...things].map((each) => `${session} ${each}`)) {
			const trail = this.#trails.get(key) ?? [];
			this.#trails.set(key, trail);
			change(trail);
		}
	}

	#trail({ session, thing }: NaiveChange): readonly string[] {
		return this.#trails.get(`${session} ${thing}`) ?? [];
	}

	/** What is in force of a thing last: an operation, or a message. */
	#lastInForce(change: NaiveChange): string | undefined {
		const undone = new Set(this.operations.filter((each) => each.undone).map(({ id }) => id));
		return this.#trail(change).findLast((entry) => !entry.startsWith('-') && !undone.has(entry));
	}

	canUndo(operation: NaiveOperation): boolean {
		const { id, changes, undone } = operation;
		return (
			!undone && changes.every((change) => this.#lastInForce(change) === id && (change.mayBack?.() ?? true))
		);
	}

	undo(operation: NaiveOperation): void {
		operation.undone = true;
		for (const change of operation.changes) {
			if (change.isCarried) continue;
			change.back();
			this.#follow(change, (trail) => trail.push(`-${operation.id}`));
		}
	}

	canRedo({ id, changes, undone }: NaiveOperation): boolean {
		return (
			undone &&
			changes
				.filter(({ isCarried }) => !isCarried)
				.every((change) => this.#trail(change).at(-1) === `-${id}` && (change.mayForth?.() ?? true))
		);
	}

	redo(operation: NaiveOperation): void {
		operation.undone = false;
		for (const change of operation.changes) {
			if (change.isCarried) continue;
			change.forth();
			this.#follow(change, (trail) => {
				if (trail.at(-1) === `-${operation.id}`) trail.pop();
				else trail.push(`+${operation.id}`);
			});
		}
	}

	/** The latest revert of a session that is in force. */
	latestRevert(id: string): NaiveOperation | undefined {
		return this.operations.findLast(
			({ undone, changes }) =>
				!undone && changes.some(({ session, thing }) => session === id && thing === 'head'),
		);
	}
}

interface NaiveOperation {
	readonly id: string;
	readonly changes: readonly NaiveChange[];
	undone: boolean;
	/** Part of it was purged. */
	forgotten: boolean;
}

export interface NaiveChange {
	readonly session: string;
	/** What was changed; `all`: the session was made. */
	readonly thing: string;
	readonly back: () => void;
	readonly forth: () => void;
	/** What beside later changes may stand in the way. */
	readonly mayBack?: () => boolean;
	readonly mayForth?: () => boolean;
	/** It came with its parent, and goes with it. */
	readonly isCarried?: boolean;
}
