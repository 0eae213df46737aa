import type { IncomingMessage } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';

/** A line of a transcript that others can follow. */
export interface Entry {
	/** The uuid of the line that it follows. */
	readonly parent: string | null;
	/** The last of the messages that it holds; undefined: it says nothing, those below follow what is above. */
	node?: Node;
	/** The assistant's turn that it belongs to, or that it answers. */
	turn?: Node | undefined;
	/** The compaction that nothing was said since. */
	boundary?: Boundary | undefined;
}

/** A line that may hold messages. */
export interface EntryLine {
	readonly value: JsonObject;
	readonly number: number;
	readonly uuid: string;
	readonly entry: Entry;
	/** The line that it follows, if it is there. */
	readonly above: Entry | undefined;
	readonly isSidechain: boolean;
	/** Milliseconds since 1970. */
	readonly timestamp: number;
}

/** A place where the conversation was compacted. */
export interface Boundary {
	readonly parent: string | null;
	/** Milliseconds since 1970. */
	readonly timestamp: number;
	readonly isSidechain: boolean;
	/** What the summary keeps of it. */
	readonly fields: JsonObject;
	summary?: Node;
	/** The message before it; null: none. Known once all of the file is read. */
	before: Node | null;
}

/** A message of a transcript. */
export interface Node {
	/** The uuid of the last line that it was made from; with a number where that line holds several messages. */
	id: string;
	/** Of that line. */
	uuid: string;
	entry: Entry;
	/** Without its place; undefined while lines may still come, and where it could not be kept. */
	message?: IncomingMessage;
	/** The parent of the first line, or the message before it on the same line. */
	readonly follows: string | null | Node;
	readonly isTool: boolean;
	/** A person said it. */
	readonly isPrompt: boolean;
	readonly isSidechain: boolean;
	/** The line says that it comes from another session. */
	readonly isCopied: boolean;
	/** The sub-agent that it belongs to. */
	readonly agentId: string | undefined;
	/** What the session could be called by it. */
	readonly title: string | undefined;
	/** Tells prompts of sub-agents apart. */
	readonly prompt: string | undefined;
	/** The places of its first and its last line among all of them. */
	order: number;
	last: number;
	/** How many lines it was put together from; 0 for what is whole in one. */
	lines: number;
	/** The message before it; null: none. Known once all of the file is read. */
	before: Node | null;
}

/** A call of the tool that starts sub-agents. */
export interface AgentCall {
	readonly id: string;
	/** The turn that it was made in. */
	readonly node: Node | undefined;
	readonly prompt: string | undefined;
	readonly description: string | undefined;
	readonly agentType: string | undefined;
	/** What a teammate is called. */
	readonly name: string | undefined;
	agentId?: string;
	result?: Node;
	/** The session that the result says it started. */
	named?: string;
}

/** What one file holds. */
export interface Transcript {
	readonly path: string;
	/** Its session, or that which its sub-agent works for. */
	readonly sessionId: string;
	/** Set on the file of a sub-agent. */
	readonly agentId: string | undefined;
	readonly entries: Map<string, Entry>;
	/** What copied lines were called in the session that they come from. */
	readonly originals: ReadonlyMap<string, string>;
	readonly nodes: Node[];
	readonly boundaries: Boundary[];
	/** By their own ids. */
	readonly calls: Map<string, AgentCall>;
	/** The title that a person or the tool gave it. */
	readonly title: string | undefined;
	/** By the uuid of the last message that they sum up. */
	readonly summaries: ReadonlyMap<string, string>;
	/** The slash command that came first. */
	readonly command: string | undefined;
	/** The session that its first messages were copied from, if it says so. */
	readonly forkedFrom: string | undefined;
	/** The session that goes on where it ended, if it says so. */
	readonly continuedIn: string | undefined;
	/** The last message that a sub-agent was given to begin with, without having it in its file. */
	readonly context: { readonly sessionId: string; readonly uuid: string } | undefined;
	/** What stands in lines after the last message. */
	readonly lines: readonly JsonObject[];
	/** The session that the first line belongs to. */
	readonly firstSession: string | undefined;
	readonly cwd: string | undefined;
	readonly gitBranch: string | undefined;
	readonly version: string | undefined;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
}
