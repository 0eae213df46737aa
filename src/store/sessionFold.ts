import type { MessageNode } from './messageNode.js';
import { NotInMemory } from './messagePages.js';
import type { Json } from './model.js';
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

export type JournalRecord = Exclude<StoreRecord, LogRecord | MessageRecord>;
export type FoldedRecord = JournalRecord | MessageNode;
/** A record as its log keeps it. */
export type LoggedRecord = FoldedRecord | LogRecord;

/** What only a session's messages tell. */
interface Awake {
	readonly messages: Map<string, MessageNode>;
	/** The tip need not be among them. */
	readonly ends: Set<string>;
	/** The end that came last: most messages follow it, and the ends need not be touched. */
	tip: string | null;
	readonly discarded: Set<string>;
	readonly journalById: Map<string, JournalRecord>;
}

interface LabelledMessage {
	readonly record: SnapshotRecord;
	deleted: boolean;
}

const nothing: ReadonlyMap<string, never> = new Map<string, never>();
const none: ReadonlySet<string> = new Set<string>();

/** What is known of a sleeping session's messages. */
export interface Summary {
	/** Messages from the root to the head. */
	readonly messageCount: number;
	/** The same for each snapshot, by its id; those in the trash too. */
	readonly snapshots: ReadonlyMap<string, number>;
	/** Whether the paths to them lie in its own logs alone. */
	readonly isAlone: boolean;
}

/**
 * What the records of one session say by themselves, without its parents. A pure function of the set of records: feed
 * them in order, each once. Its messages leave memory when it is put to sleep; the rest stays.
 */
export class SessionFold {
	readonly id: string;
	#awake: Awake | undefined;
	#summary: Summary | undefined;
	#last: FoldedRecord | undefined;

	session: SessionRecord | undefined;
	head: string | null = null;
	/** Where its own record cannot be read, its id has to do. */
	title: string;
	agentName: string | null = null;
	shared = false;
	/** These are made when something comes: most sessions have none, and an opening makes thousands of them. */
	#metadata: Map<string, Json> | undefined;
	#accepted: Set<string> | undefined;
	#snapshots: Map<string, LabelledMessage> | undefined;
	/** Milliseconds since 1970. */
	updatedAt = 0;
	/** The stamp of its latest record, in whole microseconds. */
	latestAt = 0;
	readonly moves: { readonly at: number; readonly id: string; readonly parentId: string | null }[] = [];
	/** The last word on whether the session itself is deleted. */
	trash: TrashRecord | PurgeRecord | undefined;
	readonly journal: JournalRecord[] = [];
	/** Somebody purged it; what a clone wrote without knowing of that may have brought it back. */
	hasPurge = false;
	/** A newer version of the extension wrote one of its logs. */
	newerVersion = false;
	/** When its messages were last asked for, as the store counts. */
	usedAt = 0;
	/** The message tree's count when its summary was known to hold. */
	knownAt = 0;

