/**
 * What the files of a store's folder say, by the rules of the format and nothing else: no caches, no shortcuts, every
 * question answered by looking at all the records again.
 */
export class NaiveFold {
	readonly sessions: ReadonlyMap<string, NaiveRecords>;
	readonly #ghosts = new Map<string, NaiveRecords>();
	readonly #parents = new Map<string, string | null>();

	/** `files`: names and texts. */
	constructor(files: ReadonlyMap<string, string>) {
		const sessions = new Map<string, NaiveRecords>();
		for (const id of new Set([...files.keys()].map(sessionOf))) {
			const own = new NaiveRecords(
				id,
				[...files].filter(([name]) => sessionOf(name) === id),
			);
			if (own.isPresent) sessions.set(id, own);
			else if (own.session) this.#ghosts.set(id, own);
		}
		this.sessions = sessions;
		this.#replayMoves();
	}

	#replayMoves(): void {
		const moves = [...this.sessions.values(), ...this.#ghosts.values()].flatMap(({ id, moves }) =>
			moves.map((move) => ({ ...move, moved: id })),
		);
		for (const { moved, parentId } of moves.sort(inOrder)) {
			if (!this.#parents.has(moved)) this.#parents.set(moved, null);
			let at: string | null = parentId;
			while (at !== null && at !== moved) at = this.#parents.get(at) ?? null;
			if (at === null) this.#parents.set(moved, parentId);
		}
	}

	/** The message with that id as the session sees it, and the session in which it lies. */
	find(id: string, messageId: string | null, before?: NaiveRecord): Found | undefined {
		let at = this.sessions.get(id);
		for (let steps = 0; at && steps <= this.sessions.size; steps++) {
			const record = at.messages.find((each) => each.id === messageId);
			if (record && (!before || inOrder(record, before) < 0)) return { record, owner: at.id };
			at = this.sessions.get(at.session?.forkPoint?.sessionId ?? '');
		}
		return undefined;
	}

	/** From the root to it. `whole`: nothing is missing on the way. */
	path(id: string, messageId: string | null): { readonly ids: readonly string[]; readonly whole: boolean } {
		const ids: string[] = [];
		let at = this.find(id, messageId);
		while (at) {
			ids.unshift(at.record.id);
			const { after } = at.record;
			if (after === null) return { ids, whole: true };
			at = this.find(at.owner, after ?? null, at.record);
		}
		return { ids, whole: messageId === null };
	}

	#owner(id: string): string | null {
		return this.sessions.get(id)?.session?.relation === 'fork' ? null : (this.#parents.get(id) ?? null);
	}

	/** The deletion that keeps it in the trash. */
	#deletion(id: string): NaiveRecord | undefined {
		const own = this.sessions.get(id)?.trash;
		if (own?.type === 'delete' || own?.type === 'purge') return own;
		const owner = this.#owner(id);
		const above = owner !== null && this.sessions.has(owner) ? this.#deletion(owner) : undefined;
		return above && own && inOrder(own, above) > 0 ? undefined : above;
	}

	isDeleted(id: string): boolean {
		return this.#deletion(id) !== undefined;
	}

	/** Where it is shown. */
	parent(id: string): string | null {
		const up = this.#parents.get(id) ?? null;
		if (up === null) return null;
		const owned = this.#owner(id) !== null;
		if (this.isDeleted(id)) return owned && this.sessions.has(up) && this.isDeleted(up) ? up : null;
		const lives = (at: string): boolean => this.sessions.has(at) && !this.isDeleted(at);
		if (owned) return lives(up) ? up : null;
		let at: string | null = up;
		while (at !== null && !lives(at)) at = this.#parents.get(at) ?? null;
		return at;
	}

	oldestFirst(): readonly string[] {
		const at = (id: string): number => this.sessions.get(id)?.session?.at ?? 0;
		return [...this.sessions.keys()].sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
	}

	isBelow(id: string, above: string): boolean {
		for (let at: string | null = id; at !== null; at = this.#parents.get(at) ?? null)
			if (at === above) return true;
		return false;
	}

	/** The messages that the session may be reverted to, oldest first, and the empty beginning. */
	tree(id: string): readonly (string | null)[] {
		const session = this.sessions.get(id);
		const shared = this.path(id, session?.session?.forkPoint?.messageId ?? null).ids;
		return [...new Set([null, ...shared, ...(session?.messages.map((message) => message.id) ?? [])])];
	}

	branches(id: string): readonly NaiveBranch[] {
		const session = this.sessions.get(id);
		if (!session) return [];
		const head = this.path(id, session.head).ids;
		return session.ends
			.filter((end) => this.find(id, end) && !head.includes(end))
			.map((end) => {
				const { ids } = this.path(id, end);
				const shared = ids.filter((each, nth) => head[nth] === each);
				const state = session.isDiscarded(end) ? 'discarded' : 'diverged';
				return {
					messageId: end,
					state,
					branchesFrom: shared.at(-1) ?? null,
					messageCount: ids.length,
				} as const;
			});
	}
}

