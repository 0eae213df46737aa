import { byId } from './endAt.js';
import { StoreError } from './errors.js';
import { errnoOf } from './files.js';
import type { Opposite, Way } from './journal.js';
import type { NewMessage } from './model.js';
import { newId } from './newIds.js';
import type { AddPlan, Draft, Plan } from './plan.js';
import type { SetFields, StoreRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import { SessionReads } from './sessionReads.js';
import { stamped, stampedMessage } from './stamping.js';
import type { StoreState } from './storeState.js';
import { takeBack } from './takeBack.js';
import type { Writer } from './writer.js';

/** The ways in which the store's commands write; which commands there are, `SessionStore` says. */
export abstract class SessionCommands extends SessionReads {
	readonly #writer: Writer;
	readonly #readOnly: boolean;

	protected constructor(state: StoreState, writer: Writer, readOnly: boolean) {
		super(state);
		this.#writer = writer;
		this.#readOnly = readOnly;
	}

	/** Lets `plan` look at the sessions named (at all when none are) as they are now, and writes what it gives. */
	protected write<Result>(ids: readonly string[] | undefined, plan: () => Plan<Result>): Promise<Result> {
		return this.command((writer) => writer.write(ids, plan));
	}

	/** As `write`, for a plan that only appends to that session and does not mind to wait for others like it. */
	protected add<Result>(id: string, plan: AddPlan<Result>): Promise<Result> {
		return this.command((writer) => writer.add(id, plan));
	}

	/** Runs one command; its failures have codes, its changes are told. */
	protected async command<Result>(act: (writer: Writer) => Promise<Result>): Promise<Result> {
		this.mustBeOpen();
		if (this.#readOnly)
			throw new StoreError('READ_ONLY', 'The sessions of this folder are open for reading only.');
		try {
			return await act(this.#writer);
		} catch (error) {
			if (error instanceof StoreError || errnoOf(error) === undefined) throw error;
			throw new StoreError('IO', `The session folder cannot be used: ${String(error)}.`, { cause: error });
		} finally {
			this.announce();
		}
	}

	/** One record to one living session; gives the operation. */
	protected async change(id: string, make: (fold: SessionFold) => Opposite): Promise<string> {
		return this.write([id], () => {
			const record = this.record(newId(), make(this.targets.writable(id)));
			return { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Fields of a living session; gives the operation, or undefined when `isSo` already. */
	protected async set(
		id: string,
		fields: SetFields,
		isSo: (fold: SessionFold) => boolean,
	): Promise<string | undefined> {
		return this.write([id], () => {
			const fold = this.targets.writable(id);
			const record = this.record(newId(), { type: 'set', session: id, fields });
			return isSo(fold)
				? { result: undefined, drafts: [] }
				: { result: record.op, drafts: draft(id, [record]) };
		});
	}

	/** Gives the new head. */
	protected async moveHead(id: string, target: (fold: SessionFold) => string | null): Promise<string | null> {
		return this.write([id], () => {
			const fold = this.targets.writable(id);
			const to = target(fold);
			const from = fold.head;
			if (to === from) return { result: to, drafts: [] };
			const record = this.record(newId(), { type: 'head', session: id, to, from });
			return { result: to, drafts: draft(id, [record]) };
		});
	}

	/** Writes the opposites of an operation's records, in all sessions at once; gives the new operation. */
	protected async takeBack(op: string, way: Way): Promise<string> {
		return this.write(undefined, () => {
			const unread = this.state.logs.failure();
			// Half of what the operation did may lie there.
			if (unread !== undefined)
				throw new StoreError('IO', 'Some sessions cannot be read. Nothing was changed.', { cause: unread });
			const result = newId();
			const drafts = takeBack(this.state, op, way).map(({ fold, opposites }) => {
				this.targets.mustBeWritable(fold);
				return { sessionId: fold.id, records: opposites.map((opposite) => this.record(result, opposite)) };
			});
			return { result, drafts };
		});
	}

	/** Throws `UNKNOWN_MESSAGE`. The head always is, even while the log that holds it is not here. */
	protected mustBeInTree(fold: SessionFold, messageId: string | null, head = fold.head): void {
		if (messageId !== head) byId(this.state.tree, fold, messageId);
	}

	/** Throws `INVALID`. */
	protected message(op: string, after: string | null, message: NewMessage, place: string): StoreRecord {
		return stampedMessage(() => this.state.tick(), op, after, message, place);
	}

	/** Throws `INVALID`. */
	protected record(op: string, fields: Parameters<typeof stamped>[2]): StoreRecord {
		return stamped(() => this.state.tick(), op, fields);
	}
}

/** What a command writes to one session: nothing when there are no records. */
export function draft(sessionId: string, records: readonly StoreRecord[]): readonly Draft[] {
	return records.length === 0 ? [] : [{ sessionId, records }];
}
