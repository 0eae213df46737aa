import type { Bundle } from './bundleModel.js';
import { asChatHistory, describeSession, describeSnapshots, isAccepted } from './describe.js';
import { byId } from './endAt.js';
import { StoreError } from './errors.js';
import { errnoOf } from './files.js';
import { given, givenNumber } from './given.js';
import { operationsOf } from './journal.js';
import { asMessage } from './messageTree.js';
import type {
	Branch,
	ChatMessage,
	Message,
	Operation,
	Parting,
	Problem,
	Session,
	SessionTree,
	Snapshot,
	StoreChange,
} from './model.js';
import { sessionOfLog } from './newIds.js';
import { partingsOf } from './partings.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';
import { Targets } from './targets.js';
import { exportBundle } from './transfer.js';

export interface ListOptions {
	/** At most so many, the latest changed. */
	readonly limit?: number;
	/** `only`: the trash. Default `exclude`. */
	readonly deleted?: 'exclude' | 'only' | 'include';
	readonly shared?: boolean;
	readonly agentName?: string;
}

export interface Subscription {
	dispose(): void;
}

/**
 * The half of the store that only looks. Each method first reads what other processes wrote to the sessions that it is
 * asked about. All reject with `UNKNOWN_SESSION` for an id that is not there; those in the trash can be read.
 */
export abstract class SessionReads {
	protected readonly state: StoreState;
	protected readonly targets: Targets;
	readonly #listeners = new Set<(change: StoreChange) => void>();
	#closed = false;

	protected constructor(state: StoreState) {
		this.state = state;
		this.targets = new Targets(state);
	}

	async getSession(id: string): Promise<Session> {
		return this.#see(id, (fold) => describeSession(this.state, fold));
	}

