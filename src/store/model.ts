/** JSON as `JSON.parse` gives it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
	readonly [key: string]: Json;
}

export const roles = ['user', 'assistant', 'system', 'tool'] as const;
export type Role = (typeof roles)[number];

/** One piece of a message that is more than plain text. */
export type Part =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'thinking'; readonly text: string; readonly signature?: string }
	/** `data` is base64; `url` an address that is shown, never fetched. */
	| { readonly type: 'image'; readonly mediaType: string; readonly data?: string; readonly url?: string }
	| {
			readonly type: 'file';
			readonly name: string;
			readonly mediaType?: string;
			readonly text?: string;
			readonly data?: string;
			readonly url?: string;
	  }
	/** What a source wrote and we do not know, kept as it came. */
	| { readonly type: 'data'; readonly source: string; readonly value: Json };

export interface ToolCall {
	readonly id: string;
	readonly name: string;
	/** The text of the arguments as the model wrote it; usually JSON. */
	readonly arguments: string;
	/** Fields of the source beside these three. */
	readonly extra?: JsonObject;
}

/** What a caller gives to `addMessage`. */
export interface NewMessage {
	readonly role: Role;
	readonly content: string | readonly Part[];
	readonly toolCalls?: readonly ToolCall[];
	/** On a `tool` message: the `ToolCall.id` that it answers. */
	readonly toolCallId?: string;
	/** Milliseconds since 1970, fractions allowed. Default: now. */
	readonly timestamp?: number;
	/** Free: model, tokens, cost, author… */
	readonly metadata?: JsonObject;
}

/** One turn. Never changed once it is written. */
export interface Message extends NewMessage {
	/** The store's own id: 20 of `0-9a-z`. */
	readonly id: string;
	/** The message before it, or null for the first of a conversation. */
	readonly after: string | null;
	readonly timestamp: number;
	readonly metadata: JsonObject;
}

/** `child`: spawned and owned by its parent. `fork`: independent, shares its parent's messages. */
export type Relation = 'child' | 'fork';

export interface ForkPoint {
	readonly sessionId: string;
	/** The last shared message; null when the parent was empty. */
	readonly messageId: string | null;
}

/** Where an imported session came from. */
export interface Source {
	/** The format's name, for example `praisonai`. */
	readonly format: string;
	/** Its id there. */
	readonly id: string;
}

/** A named head in the message tree. */
export interface Session {
	readonly id: string;
	readonly title: string;
	/** The end of the transcript, or null while it is empty. */
	readonly head: string | null;
	/** Where it is shown: the nearest living session above it, or null for a root. */
	readonly parentId: string | null;
	readonly relation: Relation;
	/** Set on forks; never changes, even when the parent is deleted. */
	readonly forkPoint: ForkPoint | null;
	readonly agentName: string | null;
	readonly metadata: JsonObject;
	readonly shared: boolean;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	/** Milliseconds since 1970; the latest message or change. */
	readonly updatedAt: number;
	readonly source: Source | null;
	/** Messages from the root to the head, those shared with the parent included. */
	readonly messageCount: number;
	/** Its snapshots, those deleted left out. */
	readonly snapshotCount: number;
	/** In the trash, by itself or together with its parent. */
	readonly deleted: boolean;
	/** Why nothing may be written to it, if so: a newer version of the extension made it. */
	readonly readOnly: boolean;
	/** Part of the transcript lies in a log that is not here (yet), or in a line that is damaged. */
	readonly incomplete: boolean;
	/** A line of its logs, or one of them, cannot be read; `getProblems` says which. */
	readonly damaged: boolean;
}

/** A label on a message. */
export interface Snapshot {
	readonly id: string;
	readonly sessionId: string;
	/** Null: taken while the session was empty. */
	readonly messageId: string | null;
	readonly label: string;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly metadata: JsonObject;
	/** Index of the message along the snapshot's own path; −1 for null. Computed. */
	readonly messageIndex: number;
	/** Messages on the snapshot's own path. Computed. */
	readonly messageCount: number;
}

/** An end of the message tree that is not on the path of the head. */
export interface Branch {
	/** The last message of the branch; a fork's own point counts, and may be null. */
	readonly messageId: string;
	/** `discarded` by a revert or switch; `diverged` when two writers went on from the same message. */
	readonly state: 'discarded' | 'diverged';
	/** Where it leaves the head's path, or null when it shares nothing with it. */
	readonly branchesFrom: string | null;
	/** Messages from the root to its end. */
	readonly messageCount: number;
}

/** A message of the transcript from which the session's messages go on in more than one way. */
export interface Parting {
	/** Null: before the first message. */
	readonly messageId: string | null;
	/**
	 * By the time, then the id, of their first messages, and last the one that ends here: the same order whichever of
	 * them is current.
	 */
	readonly alternatives: readonly Alternative[];
}

/** One way on from a parting: all branches that begin with the same message. */
export interface Alternative {
	/** `current`: the transcript goes this way. Else of the branch named by `end`. */
	readonly state: 'current' | Branch['state'];
	/** The last message of the latest of its branches; null where an empty transcript ends. */
	readonly end: string | null;
	/** Messages from the parting, itself left out, to that end. */
	readonly messageCount: number;
	/** The first message after the parting; null when it ends here. */
	readonly first: Message | null;
	/** How many branches it has: above one it parts again further on. */
	readonly branchCount: number;
}

/** A session with what is shown under it. */
export interface SessionTree extends Session {
	readonly children: readonly SessionTree[];
}

/** A message in the shape that chat-completion APIs take. */
export interface ChatMessage {
	readonly role: Role;
	readonly content: string;
	readonly tool_calls?: readonly {
		readonly id: string;
		readonly type: 'function';
		readonly function: { readonly name: string; readonly arguments: string };
	}[];
	readonly tool_call_id?: string;
}

/** One command, as the journal shows it. */
export interface Operation {
	readonly id: string;
	/** What it did, by its most telling record. */
	readonly kind: OperationKind;
	readonly sessionIds: readonly string[];
	/** Which of the sessions' own values it set: `title`, `parentId`, `agentName`, `shared`; `accepted`: a line as it is. */
	readonly fields: readonly string[];
	/** Milliseconds since 1970. */
	readonly at: number;
	/** Taken back by `undoOperation` or `undoRevert`. */
	readonly undone: boolean;
}

export type OperationKind =
	| 'add'
	| 'create'
	| 'fork'
	| 'import'
	| 'snapshot'
	| 'deleteSnapshot'
	| 'restoreSnapshot'
	| 'revert'
	| 'update'
	| 'move'
	| 'delete'
	| 'restore'
	| 'purge'
	| 'undo';

/** What one commit, here or in another process, changed. Ids of sessions. */
export interface StoreChange {
	/** Created, renamed, moved, trashed, shared; snapshots made or gone. */
	readonly structure: readonly string[];
	/** Messages added, or the head moved. */
	readonly content: readonly string[];
}

/** Something in the folder that could not be read. Nothing is ever dropped from disk because of it. */
export interface Problem {
	/** File name inside the store folder. */
	readonly file: string;
	/** Byte offset in the file where the line begins. */
	readonly offset: number;
	readonly reason: string;
	/** Names the line by its bytes; absent when none of the file could be read. */
	readonly line?: string;
}
