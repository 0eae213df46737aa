import type { Files } from './files.js';
import type { JsonObject } from './model.js';

export interface OpenOptions {
	/** Nothing is ever written; every writing method rejects with `READ_ONLY`. */
	readonly readOnly?: boolean;
	/** Another way to the disk; tests pass one that fails. */
	readonly files?: Files;
	/**
	 * Milliseconds that a write waits for another process's write before it rejects with `BUSY`; anew as long as an import
	 * of that process goes on. Default 10,000.
	 */
	readonly patience?: number;
	/** How much of the transcripts stays in memory. */
	readonly room?: Room;
}
/** What is beyond it leaves memory, the least lately used first, and is read again when it is asked for. */
export interface Room {
	/** Bytes of the logs' text of which the messages are kept. Default 64 MiB. */
	readonly bytes?: number;
	/** Messages whose place in the tree is kept, beside those of the session used last. Default 200,000. */
	readonly messages?: number;
}
export interface CreateOptions {
	/** Default: 20 of `0-9a-z`. */
	readonly id?: string;
	readonly title?: string;
	readonly parentId?: string | null;
	readonly agentName?: string | null;
	readonly metadata?: JsonObject;
}
export interface AddOptions {
	/** The message that it follows (null: it begins a conversation). Default: the head. */
	readonly after?: string | null;
}
export interface ForkOptions {
	/** Inclusive index into the transcript. */
	readonly fromMessageIndex?: number;
	/** Inclusive; may lie on a discarded or diverged branch. */
	readonly fromMessageId?: string;
	/** Default: `Fork of <title>`. */
	readonly title?: string;
	/** Stop exactly there, even between a tool call and its results. */
	readonly splitToolExchange?: boolean;
}
export interface SnapshotOptions {
	/** Default: the head. Null: the empty beginning. */
	readonly messageId?: string | null;
	/** Default: `Snapshot <n>`. */
	readonly label?: string;
	readonly metadata?: JsonObject;
}
export interface RevertTarget {
	/** Inclusive index into the transcript; −1 empties. */
	readonly index?: number;
	/** Anywhere in the message tree; null empties. */
	readonly messageId?: string | null;
	readonly splitToolExchange?: boolean;
}
export interface ImportOptions {
	/** For the first session of the bundle that has no parent there. */
	readonly id?: string;
	/** What the bundle's roots are put under. */
	readonly parentId?: string | null;
}
export interface ImportResult {
	/** The first root of the bundle. */
	readonly sessionId: string;
	/** All new ids, in the bundle's order. */
	readonly sessionIds: readonly string[];
	/** For a person. */
	readonly warnings: readonly string[];
}
export interface MergeOptions {
	/** What new sessions without a parent are put under. */
	readonly parentId?: string | null;
	/**
	 * What was imported before and lies in the trash or was taken back: `anew` (default) brings it in again, `leave`
	 * passes it over, and children that would come in below it.
	 */
	readonly trashed?: 'anew' | 'leave';
	/** Ends it, if it is not written yet; then it rejects with the signal's reason, and nothing is. */
	readonly signal?: AbortSignal;
	/** Called when some logs were written; both count logs. */
	readonly onProgress?: (done: number, all: number) => void;
}
export interface MergeResult {
	/** What `undoOperation` takes back; null when nothing was written. */
	readonly operation: string | null;
	/** Of all sessions that came in, parents first; of those that were here before, too. */
	readonly sessionIds: readonly string[];
	/** New sessions. */
	readonly created: readonly string[];
	/** Sessions that were here and got messages. */
	readonly updated: readonly string[];
	/** Messages of the new sessions, those that they share with the sessions above left out. */
	readonly messages: number;
	/** Messages added to sessions that were here. */
	readonly grown: number;
	/** Messages of sessions that were here that were here, too. */
	readonly known: number;
	/** For a person. */
	readonly warnings: readonly string[];
}
