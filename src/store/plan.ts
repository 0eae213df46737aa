import type { SessionRecord, StoreRecord } from './records.js';

/** A line of a log: a text with its newline, or one that begins with `start` and goes on with bytes that lie ready. */
export type LogLine = string | { readonly start: string; readonly rest: Uint8Array };

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
}

/** Plans what is added to one session; `head`: where adds leave it that are written with it, none if undefined. */
export type AddPlan<Result> = (head?: string) => Plan<Result>;