	/** `summary`: of its messages, which are not given to it. */
	constructor(id: string, summary?: Summary) {
		this.id = id;
		this.title = `Session ${id}`;
		this.#summary = summary;
		if (summary) return;
		this.#awake = {
			messages: new Map(),
			ends: new Set(),
			tip: null,
			discarded: new Set(),
			journalById: new Map(),
		};
	}

	/** One whose messages were folded before, and lie on disk as they did then. */
	static asleep(
		id: string,
		journal: readonly JournalRecord[],
		known: Pick<SessionFold, 'head' | 'updatedAt' | 'latestAt'> & { readonly summary: Summary },
	): SessionFold {
		const fold = new SessionFold(id, known.summary);
		for (const record of journal) fold.take(record);
		fold.head = known.head;
		fold.updatedAt = known.updatedAt;
		fold.latestAt = known.latestAt;
		return fold;
	}

	get metadata(): ReadonlyMap<string, Json> {
		return this.#metadata ?? nothing;
	}

	/** By `lineHash`, lines that a person takes as they are. */
	get accepted(): ReadonlySet<string> {
		return this.#accepted ?? none;
	}

	/** By id, those in the trash too. */
	get snapshots(): ReadonlyMap<string, LabelledMessage> {
		return this.#snapshots ?? nothing;
	}

	get isAsleep(): boolean {
		return this.#awake === undefined;
	}

	/** Of a sleeping session. */
	get summary(): Summary | undefined {
		return this.#summary;
	}

	/** Lets go of its messages. It takes in nothing from then on: a new fold takes its place. */
	sleep(summary: Summary): void {
		this.#awake = undefined;
		this.#last = undefined;
		this.#summary = summary;
	}

	/** Throws `NotInMemory`, like all that only messages tell. */
	get messages(): ReadonlyMap<string, MessageNode> {
		return this.#content.messages;
	}

	/** Own messages that no own message follows; a fork's point counts. */
	get ends(): ReadonlySet<string> {
		const content = this.#content;
		addEnd(content, content.tip);
		return content.ends;
	}

	/** What a revert or switch last moved away from. */
	get discarded(): ReadonlySet<string> {
		return this.#content.discarded;
	}

	get #content(): Awake {
		if (this.#awake) return this.#awake;
		throw new NotInMemory(this.id);
	}

	/** Records with ids of their own. */
	get size(): number {
		const { messages, journalById } = this.#content;
		let size = messages.size;
		for (const id of journalById.keys()) if (!messages.has(id)) size++;
		return size;
	}

	/** Whether the record can be taken in where the fold stands, without folding anew. */
	fits(record: FoldedRecord): boolean {
		return record.at > this.latestAt || !this.#last || inOrder(this.#last, record) < 0;
	}

	seen(id: string): FoldedRecord | undefined {
		const { messages, journalById } = this.#content;
		return messages.get(id) ?? journalById.get(id);
	}

	take(record: FoldedRecord): void {
		const last = this.#last;
		this.#last = record;
		this.latestAt = record.at;
		if (record.type === 'message') {
			this.#takeMessage(record, last);
			return;
		}
		this.#awake?.journalById.set(record.id, record);
		switch (record.type) {
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
				(this.#snapshots ??= new Map()).set(record.id, { record, deleted: false });
				break;
			case 'delete':
			case 'restore':
				this.#takeTrash(record);
				break;
			case 'purge':
				this.hasPurge = true;
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

	#takeMessage(message: MessageNode, last: FoldedRecord | undefined): void {
		const { id, after, timestamp } = message;
		const content = this.#content;
		content.messages.set(id, message);
		message.near = after !== null && after === last?.id && last.type === 'message' ? last : undefined;
		if (after === null || after !== content.tip) addEnd(content, content.tip);
		// The tip may be among them, too: a fork's point that its own message came after.
		if (after !== null && content.ends.size > 0) content.ends.delete(after);
		content.tip = id;
		if (content.discarded.size > 0) content.discarded.delete(id);
		this.head = id;
		// Sources write fractions; what a session's own time is written as has none.
		this.#touch(Math.floor(timestamp));
	}

	#takeSession(record: SessionRecord): void {
		this.session = record;
		if (record.title !== undefined) this.title = record.title;
		this.agentName = record.agentName ?? null;
		this.shared = record.shared ?? false;
		for (const [key, value] of Object.entries(record.metadata ?? {}))
			(this.#metadata ??= new Map()).set(key, value);
		this.moves.push({ at: record.at, id: record.id, parentId: record.parentId ?? null });
		this.#touch(record.updatedAt ?? record.createdAt ?? Math.floor(record.at / 1000));
		if (!record.forkPoint) return;
		this.head = record.forkPoint.messageId;
		if (this.head !== null && this.#awake) addEnd(this.#awake, this.head);
	}

	#takeHead({ to, from }: HeadRecord): void {
		this.head = to;
		if (!this.#awake) return;
		const { discarded } = this.#awake;
		if (from !== null) {
			// The latest to be discarded is the last of the set.
			discarded.delete(from);
			discarded.add(from);
		}
		if (to !== null) discarded.delete(to);
	}

	#takeSet({ at, id, fields = {}, metadata = {}, accepted = {} }: SetRecord): void {
		if (fields.title !== undefined) this.title = fields.title;
		if (fields.agentName !== undefined) this.agentName = fields.agentName;
		if (fields.shared !== undefined) this.shared = fields.shared;
		if (fields.parentId !== undefined) this.moves.push({ at, id, parentId: fields.parentId });
		for (const [key, value] of Object.entries(metadata)) {
			this.#metadata ??= new Map();
			if (value === null) this.#metadata.delete(key);
			else this.#metadata.set(key, value);
		}
		for (const [line, value] of Object.entries(accepted)) {
			this.#accepted ??= new Set();
			if (value === true) this.#accepted.add(line);
			else this.#accepted.delete(line);
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

/** There is no tip then that is not among the ends. */
function addEnd(content: Awake, end: string | null): void {
	if (content.tip !== null) content.ends.add(content.tip);
	content.tip = null;
	if (end !== null) content.ends.add(end);
}
