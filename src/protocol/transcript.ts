import type { Role } from '../store/model.js';
import type { ContentAnswer, ContentRequest, TextRef, Usage } from './content.js';
import type { FindQuery } from './findQuery.js';

export type { Role, TextRef };

/** A text, or its beginning. */
export interface Excerpt {
	readonly text: string;
	/** UTF-16 units of the whole; more than `text` has when it was cut. */
	readonly length: number;
	readonly ref: TextRef;
}

/** One thing to show in the body of a message. */
export type Block =
	| { readonly kind: 'markdown' | 'plain' | 'thinking'; readonly text: Excerpt }
	/** `data` is base64; `url` is shown as text, never fetched. */
	| {
			readonly kind: 'image';
			readonly mediaType: string;
			readonly data: Excerpt | null;
			readonly url: string | null;
	  }
	| {
			readonly kind: 'file';
			readonly name: string;
			readonly mediaType: string | null;
			/** Bytes, where the data is in the message. */
			readonly size: number | null;
			readonly url: string | null;
			readonly text: Excerpt | null;
	  }
	/** A part of a kind that this version does not know, as JSON. */
	| { readonly kind: 'json'; readonly source: string; readonly text: Excerpt };

/** The answer to a tool call: a `tool` message that is shown inside the call. */
export interface Result {
	readonly messageId: string;
	/** Milliseconds since 1970. */
	readonly time: number;
	readonly failed: boolean;
	readonly duration: Duration | null;
	readonly blocks: readonly Block[];
}

/** How long a tool call took, in milliseconds; `told`: its result says so, else it is the time between the messages. */
export interface Duration {
	readonly time: number;
	readonly told: boolean;
}

export interface Call {
	readonly id: string;
	readonly name: string;
	/** The most telling argument on one line. */
	readonly preview: string;
	readonly arguments: Excerpt;
	readonly result: Result | null;
}

/** One row of the transcript: a message, with the results of its tool calls. */
export interface Entry {
	readonly id: string;
	/** Position of the message in the transcript, from 0. */
	readonly index: number;
	readonly role: Role;
	/** Who wrote it, where the metadata says so. */
	readonly author: string | null;
	readonly model: string | null;
	readonly usage: Usage | null;
	/** Milliseconds since 1970. */
	readonly time: number;
	readonly blocks: readonly Block[];
	readonly calls: readonly Call[];
	/** On a `tool` message that stands alone: the call that it answers. */
	readonly answers: string | null;
	readonly failed: boolean;
	/** The messages folded into this row: ids by position in the transcript. */
	readonly folded: readonly { readonly id: string; readonly index: number }[];
}

/** A stretch of the transcript, by positions of messages; `end` is exclusive. */
export interface Page {
	readonly start: number;
	readonly end: number;
	readonly entries: readonly Entry[];
}

export interface SessionLink {
	readonly sessionId: string;
	readonly title: string;
}

/** Where this session (or the one that it was forked from) left another. */
export interface Seam {
	/** The last shared message; null when nothing is shared. */
	readonly messageId: string | null;
	/** Its position; −1 when nothing is shared. */
	readonly index: number;
	readonly from: SessionLink;
}

/** What is shown at a message beside its content. */
export type Mark =
	| { readonly kind: 'snapshot'; readonly snapshotId: string; readonly label: string; readonly time: number }
	| { readonly kind: 'fork'; readonly session: SessionLink }
	| { readonly kind: 'parting'; readonly ways: readonly Way[] };

/** One way on from a message where branches part. */
export interface Way {
	readonly state: 'current' | 'discarded' | 'diverged';
	/** The last message of it; null where an empty transcript ends. */
	readonly end: string | null;
	/** Messages from the parting, itself left out, to that end. */
	readonly messageCount: number;
	/** Branches that begin alike count as one way. */
	readonly branchCount: number;
	/** Who begins it, and the first line; null when it ends here. */
	readonly first: { readonly role: Role; readonly words: string } | null;
}

/** The marks at one message; null stands before the first. */
export interface MarksAt {
	readonly messageId: string | null;
	readonly marks: readonly Mark[];
}

