import { NaiveSession } from './naiveSession.js';

/** Sessions the plain way, and what undo and redo may do to them. */
export class NaiveStore {
	readonly sessions = new Map<string, NaiveSession>();
	readonly operations: NaiveOperation[] = [];
	/** By session and thing, the changes in force, in order. */
	readonly #inForce = new Map<string, readonly string[]>();
	/** By session, thing and operation, what was in force when it had been taken back. */
	readonly #left = new Map<string, string>();
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
		for (const change of changes) this.#change(change, (inForce) => [...inForce, id]);
	}

	/** Messages were added; that is not taken back by itself. */
	added(session: string, text: string): void {
		this.#change({ session, thing: 'head' }, (inForce) => [...inForce, text]);
	}

	#change(
		{ session, thing }: Pick<NaiveChange, 'session' | 'thing'>,
		change: (inForce: readonly string[], key: string) => readonly string[],
	): void {
		// Making a session and taking that back is a matter of the trash, too.
		const things = new Set([thing === 'all' ? 'trash' : thing, 'all']);
		for (const key of [...things].map((each) => `${session} ${each}`))
			this.#inForce.set(key, change(this.#inForce.get(key) ?? [], key));
	}

	#inForceOf({ session, thing }: NaiveChange): readonly string[] {
		return this.#inForce.get(`${session} ${thing}`) ?? [];
	}

	canUndo({ id, changes, undone }: NaiveOperation): boolean {
		const isLatest = (change: NaiveChange): boolean => this.#inForceOf(change).at(-1) === id;
		return !undone && changes.every((change) => isLatest(change) && (change.mayBack?.() ?? true));
	}

	undo(operation: NaiveOperation): void {
		const { id } = operation;
		operation.undone = true;
		for (const change of operation.changes) {
			if (change.isCarried) continue;
			change.back();
			this.#change(change, (inForce, key) => {
				const now = inForce.at(-1) === id ? inForce.slice(0, -1) : [...inForce, `-${id}`];
				this.#left.set(`${key} ${id}`, now.join());
				return now;
			});
		}
	}

	canRedo({ id, changes, undone }: NaiveOperation): boolean {
		const isAsLeft = (change: NaiveChange): boolean =>
			this.#inForceOf(change).join() === this.#left.get(`${change.session} ${change.thing} ${id}`);
		const own = changes.filter(({ isCarried }) => !isCarried);
		return undone && own.every((change) => isAsLeft(change) && (change.mayForth?.() ?? true));
	}

	redo(operation: NaiveOperation): void {
		const { id } = operation;
		operation.undone = false;
		for (const change of operation.changes) {
			if (change.isCarried) continue;
			change.forth();
			this.#change(change, (inForce, key) => {
				if (inForce.join() !== this.#left.get(`${key} ${id}`)) return [...inForce, `+${id}`];
				return inForce.at(-1) === `-${id}` ? inForce.slice(0, -1) : [...inForce, id];
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
