/** Where a text lies in the store, so that the rest of one that was cut can be asked for. */
export interface TextRef {
	readonly messageId: string;
	readonly field: 'content' | 'arguments';
	/** Of the part in `content` (0 when it is a string), or of the tool call. */
	readonly index: number;
}

/** Tokens and money that answers took; null: not known. */
export interface Usage {
	/** Tokens read, those from and into a cache included. */
	readonly input: number | null;
	/** Of `input`: read from a cache. */
	readonly cacheRead: number | null;
	/** Of `input`: written into a cache. */
	readonly cacheWrite: number | null;
	/** Tokens written, reasoning included. */
	readonly output: number | null;
	/** Of `output`: reasoning. */
	readonly reasoning: number | null;
	/** Input and output, where only their sum is known. */
	readonly total: number | null;
	/** US dollars. */
	readonly cost: number | null;
}

/** What a whole transcript took, and its part after the last message that a fork shares. */
export interface Totals {
	readonly session: Usage | null;
	/** Null: it is no fork, or nothing is known of its own messages. */
	readonly sinceFork: Usage | null;
}

/** A block of code in the page. */
export interface Code {
	/** The text as it is shown; of one that came cut, where the whole lies. */
	readonly source: string | TextRef;
	/** As the message names it; empty when it does not. */
	readonly language: string;
	/** The file that it seems to be of, as the message names it. */
	readonly file: string | null;
}

/** A place in a file. `line` and `column` count from 1; null: not said. */
export interface FilePlace {
	/** Below the workspace folder, or absolute; with `/` or `\`. */
	readonly path: string;
	readonly line: number | null;
	readonly column: number | null;
}

export const codeActions = ['copy', 'open', 'compare'] as const;
export type CodeAction = (typeof codeActions)[number];

/** What a person does with what a message holds. */
export type ContentRequest =
	| { readonly type: 'code'; readonly action: CodeAction; readonly code: Code }
	/** Which of these are files? */
	| { readonly type: 'files'; readonly paths: readonly string[] }
	| { readonly type: 'openFile'; readonly place: FilePlace };

export type ContentAnswer =
	/** The answer to `files`: each path that was asked about. */
	| { readonly type: 'files'; readonly paths: readonly { readonly path: string; readonly found: boolean }[] }
	/** Comes some time after the messages, and again when they change. */
	| { readonly type: 'totals'; readonly totals: Totals };
