/** A session the plain way: every transcript a list of texts, every fork a copy. Texts stand for messages. */
export class NaiveSession {
	readonly id: string;
	readonly fork: boolean;
	/** What it shares with the session that it was forked from. */
	readonly shared: readonly string[];
	parent: string | null;
	title = 'New session';
	metadata: Readonly<Record<string, string>> = {};
	path: readonly string[];
	/** Its own messages, each with all before it. */
	readonly own = new Map<string, readonly string[]>();
	/** Texts that are results of tools. */
	readonly results = new Set<string>();
	/** Ends that a revert or switch left, or came back to. */
	readonly left = new Map<string, boolean>();
	readonly snapshots = new Map<string, NaiveSnapshot>();
	readonly trash: Trash = {};

	constructor(id: string, parent: string | null, shared?: readonly string[]) {
		this.id = id;
		this.parent = parent;
		this.fork = shared !== undefined;
		this.shared = shared ?? [];
		this.path = this.shared;
	}

	add(text: string, after: readonly string[]): void {
		this.path = [...after, text];
		this.own.set(text, this.path);
	}

	/** The paths that it may be reverted to, the empty one first. */
	places(): readonly (readonly string[])[] {
		const shared = this.shared.map((_, nth) => this.shared.slice(0, nth + 1));
		return [[], ...shared, ...this.own.values()];
	}

	moveHead(to: readonly string[]): void {
		const [from, end] = [this.path.at(-1), to.at(-1)];
		if (from !== undefined) this.left.set(from, true);
		if (end !== undefined) this.left.set(end, false);
		this.path = to;
	}

	/** Past the results that directly follow on its transcript. */
	pastResults(index: number): number {
		let end = index;
		while (this.results.has(this.path[end + 1] ?? '')) end++;
		return end;
	}

	/** The ends off its transcript, and how they came to be. */
	branches(): readonly string[] {
		const paths = [...this.own.values(), ...(this.shared.length > 0 ? [this.shared] : [])];
		const followed = new Set([...this.own.values()].map((path) => path.at(-2)));
		return paths.flatMap((path) => {
			const end = path.at(-1) ?? '';
			if (followed.has(end) || this.path.includes(end)) return [];
			return `${path.join()} ${this.left.get(end) ? 'discarded' : 'diverged'}`;
		});
	}

	/** As an import makes it: the same messages, and nobody has reverted yet. */
	copy(id: string, parent: string | null): NaiveSession {
		const made = new NaiveSession(id, parent, this.fork ? this.shared : undefined);
		Object.assign(made, { title: this.title, metadata: this.metadata, path: this.path });
		for (const [text, path] of this.own) made.own.set(text, path);
		for (const text of this.results) made.results.add(text);
		for (const [text, left] of this.left) made.left.set(text, left);
		return made;
	}
}

export interface NaiveSnapshot {
	readonly path: readonly string[];
	readonly label: string;
	deleted: boolean;
}

/** Moments of the model's clock. */
export interface Trash {
	deletedAt?: number | undefined;
	restoredAt?: number | undefined;
	purged?: boolean;
}
