import type { JsonObject, Relation, Role, Source } from './model.js';

/** Where the text of a message lies until it is written: in memory, or in a file beside the import. */
export interface Body {
	/** A JSON object with the fields of `NewMessage`, `timestamp` and `metadata` always among them. */
	readonly text: string;
	/** The same as UTF-8, until those of another are asked for. */
	readonly bytes: Uint8Array;
}

/** A message on its way into a store. */
export interface IncomingMessage {
	/** Its name in the source: sessions that share the message use the same, and a later import finds it by this. */
	readonly id: string;
	/**
	 * Set where `id` only tells it from all others that come along: the one of its session's names by which a later import
	 * finds it.
	 */
	readonly name?: string;
	/** Ids under which an earlier import may have it as it was before it was complete. */
	readonly earlier?: readonly string[];
	/** The id of the message that it follows, in its session or one above it; null: it begins a conversation. */
	readonly after: string | null;
	readonly role: Role;
	/** Milliseconds since 1970. */
	readonly timestamp: number;
	readonly body: Body;
}

export interface IncomingSnapshot {
	/** The id of a message, or null for the time before the first. */
	readonly messageId: string | null;
	readonly label: string;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly metadata: JsonObject;
}

/** A session on its way into a store; `source` says who it is, and a later import finds it by this. */
export interface IncomingSession {
	readonly source: Source;
	readonly title: string;
	/** The session above it, by its `source`; it need not be among those that come along. */
	readonly parent: Source | null;
	readonly relation: Relation;
	/**
	 * Which messages it has from its parent. `prefix`: it repeats them under the same ids, and those that are there
	 * already are shared. A point: it does not repeat them; the session (by default the parent) and the id of the last
	 * of its messages that they share, or null where it was forked off before the first. Null: none.
	 */
	readonly shares: 'prefix' | { readonly from?: Source | null; readonly after: string | null } | null;
	/** Each after the one that it follows. More than one with the same `after`: branches. */
	readonly messages: readonly IncomingMessage[];
	/** How many of the first it copied from another session, where its source tells that and calls them otherwise. */
	readonly copied?: number;
	/** The end of the transcript: the id of a message, or null while it is empty. */
	readonly head: string | null;
	readonly snapshots: readonly IncomingSnapshot[];
	/** Ends off the head's path that were left behind, oldest first; absent: all of them, as their last messages came. */
	readonly discarded?: readonly string[];
	readonly agentName: string | null;
	readonly metadata: JsonObject;
	readonly shared: boolean;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly updatedAt: number;
}