/** What surrounds the messages. */
export interface Frame {
	/** `WorkspaceFolder.uri.toString()`. */
	readonly folder: string;
	readonly sessionId: string;
	readonly title: string;
	readonly relation: 'root' | 'child' | 'fork';
	/** From the root down to the parent. */
	readonly ancestors: readonly SessionLink[];
	/** Ancestors above the first of `ancestors` that are not listed. */
	readonly moreAncestors: boolean;
	/** Of the session itself and of those above it; the last shared message first. */
	readonly seams: readonly Seam[];
	readonly agentName: string | null;
	readonly shared: boolean;
	readonly messageCount: number;
	readonly snapshotCount: number;
	readonly forkCount: number;
	readonly childCount: number;
	readonly deleted: boolean;
	readonly incomplete: boolean;
	/** Lines of its files cannot be read. */
	readonly damaged: boolean;
	/** Why nothing can be written, in words; null when it can. */
	readonly readOnly: string | null;
}

/** A place in the transcript, kept over a reload. */
export interface Place {
	readonly messageId: string;
	/** CSS pixels from the top of the scroller to the top of that message. */
	readonly offset: number;
}

/** Parts of a message that are shown although they come folded or cut, as the page names them. */
export interface Unfolding {
	readonly messageId: string;
	readonly parts: readonly string[];
}

/** What the page keeps with `setState`, and VS Code hands back after a reload of the window. */
export interface TranscriptState {
	readonly folder: string;
	readonly sessionId: string;
	/** Null: at the end. */
	readonly place: Place | null;
	readonly unfolded: readonly Unfolding[];
	readonly draft: { readonly role: Role; readonly text: string };
}

/** Where to be after a `show`. */
export type Target =
	| { readonly at: 'start' | 'end' }
	| { readonly at: 'message'; readonly messageId: string; readonly offset: number | null };

/** A place where a query was found; offsets are UTF-16 units of the text, `end` exclusive. */
export interface Hit {
	/** Position of the message in the transcript, from 0. */
	readonly index: number;
	/** Null: the message as a whole. */
	readonly at: {
		readonly ref: TextRef;
		/** `name`: of the tool or the file, not its text. */
		readonly part: 'text' | 'name';
		readonly start: number;
		readonly end: number;
		/** What stands around it, at most 60 units each. */
		readonly before: string;
		readonly after: string;
		/** How many times the query was found in the text, and before this place of it. */
		readonly inText: number;
		readonly earlier: number;
	} | null;
}

/** How far a search is. `search` is the number that the page gave it. */
export interface Found {
	readonly search: number;
	readonly count: number;
	/** There are more than were counted. */
	readonly isCapped: boolean;
	/** Which of them is the current one, from 1; null while there is none. */
	readonly current: number | null;
	readonly isBusy: boolean;
	/** Why nothing can be found, for a person. */
	readonly problem: string | null;
	/** Messages with hits, by position, ascending: all, or so many spread evenly. */
	readonly positions: readonly number[];
}

