import {
	inOrder,
	type HeadRecord,
	type LogRecord,
	type MessageRecord,
	type PurgeRecord,
	type SessionRecord,
	type SetRecord,
	type SnapshotRecord,
	type StoreRecord,
	type TrashRecord,
} from './records.js';
import type { Json } from './model.js';

/** A message and what the message tree remembers about it. */
export interface MessageNode {
	readonly record: MessageRecord;
	/** The session in whose log it lies. */
	readonly owner: SessionFold;
	/** Messages from the root to it. This and all below is valid while `epoch` is the tree's. */
	depth: number;
	/** Whether the way to the root is all here. */
	whole: boolean;
	/** The message before it. */
	up: MessageNode | undefined;
	/** Some message further up. */
	jump: MessageNode | undefined;
	epoch: number;
}

export type FoldedRecord = Exclude<StoreRecord, LogRecord>;
export type JournalRecord = Exclude<FoldedRecord, MessageRecord>;

/**
 * What the records of one session say by themselves, without its parents. A pure function of the set of records: feed
 * them in order, each once.
 */
export class SessionFold {
	readonly id: string;
	readonly #seen = new Map<string, FoldedRecord>();
	#last: FoldedRecord | undefined;

	session: SessionRecord | undefined;
	head: string | null = null;
	/** Where its own record cannot be read, its id has to do. */
	title: string;
	agentName: string | null = null;
	shared = false;
	readonly metadata = new Map<string, Json>();
	/** Milliseconds since 1970. */
	updatedAt = 0;
	readonly messages = new Map<string, MessageNode>();
	/** Own messages that no own message follows; a fork's point counts. */
	readonly ends = new Set<string>();
	/** What a revert or switch last moved away from. */
	readonly discarded = new Set<string>();
	readonly snapshots = new Map<string, { readonly record: SnapshotRecord; deleted: boolean }>();
	readonly moves: { readonly at: number; readonly id: string; readonly parentId: string | null }[] = [];
	/** The last word on whether the session itself is deleted. */
	trash: TrashRecord | PurgeRecord | undefined;
	readonly journal: JournalRecord[] = [];
	/** A newer version of the extension wrote one of its logs. */
	newerVersion = false;

	constructor(id: string) {
		this.id = id;
		this.title = `Session ${id}`;
	}

	/** Whether the record can be taken in where the fold stands, without folding anew. */
	fits(record: FoldedRecord): boolean {
		return !this.#last || inOrder(this.#last, record) < 0;
	}

	seen(id: string): FoldedRecord | undefined {
		return this.#seen.get(id);
	}

	take(record: FoldedRecord): void {
		this.#seen.set(record.id, record);
		this.#last = record;
		switch (record.type) {
			case 'message':
				this.#takeMessage(record);
				return;
			case 'session':
				this.#takeSession(record);
				break;
			case 'head':
				this.#takeHead(record);
				break;
			case 'set':
				this.#takeSet(record);
				break;
			case 'snapshot':
				this.snapshots.set(record.id, { record, deleted: false });
				break;
			case 'delete':
			case 'restore':
				this.#takeTrash(record);
				break;
			case 'purge':
				this.trash = record;
				break;
			default:
				record satisfies never;
		}
		this.journal.push(record);
		// What an import wrote is as old as the import says.
		if (record.type !== 'session' && record.op !== this.session?.op)
			this.#touch(Math.floor(record.at / 1000));
	}

	#takeMessage(record: MessageRecord): void {
		const { id, after, timestamp } = record;
		this.messages.set(id, {
			record,
			owner: this,
			depth: 0,
			whole: false,
			up: undefined,
			jump: undefined,
			epoch: 0,
		});
		if (after !== null) this.ends.delete(after);
		this.ends.add(id);
		this.discarded.delete(id);
		this.head = id;
		// Sources write fractions; what a session's own time is written as has none.
		this.#touch(Math.floor(timestamp));
	}

	#takeSession(record: SessionRecord): void {
		this.session = record;
		if (record.title !== undefined) this.title = record.title;
		this.agentName = record.agentName ?? null;
		this.shared = record.shared ?? false;
		for (const [key, value] of Object.entries(record.metadata ?? {})) this.metadata.set(key, value);
		this.moves.push({ at: record.at, id: record.id, parentId: record.parentId ?? null });
		this.#touch(record.updatedAt ?? record.createdAt ?? Math.floor(record.at / 1000));
		if (!record.forkPoint) return;
		this.head = record.forkPoint.messageId;
		if (this.head !== null) this.ends.add(this.head);
	}

	#takeHead({ to, from }: HeadRecord): void {
		this.head = to;
		if (from !== null) {
			// The latest to be discarded is the last of the set.
			this.discarded.delete(from);
			this.discarded.add(from);
		}
		if (to !== null) this.discarded.delete(to);
	}

	#takeSet({ at, id, fields = {}, metadata = {} }: SetRecord): void {
		if (fields.title !== undefined) this.title = fields.title;
		if (fields.agentName !== undefined) this.agentName = fields.agentName;
		if (fields.shared !== undefined) this.shared = fields.shared;
		if (fields.parentId !== undefined) this.moves.push({ at, id, parentId: fields.parentId });
		for (const [key, value] of Object.entries(metadata)) {
			if (value === null) this.metadata.delete(key);
			else this.metadata.set(key, value);
		}
	}

	#takeTrash(record: TrashRecord): void {
		if (record.snapshotId === undefined) {
			this.trash = record;
			return;
		}
		const snapshot = this.snapshots.get(record.snapshotId);
		if (snapshot) snapshot.deleted = record.type === 'delete';
	}

	#touch(ms: number): void {
		if (ms > this.updatedAt) this.updatedAt = ms;
	}
}

/** Folds a session from all its records, in whatever order and however often they come. */
export function foldSession(id: string, records: readonly StoreRecord[]): SessionFold {
	const byId = new Map<string, FoldedRecord>();
	for (const record of records) {
		// It tells of its file, not of the session.
		if (record.type === 'log') continue;
		const other = byId.get(record.id);
		if (!other || isLesser(record, other)) byId.set(record.id, record);
	}
	const fold = new SessionFold(id);
	for (const record of [...byId.values()].sort(inOrder)) fold.take(record);
	return fold;
}

/** Of two records with one id the lesser counts: by time, then by text. */
function isLesser(a: StoreRecord, b: StoreRecord): boolean {
	return a.at !== b.at ? a.at < b.at : JSON.stringify(a) < JSON.stringify(b);
}

/** Whether a record that came again says the same as the one taken in. */
export function saysTheSame(a: StoreRecord, b: StoreRecord): boolean {
	return a === b || (a.at === b.at && JSON.stringify(a) === JSON.stringify(b));
}
