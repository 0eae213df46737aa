import type { Bundle } from './bundleModel.js';
import type {
	Branch, ChatMessage, JsonObject, Message, NewMessage, Operation, Problem, Session, SessionTree, Snapshot, StoreChange,
} from './model.js';

export interface OpenOptions {
	/** Nothing is ever written; every writing method rejects with `READ_ONLY`. */
	readonly readOnly?: boolean;
}
export interface CreateOptions {
	readonly id?: string;
	readonly title?: string;
	readonly parentId?: string | null;
	readonly agentName?: string | null;
	readonly metadata?: JsonObject;
}
export interface AddOptions {
	/** The message it follows (null: begins a conversation). Default: the head. */
	readonly after?: string | null;
}
export interface ForkOptions {
	/** Inclusive index into the transcript. */
	readonly fromMessageIndex?: number;
	/** Inclusive; may lie on a discarded or diverged branch. */
	readonly fromMessageId?: string;
	readonly title?: string;
	/** Stop exactly there, even between a tool call and its results. */
	readonly splitToolExchange?: boolean;
}
export interface SnapshotOptions {
	/** Default: the head; null: the empty beginning. */
	readonly messageId?: string | null;
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
export interface ListOptions {
	readonly limit?: number;
	/** `only`: the trash. Default `exclude`. */
	readonly deleted?: 'exclude' | 'only' | 'include';
	readonly shared?: boolean;
	readonly agentName?: string;
}
export interface ImportOptions {
	readonly id?: string;
	readonly parentId?: string | null;
}
export interface ImportResult {
	readonly sessionId: string;
	readonly sessionIds: readonly string[];
	readonly warnings: readonly string[];
}
export interface Subscription {
	dispose(): void;
}

const notYet = (): never => {
	throw new Error('not yet');
};

export class SessionStore {
	static async open(folder: string, options: OpenOptions = {}): Promise<SessionStore> { return notYet(); }

	async createSession(options: CreateOptions = {}): Promise<string> { return notYet(); }
	async addMessage(id: string, message: NewMessage, options: AddOptions = {}): Promise<string> { return notYet(); }
	async addMessages(id: string, messages: readonly NewMessage[], options: AddOptions = {}): Promise<readonly string[]> { return notYet(); }
	async forkSession(id: string, options: ForkOptions = {}): Promise<string> { return notYet(); }
	async createSnapshot(id: string, options: SnapshotOptions = {}): Promise<string> { return notYet(); }
	async getSnapshots(id: string): Promise<readonly Snapshot[]> { return notYet(); }
	async deleteSnapshot(id: string, snapshotId: string): Promise<void> { return notYet(); }
	async restoreSnapshot(id: string, snapshotId: string): Promise<void> { return notYet(); }
	/** Resolves with the new head. */
	async revertToSnapshot(id: string, snapshotId: string): Promise<string | null> { return notYet(); }
	async revertToMessage(id: string, target: RevertTarget): Promise<string | null> { return notYet(); }
	async undoRevert(id: string): Promise<string | null> { return notYet(); }
	/** Deleted sessions can be read, too. */
	async getSession(id: string): Promise<Session> { return notYet(); }
	async getMessages(id: string, range: { readonly start?: number; readonly end?: number } = {}): Promise<readonly Message[]> { return notYet(); }
	/** The path from the root to any message of the session's tree. */
	async getPath(id: string, messageId: string | null): Promise<readonly Message[]> { return notYet(); }
	async getBranches(id: string): Promise<readonly Branch[]> { return notYet(); }
	async getChatHistory(id: string, options: { readonly maxMessages?: number } = {}): Promise<readonly ChatMessage[]> { return notYet(); }
	/** Living sessions shown directly under it, oldest first. */
	async getChildren(id: string): Promise<readonly Session[]> { return notYet(); }
	async getParent(id: string): Promise<Session | null> { return notYet(); }
	async getSessionTree(id: string): Promise<SessionTree>;
	async getSessionTree(): Promise<readonly SessionTree[]>;
	async getSessionTree(id?: string): Promise<SessionTree | readonly SessionTree[]> { return notYet(); }
	/** Latest change first. */
	async listSessions(options: ListOptions = {}): Promise<readonly Session[]> { return notYet(); }
	/** Living roots, latest change first. */
	async getRoots(): Promise<readonly Session[]> { return notYet(); }
	async setTitle(id: string, title: string): Promise<void> { return notYet(); }
	async setMetadata(id: string, patch: JsonObject): Promise<void> { return notYet(); }
	async setAgentInfo(id: string, info: { readonly agentName: string | null }): Promise<void> { return notYet(); }
	async shareSession(id: string): Promise<void> { return notYet(); }
	async unshareSession(id: string): Promise<void> { return notYet(); }
	async isShared(id: string): Promise<boolean> { return notYet(); }
	async moveSession(id: string, parentId: string | null): Promise<void> { return notYet(); }
	async deleteSession(id: string): Promise<void> { return notYet(); }
	async restoreSession(id: string): Promise<void> { return notYet(); }
	async purgeSession(id: string): Promise<void> { return notYet(); }
	/** Resolves with the operation that took it back. */
	async undoOperation(op: string): Promise<string> { return notYet(); }
	async redoOperation(op: string): Promise<string> { return notYet(); }
	/** Latest first. */
	async getOperations(options: { readonly limit?: number; readonly sessionId?: string } = {}): Promise<readonly Operation[]> { return notYet(); }
	async exportSession(id: string, options: { readonly descendants?: boolean } = {}): Promise<Bundle> { return notYet(); }
	async importSession(bundle: Bundle, options: ImportOptions = {}): Promise<ImportResult> { return notYet(); }
	/** File names of a session's logs, oldest first. */
	async getLogFiles(id: string): Promise<readonly string[]> { return notYet(); }
	getProblems(): readonly Problem[] { return notYet(); }
	onDidChange(listener: (change: StoreChange) => void): Subscription { return notYet(); }
	/** Reads what other processes wrote. */
	async refresh(): Promise<void> { return notYet(); }
	async close(): Promise<void> { return notYet(); }
}