/** `epoch` counts how often the transcript was replaced; what belongs to an older one is void. */
export type ToTranscript =
	| { readonly type: 'frame'; readonly frame: Frame }
	| { readonly type: 'marks'; readonly marks: readonly MarksAt[] }
	/** Positions of messages with snapshots. */
	| { readonly type: 'landmarks'; readonly snapshots: readonly number[] }
	/** Before the first `show` of a page that goes on where another one is. */
	| { readonly type: 'resume'; readonly unfolded: readonly Unfolding[] }
	/** Begins the transcript anew. */
	| {
			readonly type: 'show';
			readonly epoch: number;
			readonly total: number;
			readonly page: Page;
			readonly target: Target;
	  }
	/** The answer to `page`. */
	| { readonly type: 'page'; readonly epoch: number; readonly page: Page }
	/** Messages were added. `page` begins with the first row that changed and may stop before `total`. */
	| { readonly type: 'grown'; readonly epoch: number; readonly total: number; readonly page: Page }
	/** The answer to `more`. */
	| { readonly type: 'more'; readonly excerpt: Excerpt }
	/** The answer to `range`: the messages from `start` to `end` (exclusive), results of their tool calls included. */
	| {
			readonly type: 'range';
			readonly start: number;
			readonly end: number;
			readonly messageIds: readonly string[];
	  }
	/** The messages of the selection that a transcript which became another one does not have. */
	| { readonly type: 'missing'; readonly messageIds: readonly string[] }
	/** The answer to `find`, and again as the search goes on or the transcript changes. */
	| { readonly type: 'found'; readonly found: Found }
	/** Go to the current hit of a search. */
	| { readonly type: 'hit'; readonly search: number; readonly hit: Hit }
	/** Open the find widget and go there; `resumed`: show again what the page showed before it was hidden. */
	| {
			readonly type: 'finder';
			readonly resumed: { readonly query: FindQuery; readonly search: number } | null;
	  }
	/** The answer to `send`. */
	| { readonly type: 'sent'; readonly ok: boolean }
	/** There is nothing to show; `reason` is for a person. */
	| { readonly type: 'gone'; readonly reason: string }
	/** What the page asked for failed; `reason` is for a person. */
	| { readonly type: 'failed'; readonly reason: string }
	| ContentAnswer;

/** What can be done with a message from the page. */
export const messageCommands = [
	'forkFromMessage',
	'createSnapshot',
	'revertToMessage',
	'copyMessage',
	'copyMessageAsMarkdown',
	'copyMessageLink',
] as const;
export type MessageCommand = (typeof messageCommands)[number];

/** What can be done with the messages that are selected. */
export const selectionCommands = [
	'copySelection',
	'copySelectionAsMarkdown',
	'newSessionFromSelection',
] as const;
export type SelectionCommand = (typeof selectionCommands)[number];

/** Messages that can be selected together. */
export const mostSelected = 10_000;

/** What the find widget asks for. */
export type FindRequest =
	/** The first hit is at or after the message at `from`; null: the widget was closed. */
	| {
			readonly type: 'find';
			readonly search: number;
			readonly query: FindQuery | null;
			readonly from: number;
	  }
	/** Another hit of the search becomes the current one. */
	| { readonly type: 'step'; readonly by: 1 | -1 };

/** What the page needs to show the transcript. */
type ReadingRequest =
	/** The page stands and asks for its content. */
	| { readonly type: 'ready'; readonly place: Place | null }
	/** A `show` can be seen: what takes longer may be read now. */
	| { readonly type: 'painted' }
	/** Messages before `index` (exclusive), or from it on. */
	| {
			readonly type: 'page';
			readonly epoch: number;
			readonly toward: 'earlier' | 'later';
			readonly index: number;
	  }
	/** A number is the position of a message. */
	| { readonly type: 'jump'; readonly to: 'start' | 'end' | number }
	/** Brings the message at a position to the top of the view. */
	| { readonly type: 'seek'; readonly index: number }
	| { readonly type: 'more'; readonly ref: TextRef }
	/** The reader is at another place, or unfolded something. */
	| { readonly type: 'kept'; readonly place: Place | null; readonly unfolded: readonly Unfolding[] }
	| { readonly type: 'focus'; readonly messageId: string | null };

/** What a person does in the page. */
export type ActionRequest =
	| { readonly type: 'command'; readonly command: MessageCommand; readonly messageId: string }
	| { readonly type: 'snapshot'; readonly snapshotId: string }
	/** To another branch, by its end; the reader stays at `place`, or at the beginning. */
	| { readonly type: 'switch'; readonly messageId: string; readonly place: Place | null }
	/** All messages that are selected now. */
	| { readonly type: 'select'; readonly messageIds: readonly string[] }
	/** Which messages are there, by positions; `end` is exclusive. */
	| { readonly type: 'range'; readonly start: number; readonly end: number }
	| { readonly type: 'selection'; readonly command: SelectionCommand }
	| { readonly type: 'open'; readonly sessionId: string; readonly messageId: string | null }
	| { readonly type: 'restore' }
	| { readonly type: 'send'; readonly role: Role; readonly text: string };

export type FromTranscript = ReadingRequest | FindRequest | ActionRequest | ContentRequest;
