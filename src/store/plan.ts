import type { Body } from './incoming.js';
import type { MessageHead, MessageRecord, SessionRecord, StoreRecord } from './records.js';

/** A message whose text lies ready, as the fields that are not in the head or are there, too. */
export interface PackedMessage {
	readonly head: MessageHead;
	readonly body: Body;
}

/** A line of a log. */
export type LogLine = Exclude<StoreRecord, MessageRecord> | PackedMessage;

/** The text of a message's line up to where its body goes on, whose opening brace is left out. */
export function startOf({ head: { type, id, at, op, after } }: PackedMessage): string {
	return `${JSON.stringify({ type, id, at, op, after }).slice(0, -1)},`;
}

/** The record that a line holds. */
export function recordOf(line: LogLine): StoreRecord {
	return 'body' in line ? (JSON.parse(startOf(line) + line.body.text.slice(1)) as MessageRecord) : line;
}

/** What one command adds to one session. A new session's own record comes first. */
export interface Draft {
	readonly sessionId: string;
	readonly records: readonly StoreRecord[];
	/** Records that follow, each a line, made while they are written: only in a log that arrives with its command. */
	readonly lines?: Iterable<LogLine>;
	/** What a log that is begun for them begins with, in place of the session's own record. */
	readonly stub?: SessionRecord;
}

export interface Plan<Result> {
	readonly result: Result;
	/** One: a line in the session's log. Several: all are visible at once. None: nothing is written. */
	readonly drafts: readonly Draft[];
	/** Default: that of the first record. */
	readonly op?: string;
	/** Called when some of several logs were written; both count logs. */
	readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** Plans what is added to one session; `head`: where adds leave it that are written with it, none if undefined. */
export type AddPlan<Result> = (head?: string) => Plan<Result>;
