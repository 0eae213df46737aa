import type { Bundle } from './bundleModel.js';
import { asBundle } from './bundle.js';
import { describeSnapshots } from './describe.js';
import { byId, endAt } from './endAt.js';
import { StoreError } from './errors.js';
import { errnoOf, nodeFiles, type Files } from './files.js';
import { latestRevert, type Opposite, type Way } from './journal.js';
import type { JsonObject, NewMessage } from './model.js';
import { checkSessionId, newId } from './newIds.js';
import type {
	AddOptions,
	CreateOptions,
	ForkOptions,
	ImportOptions,
	ImportResult,
	OpenOptions,
	RevertTarget,
	SnapshotOptions,
} from './options.js';
import { purge } from './purge.js';
import { checkedRecord, type SetFields, type StoreRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import { SessionReads } from './sessionReads.js';
import { StoreState } from './storeState.js';
import { takeBack } from './takeBack.js';
import { importBundle } from './transfer.js';
import { Writer, type Draft } from './writer.js';

/** What a view may do: look and listen. */
export type SessionReader = Pick<SessionStore, keyof SessionReads>;

/**
 * The sessions of one folder. Each writing method is one command: when its promise resolves the change is flushed to
 * disk, when it rejects nothing has changed. Beside the codes named at a method every one of them may reject with
 * `UNKNOWN_SESSION`, `DELETED`, `READ_ONLY`, `BUSY`, `IO`, `CLOSED`, and `INVALID` for values of the wrong type.
 */
export class SessionStore extends SessionReads {
	readonly #files: Files;
	readonly #writer: Writer;
	readonly #readOnly: boolean;

	/** Opens a folder and reads it. It need not exist: the first write makes it. Rejects with `IO`. */
	static async open(
		folder: string,
		{ readOnly = false, files = nodeFiles }: OpenOptions = {},
	): Promise<SessionStore> {
		const store = new SessionStore(new StoreState(folder, files), files, readOnly);
		await store.refresh();
		return store;
	}

	private constructor(state: StoreState, files: Files, readOnly: boolean) {
		super(state);
		this.#files = files;
		this.#writer = new Writer(state, files);
		this.#readOnly = readOnly;
	}

	/** Gives the new session's id. Rejects with `INVALID_ID`, `EXISTS`. */
	async createSession(options: CreateOptions = {}): Promise<string> {
		const { id = newId(), title = 'New session', parentId = null, agentName = null, metadata = {} } = options;
		checkSessionId(id);
		return this.#write(parentId === null ? [] : [parentId], () => {
			this.#mustBeFree(id);
			if (parentId !== null) this.#living(parentId);
			const createdAt = Date.now();
			const record = this.#record(newId(), {
				type: 'session',
				session: id,
				title,
				parentId,
				relation: 'child',
				agentName,
				metadata,
				createdAt,
			});
			return { result: id, drafts: [{ sessionId: id, records: [record] }] };
		});
	}

	/** Gives the message's id. Rejects with `UNKNOWN_MESSAGE`. */
	async addMessage(id: string, message: NewMessage, options: AddOptions = {}): Promise<string> {
		const [added] = await this.addMessages(id, [message], options);
		if (added === undefined) throw new RangeError('one message in, none out');
		return added;
	}

	/** All or none, each after the one before. Gives their ids. Rejects with `UNKNOWN_MESSAGE`. */
	async addMessages(
		id: string,
		messages: readonly NewMessage[],
		options: AddOptions = {},
	): Promise<readonly string[]> {
		return this.#write([id], () => {
			const fold = this.#writable(id);
			let { after = fold.head } = options;
			byId(this.state.tree, fold, after);
			const op = newId();
			const records = messages.map((message) => {
				const record = this.#messageRecord(op, after, message);
				after = record.id;
				return record;
			});
			return { result: records.map((record) => record.id), drafts: draft(id, records) };
		});
	}

	/** Gives the fork's id. Rejects with `OUT_OF_RANGE`, `UNKNOWN_MESSAGE`. */
	async forkSession(id: string, options: ForkOptions = {}): Promise<string> {
		const { fromMessageIndex: index, fromMessageId, splitToolExchange = false } = options;
		return this.#write([id], () => {
			const fold = this.#living(id);
			const messageId =
				index === undefined && fromMessageId === undefined
					? fold.head
					: endAt(this.state.tree, fold, { index, messageId: fromMessageId, splitToolExchange });
			const fork = newId();
			const record = this.#record(newId(), {
				type: 'session',
				session: fork,
				title: options.title ?? `Fork of ${fold.title}`,
				parentId: id,
				relation: 'fork',
				forkPoint: { sessionId: id, messageId },
				agentName: fold.agentName,
				createdAt: Date.now(),
			});
			return { result: fork, drafts: draft(fork, [record]) };
		});
	}

	/** Gives the snapshot's id. Rejects with `UNKNOWN_MESSAGE`. */
	async createSnapshot(id: string, options: SnapshotOptions = {}): Promise<string> {
		return this.#write([id], () => {
			const fold = this.#writable(id);
			const { messageId = fold.head, metadata = {} } = options;
			byId(this.state.tree, fold, messageId);
			const label = options.label ?? `Snapshot ${String(fold.snapshots.size + 1)}`;
			const record = this.#record(newId(), {
				type: 'snapshot',
				session: id,
				messageId,
				label,
				createdAt: Date.now(),
				metadata,
			});
			return { result: record.id, drafts: draft(id, [record]) };
		});
	}

	/** Gives the operation, as the journal names it. Rejects with `UNKNOWN_SNAPSHOT`. */
	async deleteSnapshot(id: string, snapshotId: string): Promise<string> {
		return this.#change(id, (fold) => {
			this.#snapshot(fold, snapshotId);
			return { type: 'delete', session: id, snapshotId };
		});
	}

	/** Gives the operation. Rejects with `UNKNOWN_SNAPSHOT`, and `NOT_DELETED` when it is there. */
	async restoreSnapshot(id: string, snapshotId: string): Promise<string> {
		return this.#change(id, (fold) => {
			const snapshot = fold.snapshots.get(snapshotId);
			if (!snapshot) throw unknownSnapshot(fold, snapshotId);
			if (!snapshot.deleted)
				throw new StoreError('NOT_DELETED', `The snapshot “${snapshot.record.label}” is not deleted.`);
			return { type: 'restore', session: id, snapshotId };
		});
	}

	/** Gives the new head: exactly what was labelled. Rejects with `UNKNOWN_SNAPSHOT`, `UNKNOWN_MESSAGE`. */
	async revertToSnapshot(id: string, snapshotId: string): Promise<string | null> {
		return this.#moveHead(id, (fold) => {
			const { messageId } = this.#snapshot(fold, snapshotId);
			byId(this.state.tree, fold, messageId);
			return messageId;
		});
	}

	/** Gives the new head. A message on another branch switches to it. Rejects with `OUT_OF_RANGE`, `UNKNOWN_MESSAGE`. */
	async revertToMessage(id: string, target: RevertTarget): Promise<string | null> {
		return this.#moveHead(id, (fold) => endAt(this.state.tree, fold, target));
	}

	/** Takes back the latest revert or switch not yet undone; gives the new head. Rejects with `NOTHING_TO_UNDO`. */
	async undoRevert(id: string): Promise<string | null> {
		return this.#write([id], () => {
			const fold = this.#writable(id);
			const { op, from } = latestRevert(fold);
			const record = this.#record(newId(), {
				type: 'head',
				session: id,
				to: from,
				from: fold.head,
				undoes: op,
			});
			return { result: from, drafts: draft(id, [record]) };
		});
	}

	/** Gives the operation; undefined when it had that title already. */
	async setTitle(id: string, title: string): Promise<string | undefined> {
		return this.#set(id, { title }, (fold) => fold.title === title);
	}

	/** By key; null removes. Gives the operation. */
	async setMetadata(id: string, patch: JsonObject): Promise<string> {
		return this.#change(id, () => ({ type: 'set', session: id, metadata: patch }));
	}

	/** Gives the operation; undefined when nothing changed. */
	async setAgentInfo(
		id: string,
		{ agentName }: { readonly agentName: string | null },
	): Promise<string | undefined> {
		return this.#set(id, { agentName }, (fold) => fold.agentName === agentName);
	}

	/** Marks it as shared. Gives the operation; undefined when it was. */
	async shareSession(id: string): Promise<string | undefined> {
		return this.#set(id, { shared: true }, (fold) => fold.shared);
	}

	async unshareSession(id: string): Promise<string | undefined> {
		return this.#set(id, { shared: false }, (fold) => !fold.shared);
	}

	/** Shows it under another session, or as a root. Gives the operation; undefined when it was there. Rejects with `CYCLE`. */
	async moveSession(id: string, parentId: string | null): Promise<string | undefined> {
		return this.#write(undefined, () => {
			const fold = this.#writable(id);
			if (parentId !== null) {
				const parent = this.#living(parentId);
				if (this.state.forest.isBelow(parentId, id)) {
					throw new StoreError(
						'CYCLE',
						`“${fold.title}” cannot be moved below “${parent.title}”, which lies below it.`,
					);
				}
			}
			if (this.state.forest.place(id).parent === parentId) return { result: undefined, drafts: [] };
			const record = this.#record(newId(), { type: 'set', session: id, fields: { parentId } });
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Puts it in the trash, with its children, without its forks. Gives the operation. */
	async deleteSession(id: string): Promise<string> {
		return this.#change(id, () => ({ type: 'delete', session: id }));
	}

	/** Takes it out of the trash. A child restored alone becomes a root. Gives the operation. Rejects with `NOT_DELETED`. */
	async restoreSession(id: string): Promise<string> {
		return this.#write(undefined, () => {
			this.#trashed(id);
			const record = this.#record(newId(), { type: 'restore', session: id });
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Removes what lies in the trash for good; forks get the messages that they share. Rejects with `NOT_DELETED`. */
	async purgeSession(id: string): Promise<void> {
		await this.#guarded(() =>
			this.#writer.exclusively(undefined, async () => {
				this.#trashed(id);
				await purge(this.state, this.#files, this.#writer, id);
			}),
		);
	}

	/** Takes one command back; gives the operation that did. Rejects with `UNKNOWN_OPERATION`, `CHANGED_SINCE`, `NOTHING_TO_UNDO`. */
	async undoOperation(op: string): Promise<string> {
		return this.#takeBack(op, 'back');
	}

	/** Brings back what `undoOperation` took back; rejects like it. */
	async redoOperation(op: string): Promise<string> {
		return this.#takeBack(op, 'forth');
	}

	/** All or nothing, with new ids. Rejects with `INVALID` naming the place, `INVALID_ID`, `EXISTS`. */
	async importSession(bundle: Bundle, { id, parentId = null }: ImportOptions = {}): Promise<ImportResult> {
		if (id !== undefined) checkSessionId(id);
		const checked = asBundle(bundle);
		return this.#write(parentId === null ? [] : [parentId], () => {
			if (id !== undefined) this.#mustBeFree(id);
			if (parentId !== null) this.#living(parentId);
			const tick = (): number => this.state.tick();
			const { sessionIds, drafts } = importBundle(checked, {
				parentId,
				tick,
				...(id !== undefined && { id }),
			});
			const top = checked.sessions.findIndex((session) => session.parentId === null);
			return { result: { sessionId: sessionIds[top] ?? '', sessionIds, warnings: [] }, drafts };
		});
	}

	/** Waits for the writes under way. Every method rejects with `CLOSED` from then on. */
	async close(): Promise<void> {
		this.markClosed();
		await this.#writer.close();
	}

	async #takeBack(op: string, way: Way): Promise<string> {
		return this.#write(undefined, () => {
			const result = newId();
			const drafts = takeBack(this.state, op, way).map(({ fold, opposites }) => {
				this.#mustBeWritable(fold);
				return { sessionId: fold.id, records: opposites.map((opposite) => this.#record(result, opposite)) };
			});
			return { result, drafts };
		});
	}

	async #write<Result>(
		ids: readonly string[] | undefined,
		plan: () => { readonly result: Result; readonly drafts: readonly Draft[] },
	): Promise<Result> {
		return this.#guarded(() => this.#writer.write(ids, plan));
	}

	async #guarded<Result>(act: () => Promise<Result>): Promise<Result> {
		this.mustBeOpen();
		if (this.#readOnly)
			throw new StoreError('READ_ONLY', 'The sessions of this folder are open for reading only.');
		try {
			return await act();
		} catch (error) {
			if (error instanceof StoreError || errnoOf(error) === undefined) throw error;
			throw new StoreError('IO', `The session folder cannot be used: ${String(error)}.`, { cause: error });
		} finally {
			this.announce();
		}
	}

	/** One record to one living session; gives the operation. */
	async #change(id: string, make: (fold: SessionFold) => Opposite): Promise<string> {
		return this.#write([id], () => {
			const record = this.#record(newId(), make(this.#writable(id)));
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	async #set(
		id: string,
		fields: SetFields,
		isSo: (fold: SessionFold) => boolean,
	): Promise<string | undefined> {
		return this.#write([id], () => {
			const fold = this.#writable(id);
			const record = this.#record(newId(), { type: 'set', session: id, fields });
			return isSo(fold)
				? { result: undefined, drafts: [] }
				: { result: record.op, drafts: draft(id, [record]) };
		});
	}

	async #moveHead(id: string, target: (fold: SessionFold) => string | null): Promise<string | null> {
		return this.#write([id], () => {
			const fold = this.#writable(id);
			const to = target(fold);
			const from = fold.head;
			if (to === from) return { result: to, drafts: [] };
			return {
				result: to,
				drafts: draft(id, [this.#record(newId(), { type: 'head', session: id, to, from })]),
			};
		});
	}

	#snapshot(fold: SessionFold, snapshotId: string): { readonly messageId: string | null } {
		const found = describeSnapshots(this.state, fold).find(({ id }) => id === snapshotId);
		if (!found) throw unknownSnapshot(fold, snapshotId);
		return found;
	}

	#living(id: string): SessionFold {
		const fold = this.foldOf(id);
		if (!this.state.forest.place(id).deleted) return fold;
		throw new StoreError('DELETED', `“${fold.title}” is in the trash. Restore it first.`);
	}

	#trashed(id: string): SessionFold {
		const fold = this.foldOf(id);
		if (!this.state.forest.place(id).deleted)
			throw new StoreError('NOT_DELETED', `“${fold.title}” is not in the trash.`);
		this.#mustBeWritable(fold);
		return fold;
	}

	#writable(id: string): SessionFold {
		const fold = this.#living(id);
		this.#mustBeWritable(fold);
		return fold;
	}

	#mustBeWritable(fold: SessionFold): void {
		if (!fold.newerVersion) return;
		throw new StoreError(
			'READ_ONLY',
			`A newer version of Session Hierarchy wrote “${fold.title}”; this one only reads it.`,
		);
	}

	#mustBeFree(id: string): void {
		this.state.list();
		const taken = this.state.taken(id);
		if (taken === undefined) return;
		const how = taken === id ? 'is taken' : `differs from “${taken}” by upper and lower case only`;
		throw new StoreError('EXISTS', `The session id “${id}” ${how}.`);
	}

	#messageRecord(op: string, after: string | null, message: NewMessage): StoreRecord {
		const { role, content, toolCalls, toolCallId, timestamp = Date.now(), metadata } = message;
		return this.#record(op, {
			type: 'message',
			after,
			role,
			content,
			toolCalls,
			toolCallId,
			timestamp,
			metadata,
		});
	}

	/** Stamps and checks. What comes back is what will be read from disk, whatever the caller does to its objects. */
	#record(
		op: string,
		{ type, ...fields }: { readonly type: StoreRecord['type']; readonly [key: string]: unknown },
	): StoreRecord {
		const stamp = { type, id: newId(), at: this.state.tick(), op };
		try {
			return checkedRecord({ ...stamp, ...fields });
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new StoreError('INVALID', `That cannot be stored: ${reason}.`, { cause });
		}
	}
}

function draft(sessionId: string, records: readonly StoreRecord[]): readonly Draft[] {
	return records.length === 0 ? [] : [{ sessionId, records }];
}

function unknownSnapshot(fold: SessionFold, snapshotId: string): StoreError {
	return new StoreError('UNKNOWN_SNAPSHOT', `“${fold.title}” has no snapshot ${snapshotId}.`);
}
