/** What a store says, computed the plain way: every transcript a list, every fork a copy. */
export class NaiveStore {
	readonly sessions = new Map<string, NaiveSession>();
	#made = 0;

	create(id: string, parent: string | null): void {
		this.sessions.set(id, {
			made: this.#made++,
			parent,
			fork: false,
			title: 'New session',
			path: [],
			reverts: [],
		});
	}

	fork(id: string, from: string, index: number): void {
		const path = this.get(from).path.slice(0, index + 1);
		this.sessions.set(id, { made: this.#made++, parent: from, fork: true, title: 'fork', path, reverts: [] });
	}

	get(id: string): NaiveSession {
		const session = this.sessions.get(id);
		if (!session) throw new RangeError(id);
		return session;
	}

	revert(id: string, path: readonly string[]): void {
		const session = this.get(id);
		if (session.path.join() === path.join()) return;
		session.reverts.push(session.path);
		session.path = path;
	}

	undoRevert(id: string): boolean {
		const session = this.get(id);
		const back = session.reverts.pop();
		if (back) session.path = back;
		return back !== undefined;
	}

	isDeleted(id: string): boolean {
		const { deletedAt, parent, fork, restoredAt = -1 } = this.get(id);
		if (deletedAt !== undefined) return true;
		if (fork || parent === null) return false;
		const above = this.#deletion(parent);
		return above !== undefined && restoredAt < above;
	}

	#deletion(id: string): number | undefined {
		const { deletedAt, parent, fork, restoredAt = -1 } = this.get(id);
		if (deletedAt !== undefined) return deletedAt;
		const above = fork || parent === null ? undefined : this.#deletion(parent);
		return above !== undefined && restoredAt < above ? above : undefined;
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

	isBelow(id: string, above: string): boolean {
		for (let at: string | null = id; at !== null; at = this.get(at).parent) if (at === above) return true;
		return false;
	}
}

interface NaiveSession {
	readonly made: number;
	readonly fork: boolean;
	parent: string | null;
	title: string;
	path: readonly string[];
	reverts: (readonly string[])[];
	deletedAt?: number | undefined;
	restoredAt?: number | undefined;
}
