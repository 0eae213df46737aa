import { resolve } from 'node:path';
import type { Bundle } from './bundleModel.js';
import { asBundle } from './bundle.js';
import { byId, endAt } from './endAt.js';
import { StoreError } from './errors.js';
import { nodeFiles, type Files } from './files.js';
import { given, givenNumber, givenText } from './given.js';
import { latestRevert } from './journal.js';
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
import { draft } from './sessionCommands.js';
import type { SessionReads } from './sessionReads.js';
import { SessionMerges } from './sessionMerges.js';
import { mustBeList } from './stamping.js';
import { StoreState } from './storeState.js';
import { importBundle } from './transfer.js';
import { Writer } from './writer.js';

/** What a view may do: look and listen. */
export type SessionReader = Pick<SessionStore, keyof SessionReads>;

/**
 * The sessions of one folder. Each writing method is one command: when its promise resolves the change is flushed to
 * disk, when it rejects nothing has changed. Beside the codes named at a method every one of them may reject with
 * `UNKNOWN_SESSION`, `DELETED`, `READ_ONLY`, `BUSY`, `IO`, `CLOSED`, and `INVALID` for values of the wrong type.
 */
export class SessionStore extends SessionMerges {
	readonly #files: Files;
	readonly #writer: Writer;

	/** Opens a folder and reads it. It need not exist: the first write makes it. Rejects with `IO`. */
	static async open(folder: string, options: OpenOptions = {}): Promise<SessionStore> {
		const { readOnly = false, files = nodeFiles, patience = 10_000, room = {} } = given(options);
		for (const [what, size] of Object.entries(given(room, 'The room')))
			givenNumber(size, `The room for ${what}`);
		const state = new StoreState(resolve(givenText(folder, 'The folder')), options);
		const store = new SessionStore(state, files, new Writer(state, files, patience), readOnly);
		await store.refresh();
		return store;
	}

	private constructor(state: StoreState, files: Files, writer: Writer, readOnly: boolean) {
		super(state, files, writer, readOnly);
		this.#files = files;
		this.#writer = writer;
	}