	/** A part of the transcript by index, `end` exclusive; the whole without a range. Nothing outside is an error. */
	async getMessages(
		id: string,
		range: { readonly start?: number; readonly end?: number } = {},
	): Promise<readonly Message[]> {
		const { start = 0, end = Infinity } = given(range, 'The range');
		givenNumber(start, 'start');
		givenNumber(end, 'end');
		return this.#see(id, (fold) => {
			const tail = this.state.tailOf(fold, start)?.slice(0, Math.max(0, end - start));
			const { tree } = this.state;
			return (tail ?? tree.path(id, fold.head, start, end).map(({ record }) => record)).map(asMessage);
		});
	}

	/** The messages from the root to any message of the session's tree. Rejects with `UNKNOWN_MESSAGE`. */
	async getPath(id: string, messageId: string | null): Promise<readonly Message[]> {
		return this.#see(id, (fold) => {
			byId(this.state.tree, fold, messageId);
			return this.state.tree.path(id, messageId).map(({ record }) => asMessage(record));
		});
	}

	/**
	 * Any message of the session's tree, and its index on the path from the root to it, without reading that path. Rejects
	 * with `UNKNOWN_MESSAGE`.
	 */
	async getMessage(id: string, messageId: string): Promise<{ message: Message; index: number }> {
		return this.#see(id, (fold) => {
			const node = byId(this.state.tree, fold, messageId);
			return { message: asMessage(node.record), index: node.depth - 1 };
		});
	}

	/** The ends that are not on the path of the head. */
	async getBranches(id: string): Promise<readonly Branch[]> {
		return this.#see(id, (fold) => this.state.tree.branches(fold));
	}

	/** The messages of the transcript where those branches leave it, in no order. */
	async getPartings(id: string): Promise<readonly Parting[]> {
		return this.#see(id, (fold) => partingsOf(this.state.tree, fold));
	}

	/** The transcript as chat-completion APIs take it: the last `maxMessages`, or fewer rather than half an exchange. */
	async getChatHistory(
		id: string,
		options: { readonly maxMessages?: number } = {},
	): Promise<readonly ChatMessage[]> {
		const { maxMessages = Infinity } = given(options);
		givenNumber(maxMessages, 'maxMessages');
		return asChatHistory(await this.getMessages(id), maxMessages);
	}

	/** Oldest first. */
	async getSnapshots(id: string): Promise<readonly Snapshot[]> {
		return this.#see(id, (fold) => describeSnapshots(this.state, fold));
	}

	/** Sessions shown directly under it, oldest first; under one in the trash, those that went with it. */
	async getChildren(id: string): Promise<readonly Session[]> {
		await this.#catchUp([id], 'below');
		return this.#look(() => this.#describe(this.state.forest.children(this.targets.session(id).id)));
	}

	async getParent(id: string): Promise<Session | null> {
		const { parent } = await this.#see(id, () => this.state.forest.place(id));
		return parent === null ? null : this.getSession(parent);
	}

	/** Living sessions that are shown under no other, latest change first. */
	async getRoots(): Promise<readonly Session[]> {
		await this.#catchUp();
		return this.#look(() => latestFirst(this.#describe(this.state.forest.children(null))));
	}

	/** What lies in the trash by itself, latest change first; what went with it are its children. */
	async getTrash(): Promise<readonly Session[]> {
		await this.#catchUp();
		return this.#look(() => latestFirst(this.#describe(this.state.forest.trash())));
	}

	/** A session with all below it; without an id, every living root. Any depth. */
	async getSessionTree(id: string): Promise<SessionTree>;
	async getSessionTree(): Promise<readonly SessionTree[]>;
	async getSessionTree(id?: string): Promise<SessionTree | readonly SessionTree[]> {
		await this.#catchUp();
		if (id === undefined) return this.#look(() => this.#grow(this.state.forest.children(null)));
		const [tree] = await this.#look(() => this.#grow([this.targets.session(id).id]));
		if (!tree) throw new RangeError(id);
		return tree;
	}

	/** Latest change first. */
	async listSessions(options: ListOptions = {}): Promise<readonly Session[]> {
		const { limit = Infinity, deleted = 'exclude', shared, agentName } = given(options);
		givenNumber(limit, 'limit');
		await this.#catchUp();
		const all = await this.#look(() => this.#describe([...this.state.folds.keys()]));
		const found = all.filter(
			(session) =>
				(deleted === 'include' || session.deleted === (deleted === 'only')) &&
				(shared === undefined || session.shared === shared) &&
				(agentName === undefined || session.agentName === agentName),
		);
		return latestFirst(found).slice(0, Math.max(0, limit));
	}

	async isShared(id: string): Promise<boolean> {
		return this.#see(id, ({ shared }) => shared);
	}

	/** The journal: what was done, latest first. Adding messages is not in it. */
	async getOperations(
		options: { readonly limit?: number; readonly sessionId?: string } = {},
	): Promise<readonly Operation[]> {
		const { limit = Infinity, sessionId } = given(options);
		givenNumber(limit, 'limit');
		await this.#catchUp(sessionId === undefined ? undefined : [sessionId]);
		const folds = sessionId === undefined ? this.state.folds.values() : [this.targets.session(sessionId)];
		return operationsOf(folds).slice(0, Math.max(0, limit));
	}

	/** The session; with `descendants` all that is shown below it, too. */
	async exportSession(id: string, options: { readonly descendants?: boolean } = {}): Promise<Bundle> {
		const { descendants = false } = given(options);
		await this.#catchUp();
		return this.#look(() => exportBundle(this.state, this.targets.session(id), descendants));
	}

	/** Names of the session's files in the store's folder, oldest first. */
	async getLogFiles(id: string): Promise<readonly string[]> {
		const began = (at: number | undefined): number => at ?? Infinity;
		return this.#see(id, () =>
			[...this.state.logs.of(id)]
				.sort((a, b) => began(a.header?.at) - began(b.header?.at))
				.map(({ name }) => name),
		);
	}

	/** What could not be read, as of the last reading, and was not accepted as it is. */
	getProblems(): readonly Problem[] {
		const { folds, logs } = this.state;
		return logs.problems().filter((problem) => {
			const fold = folds.get(sessionOfLog(problem.file) ?? '');
			return !fold || !isAccepted(fold, problem);
		});
	}

	/** Calls back after every change, made here or read from disk. An error of the listener's is its own. */
	onDidChange(listener: (change: StoreChange) => void): Subscription {
		// What came before anybody listened is nobody's news.
		if (this.#listeners.size === 0) this.state.takeChange();
		this.#listeners.add(listener);
		this.state.watchPlaces();
		return { dispose: () => void this.#listeners.delete(listener) };
	}

	/** Reads what other processes wrote. */
	async refresh(): Promise<void> {
		await this.#catchUp();
	}

	protected markClosed(): void {
		this.#closed = true;
		this.#listeners.clear();
	}

	protected mustBeOpen(): void {
		if (this.#closed) throw new StoreError('CLOSED', 'The store was closed.');
	}

	/** Tells the listeners what changed, if anything did. */
	protected announce(): void {
		if (this.#listeners.size === 0) return;
		const change = this.state.takeChange();
		if (!change) return;
		for (const listener of [...this.#listeners]) {
			try {
				listener(change);
			} catch (error) {
				// The change is made; who listens answers for itself, where everyone can see it.
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}

	/** Looks at a session as it is now. */
	async #see<Result>(id: string, look: (fold: SessionFold) => Result): Promise<Result> {
		await this.#catchUp([id]);
		return this.#look(() => look(this.targets.session(id)));
	}

	/** Looks at what was read; what it needs of it is brought into memory. */
	async #look<Result>(look: () => Result): Promise<Result> {
		return this.#ofDisk(() => this.state.complete(look));
	}

	async #catchUp(ids?: readonly string[], extent?: 'below'): Promise<void> {
		await this.#ofDisk(async () => {
			if (extent === 'below') for (const id of ids ?? []) await this.state.catchUpBelow(id);
			else await this.state.catchUp(ids);
		});
	}

	/** Rejects with `IO` where the file system does not let it read. */
	async #ofDisk<Result>(read: () => Promise<Result>): Promise<Result> {
		this.mustBeOpen();
		try {
			return await read();
		} catch (cause) {
			if (cause instanceof StoreError || errnoOf(cause) === undefined) throw cause;
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new StoreError('IO', `The session folder cannot be read: ${reason}.`, { cause });
		} finally {
			this.announce();
		}
	}

	#describe(ids: readonly string[]): readonly Session[] {
		return ids.flatMap((id) => {
			const fold = this.state.folds.get(id);
			return fold ? describeSession(this.state, fold) : [];
		});
	}

	/** In two passes over one list, so that no depth is too deep. */
	#grow(ids: readonly string[]): readonly SessionTree[] {
		type Growing = Session & { readonly children: Growing[] };
		const roots: Growing[] = [];
		const pending = [{ ids, into: roots }];
		for (let next = pending.pop(); next; next = pending.pop()) {
			for (const session of this.#describe(next.ids)) {
				const node: Growing = { ...session, children: [] };
				next.into.push(node);
				pending.push({ ids: this.state.forest.children(session.id), into: node.children });
			}
		}
		return roots;
	}
}

function latestFirst(sessions: readonly Session[]): readonly Session[] {
	return sessions.toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
}