export interface NaiveBranch {
	readonly messageId: string;
	readonly state: 'discarded' | 'diverged';
	readonly branchesFrom: string | null;
	readonly messageCount: number;
}

/** A line's record, as far as this fold looks at it. */
export interface NaiveRecord {
	readonly type: string;
	readonly id: string;
	readonly at: number;
	readonly session?: string;
	readonly after?: string | null;
	readonly content?: string;
	readonly title?: string;
	readonly parentId?: string | null;
	readonly relation?: string;
	readonly forkPoint?: { readonly sessionId: string; readonly messageId: string | null } | null;
	readonly agentName?: string | null;
	readonly metadata?: Readonly<Record<string, unknown>>;
	readonly to?: string | null;
	readonly from?: string | null;
	readonly fields?: { readonly title?: string; readonly parentId?: string | null };
	readonly snapshotId?: string;
	readonly messageId?: string | null;
	readonly label?: string;
	readonly logs?: readonly { readonly name: string; readonly size: number }[];
}

interface Found {
	readonly record: NaiveRecord;
	readonly owner: string;
}

/** The records of one session, each once and in order. */
class NaiveRecords {
	readonly id: string;
	readonly #records: readonly NaiveRecord[];

	constructor(id: string, logs: readonly (readonly [name: string, text: string])[]) {
		this.id = id;
		const purged = new Map<string, number>();
		for (const [own, text] of logs)
			for (const { type, logs: named } of recordsIn(id, text))
				for (const { name, size } of type === 'purge' ? (named ?? []) : [])
					if (name !== own) purged.set(name, Math.max(size, purged.get(name) ?? 0));
		const living = logs.filter(([name, text]) => Buffer.byteLength(text) > (purged.get(name) ?? -1));
		const byId = new Map<string, NaiveRecord>();
		for (const record of living.flatMap(([, text]) => recordsIn(id, text))) {
			const other = byId.get(record.id);
			if (!other || record.at < other.at) byId.set(record.id, record);
		}
		this.#records = [...byId.values()].sort(inOrder);
	}

	#of(...types: readonly string[]): readonly NaiveRecord[] {
		return this.#records.filter(({ type }) => types.includes(type));
	}

	get session(): NaiveRecord | undefined {
		return this.#of('session').at(-1);
	}
	get isPresent(): boolean {
		return this.session?.title !== undefined || this.messages.length > 0;
	}
	get messages(): readonly NaiveRecord[] {
		return this.#of('message');
	}
	get moves(): readonly { readonly at: number; readonly id: string; readonly parentId: string | null }[] {
		return this.#of('session', 'set').flatMap(({ type, at, id, parentId, fields }) => {
			const to = type === 'session' ? (parentId ?? null) : fields?.parentId;
			return to === undefined ? [] : { at, id, parentId: to };
		});
	}
	get title(): string | undefined {
		return this.#of('session', 'set')
			.map(({ title, fields }) => title ?? fields?.title)
			.findLast((title) => title !== undefined);
	}
	get trash(): NaiveRecord | undefined {
		return this.#of('delete', 'restore', 'purge').findLast(({ snapshotId }) => snapshotId === undefined);
	}
	get head(): string | null {
		const last = this.#records.findLast(
			({ type, forkPoint }) => type === 'message' || type === 'head' || (type === 'session' && forkPoint),
		);
		if (!last) return null;
		if (last.type === 'message') return last.id;
		return (last.type === 'head' ? last.to : last.forkPoint?.messageId) ?? null;
	}
	get ends(): readonly string[] {
		const ends = [...this.messages.map(({ id }) => id), this.session?.forkPoint?.messageId ?? []].flat();
		return [...new Set(ends)].filter((end) => !this.messages.some(({ after }) => after === end));
	}
	get metadata(): Readonly<Record<string, unknown>> {
		const all = this.#of('session', 'set').flatMap(({ metadata }) => Object.entries(metadata ?? {}));
		return Object.fromEntries([...new Map(all)].filter(([, value]) => value !== null));
	}
	get snapshots(): readonly NaiveRecord[] {
		return this.#of('snapshot').filter(({ id }) => {
			const last = this.#of('delete', 'restore').findLast(({ snapshotId }) => snapshotId === id);
			return last?.type !== 'delete';
		});
	}
	isDiscarded(end: string): boolean {
		return this.#of('head').findLast(({ to, from }) => to === end || from === end)?.from === end;
	}
}

function inOrder(a: { at: number; id: string }, b: { at: number; id: string }): number {
	return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function sessionOf(log: string): string {
	return log.split('.').slice(0, -2).join('.');
}

/** The records of a log that are the session's; a line that is torn holds none. */
export function recordsIn(id: string, text: string): readonly NaiveRecord[] {
	return text.split('\n').flatMap((line): readonly NaiveRecord[] => {
		let value: NaiveRecord | readonly NaiveRecord[];
		try {
			value = JSON.parse(line) as NaiveRecord | readonly NaiveRecord[];
		} catch {
			return [];
		}
		return [value].flat().filter(({ type, session }) => type === 'message' || session === id);
	});
}