	/** Gives the new session's id. Rejects with `INVALID_ID`, `EXISTS`. */
	async createSession(options: CreateOptions = {}): Promise<string> {
		const {
			id = newId(),
			title = 'New session',
			parentId = null,
			agentName = null,
			metadata = {},
		} = given(options);
		checkSessionId(id);
		return this.write(parentId === null ? [] : [parentId], () => {
			if (options.id !== undefined) this.targets.mustBeFree(id);
			if (parentId !== null) this.targets.living(parentId);
			const createdAt = Date.now();
			const record = this.record(newId(), {
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
		mustBeList(messages);
		given(options);
		return this.add(id, (pending) => {
			const fold = this.targets.writable(id);
			const head = pending ?? fold.head;
			let { after = head } = options;
			this.mustBeInTree(fold, after, head);
			const op = newId();
			const records = messages.map((message, i) => {
				const place = messages.length === 1 ? '' : `messages[${String(i)}]`;
				const record = this.message(op, after, message, place);
				after = record.id;
				return record;
			});
			return { result: records.map((record) => record.id), drafts: draft(id, records) };
		});
	}

	/** Gives the fork's id. Rejects with `OUT_OF_RANGE`, `UNKNOWN_MESSAGE`. */
	async forkSession(id: string, options: ForkOptions = {}): Promise<string> {
		const { fromMessageIndex: index, fromMessageId, splitToolExchange = false } = given(options);
		if (fromMessageId !== undefined) givenText(fromMessageId, 'The message to fork from');
		return this.write([id], () => {
			const fold = this.targets.living(id);
			if (index === -1) throw new StoreError('OUT_OF_RANGE', 'A fork begins with a message of its parent.');
			const messageId =
				index === undefined && fromMessageId === undefined
					? fold.head
					: endAt(this.state.tree, fold, { index, messageId: fromMessageId, splitToolExchange });
			const fork = newId();
			const { title = `Fork of ${fold.title}` } = options;
			const record = this.record(newId(), {
				type: 'session',
				session: fork,
				title,
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
		given(options);
		return this.write([id], () => {
			const fold = this.targets.writable(id);
			const {
				messageId = fold.head,
				metadata = {},
				label = `Snapshot ${String(fold.snapshots.size + 1)}`,
			} = options;
			this.mustBeInTree(fold, messageId);
			const record = this.record(newId(), {
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
		return this.change(id, (fold) => {
			this.targets.snapshot(fold, snapshotId);
			return { type: 'delete', session: id, snapshotId };
		});
	}

	/** Gives the operation. Rejects with `UNKNOWN_SNAPSHOT`, and `NOT_DELETED` when it is there. */
	async restoreSnapshot(id: string, snapshotId: string): Promise<string> {
		return this.change(id, (fold) => {
			const { deleted, record } = this.targets.anySnapshot(fold, snapshotId);
			if (!deleted) throw new StoreError('NOT_DELETED', `The snapshot “${record.label}” is not deleted.`);
			return { type: 'restore', session: id, snapshotId };
		});
	}

	/** Gives the new head: exactly what was labelled. Rejects with `UNKNOWN_SNAPSHOT`, `UNKNOWN_MESSAGE`. */
	async revertToSnapshot(id: string, snapshotId: string): Promise<string | null> {
		return this.moveHead(id, (fold) => {
			const { messageId } = this.targets.snapshot(fold, snapshotId);
			byId(this.state.tree, fold, messageId);
			return messageId;
		});
	}

	/** Gives the new head. A message on another branch switches to it. Rejects with `OUT_OF_RANGE`, `UNKNOWN_MESSAGE`. */
	async revertToMessage(id: string, target: RevertTarget): Promise<string | null> {
		given(target, 'The target');
		return this.moveHead(id, (fold) => endAt(this.state.tree, fold, target));
	}

	/** Takes back the latest revert or switch not yet undone; gives the new head. Rejects with `NOTHING_TO_UNDO`. */
	async undoRevert(id: string): Promise<string | null> {
		return this.write([id], () => {
			const fold = this.targets.writable(id);
			const { op, from } = latestRevert(fold);
			const record = this.record(newId(), {
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
		return this.set(id, { title }, (fold) => fold.title === title);
	}

	/** By key; null removes. Gives the operation. */
	async setMetadata(id: string, patch: JsonObject): Promise<string> {
		given(patch, 'The metadata');
		return this.change(id, () => ({ type: 'set', session: id, metadata: patch }));
	}

	/** Gives the operation; undefined when nothing changed. */
	async setAgentInfo(id: string, info: { readonly agentName: string | null }): Promise<string | undefined> {
		const { agentName } = given(info, 'The agent');
		return this.set(id, { agentName }, (fold) => fold.agentName === agentName);
	}

	/** Marks it as shared. Gives the operation; undefined when it was. */
	async shareSession(id: string): Promise<string | undefined> {
		return this.set(id, { shared: true }, (fold) => fold.shared);
	}

	async unshareSession(id: string): Promise<string | undefined> {
		return this.set(id, { shared: false }, (fold) => !fold.shared);
	}

	/** Shows it under another session, or as a root. Gives the operation; undefined when it was there. Rejects with `CYCLE`. */
	async moveSession(id: string, parentId: string | null): Promise<string | undefined> {
		return this.write(undefined, () => {
			const fold = this.targets.writable(id);
			if (parentId !== null) this.targets.parentFor(fold, parentId);
			if (this.state.forest.place(id).parent === parentId) return { result: undefined, drafts: [] };
			const record = this.record(newId(), { type: 'set', session: id, fields: { parentId } });
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Puts it in the trash, with its children, without its forks. Gives the operation. */
	async deleteSession(id: string): Promise<string> {
		return this.change(id, () => ({ type: 'delete', session: id }));
	}

	/** Takes it out of the trash. A child restored alone becomes a root. Gives the operation. Rejects with `NOT_DELETED`. */
	async restoreSession(id: string): Promise<string> {
		return this.write(undefined, () => {
			this.targets.trashed(id);
			const record = this.record(newId(), { type: 'restore', session: id });
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Removes what lies in the trash for good; forks get the messages that they share. Rejects with `NOT_DELETED`. */
	async purgeSession(id: string): Promise<void> {
		await this.command((writer) =>
			writer.exclusively(undefined, async () => {
				this.targets.trashed(id);
				await purge(this.state, this.#files, writer, id);
			}),
		);
	}

	/** Takes one command back; gives the operation that did. Rejects with `UNKNOWN_OPERATION`, `CHANGED_SINCE`, `NOTHING_TO_UNDO`. */
	async undoOperation(op: string): Promise<string> {
		return this.takeBack(op, 'back');
	}

	/** Brings back what `undoOperation` took back; rejects like it. */
	async redoOperation(op: string): Promise<string> {
		return this.takeBack(op, 'forth');
	}

	/** All or nothing, with new ids. Rejects with `INVALID` naming the place, `INVALID_ID`, `EXISTS`. */
	async importSession(bundle: Bundle, options: ImportOptions = {}): Promise<ImportResult> {
		const { id, parentId = null } = given(options);
		if (id !== undefined) checkSessionId(id);
		const checked = asBundle(bundle);
		if (checked.sessions.length === 0) throw new StoreError('INVALID', 'sessions: the bundle holds none');
		return this.write(parentId === null ? [] : [parentId], () => {
			if (id !== undefined) this.targets.mustBeFree(id);
			if (parentId !== null) this.targets.living(parentId);
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
		this.state.keepIndex();
	}
}
