import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ForkPoint, NewMessage, Relation } from '../../src/store/model.js';
import {
	formatVersion,
	type LogRecord,
	type MessageRecord,
	type SessionRecord,
	type StoreRecord,
} from '../../src/store/records.js';
import type { Random } from './random.js';

/** Bytes, about, that go to disk with one call. */
const writeSize = 1 << 20;

/** What the generator says of a session, in the words of the store. */
export interface GeneratedSession {
	readonly id: string;
	readonly title: string;
	readonly parentId: string | null;
	readonly relation: Relation;
	readonly forkPoint: ForkPoint | null;
	readonly head: string | null;
	/** Messages from the root to the head, those shared with the parent included. */
	readonly messageCount: number;
	readonly snapshotCount: number;
	/** Ends that are not on the head's path. */
	readonly branchCount: number;
	/** Messages in its own logs, those on branches included. */
	readonly ownMessages: number;
}

export interface Beginning {
	readonly title: string;
	readonly parent?: SessionLog | undefined;
	readonly relation?: Relation;
	/** Of a fork: how many messages of its parent's path it shares. Default: all. */
	readonly shared?: number;
}

/** Stamps, one later than the other, in the year before this store's format was published. */
export class GeneratedClock {
	readonly #random: Random;
	#at = Date.UTC(2025, 0, 1) * 1000;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Whole microseconds. */
	tick(): number {
		this.#at += 1 + this.#random.below(1_000_000);
		return this.#at;
	}
}

/**
 * Writes one session's log, as a store of another machine would have: whoever goes on with it begins a new one.
 * To be closed.
 */
export class SessionLog {
	readonly id: string;
	readonly #folder: string;
	readonly #random: Random;
	readonly #clock: GeneratedClock;
	readonly #session: SessionRecord;
	/** Messages that it shares with the session that it forked. */
	readonly #shared: number;
	/** Own messages from the fork point, or the root, to the head. */
	readonly #path: string[] = [];
	#ownMessages = 0;
	#snapshotCount = 0;
	#branchCount = 0;
	#file = -1;
	#text = '';

	constructor(folder: string, random: Random, clock: GeneratedClock, beginning: Beginning) {
		const { title, parent, relation = 'child' } = beginning;
		const isFork = relation === 'fork' && parent !== undefined;
		this.id = random.id();
		this.#folder = folder;
		this.#random = random;
		this.#clock = clock;
		this.#shared = isFork ? Math.max(parent.#shared, beginning.shared ?? parent.length) : 0;
		const at = clock.tick();
		this.#session = {
			type: 'session',
			...this.#stamp(at),
			session: this.id,
			title,
			parentId: parent?.id ?? null,
			relation,
			...(isFork && { forkPoint: { sessionId: parent.id, messageId: parent.#messageAt(this.#shared) } }),
			agentName: random.chance(0.2) ? 'coder' : null,
			createdAt: Math.floor(at / 1000),
		};
		this.goOnElsewhere();
	}

	/** Messages from the root to the head. */
	get length(): number {
		return this.#shared + this.#path.length;
	}

	get head(): string | null {
		return this.#messageAt(this.length);
	}

	/** Begins another log of the session, as a clone does that goes on with it. */
	goOnElsewhere(): void {
		this.#shut();
		this.#file = openSync(join(this.#folder, `${this.id}.${this.#random.id(10)}.jsonl`), 'wx');
		const log: LogRecord = {
			type: 'log',
			...this.#stamp(),
			session: this.id,
			v: formatVersion,
			origin: `elsewhere-${this.#random.id(10)}xx`,
		};
		this.#write([log, this.#session]);
	}

	/** One command's messages, each after the one before. */
	say(messages: readonly NewMessage[]): void {
		const op = this.#random.id();
		this.#write(
			messages.map((message): MessageRecord => {
				const at = this.#clock.tick();
				const after = this.head;
				const record = { type: 'message', id: this.#random.id(), at, op, after } as const;
				this.#path.push(record.id);
				return { ...record, ...message, timestamp: Math.floor(at / 1000) };
			}),
		);
		this.#ownMessages += messages.length;
	}

	/** Labels a message of the transcript. */
	snapshot(label: string): void {
		const at = this.#clock.tick();
		const messageId = this.#messageAt(this.#shared + this.#random.below(this.#path.length + 1));
		const fields = { session: this.id, messageId, label, createdAt: Math.floor(at / 1000) };
		this.#write([{ type: 'snapshot', ...this.#stamp(at), ...fields }]);
		this.#snapshotCount += 1;
	}

	/** Moves the head back, to an own message that some message follows; the next message begins a branch. */
	revert(): void {
		if (this.#path.length < 2) return;
		const keep = 1 + this.#random.below(this.#path.length - 1);
		const from = this.head;
		this.#path.length = keep;
		this.#write([{ type: 'head', ...this.#stamp(), session: this.id, to: this.head, from }]);
		this.#branchCount += 1;
	}

	/** Writes what is left; gives what a reader will find. */
	close(): GeneratedSession {
		this.#shut();
		const { title = '', parentId = null, relation = 'child', forkPoint = null } = this.#session;
		return {
			id: this.id,
			title,
			parentId,
			relation,
			forkPoint,
			head: this.head,
			messageCount: this.length,
			snapshotCount: this.#snapshotCount,
			branchCount: this.#branchCount,
			ownMessages: this.#ownMessages,
		};
	}

	/** The last of the first `length` messages of the transcript, none of which is before the fork point. */
	#messageAt(length: number): string | null {
		const own = this.#path[length - this.#shared - 1];
		return own ?? this.#session.forkPoint?.messageId ?? null;
	}

	#stamp(at = this.#clock.tick()): { readonly id: string; readonly at: number; readonly op: string } {
		return { id: this.#random.id(), at, op: this.#random.id() };
	}

	#write(records: readonly StoreRecord[]): void {
		this.#text += `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
		if (this.#text.length >= writeSize) this.#flush();
	}

	#shut(): void {
		if (this.#file === -1) return;
		this.#flush();
		closeSync(this.#file);
		this.#file = -1;
	}

	#flush(): void {
		for (let rest = Buffer.from(this.#text); rest.length > 0;)
			rest = rest.subarray(writeSync(this.#file, rest));
		this.#text = '';
	}
}
