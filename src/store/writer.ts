import { AddGroup } from './addGroup.js';
import { diskRefusal, StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import { finishPurges, traceOfImports } from './leftovers.js';
import { WriterLock } from './lock.js';
import { LogAppender } from './logAppender.js';
import { NotInMemory } from './messagePages.js';
import { newId } from './newIds.js';
import { asLine, NewLogs } from './newLogs.js';
import { OwnFolder } from './ownFolder.js';
import { Pace, turnForOthers } from './pace.js';
import type { AddPlan, Draft, Plan } from './plan.js';
import type { StoreState } from './storeState.js';

/** Puts records on disk, one command at a time: what it has acknowledged is flushed. */
export class Writer {
	readonly #state: StoreState;
	readonly #files: Files;
	readonly #folder: OwnFolder;
	readonly #lock: WriterLock;
	readonly #newLogs: NewLogs;
	readonly #appender: LogAppender;
	#turn: Promise<unknown> = Promise.resolve();
	/** Adds that wait for the last turn of all, as long as it has not begun to write. */
	#open: AddGroup | undefined;

	/** `patience`: ms that a write waits for another process's. */
	constructor(state: StoreState, files: Files, patience: number) {
		this.#state = state;
		this.#files = files;
		this.#folder = new OwnFolder(files, state.logs.path);
		const { local } = this.#folder;
		this.#lock = new WriterLock(files, local, patience, () => traceOfImports(files, local));
		this.#newLogs = new NewLogs(state, files, this.#folder);
		this.#appender = new LogAppender(files, this.#folder);
	}

	/** Waits for the writes under way, and gives up this process's place in the lock. */
	async close(): Promise<void> {
		await this.#turn;
		this.#appender.close();
		this.#lock.dispose();
	}

	/**
	 * Takes the lock, reads what others wrote to the sessions named (to all when none are), lets `plan` look at it, and
	 * writes what it gives.
	 * `IO` when the file system refuses; then nothing of it counts, unless the error says `uncertain`.
	 */
	write<Result>(ids: readonly string[] | undefined, plan: () => Plan<Result>): Promise<Result> {
		return this.#inTurn(async () => {
			await this.#finishArrivals();
			await this.#catchUp(ids);
			const { result, drafts, op, onProgress } = await this.#look(plan);
			await this.put(drafts, op, onProgress);
			return result;
		}, plan);
	}

	/** As `write`, for a plan that only appends to a session: those that wait in a row share one write and one flush. */
	add<Result>(id: string, plan: AddPlan<Result>): Promise<Result> {
		const open = this.#open?.sessionId === id && !this.#open.isFull ? this.#open : undefined;
		const group = open ?? this.#openGroup(id, plan);
		return group.join(plan);
	}

	#openGroup(id: string, first: () => unknown): AddGroup {
		const group = new AddGroup(id);
		const close = (): void => {
			if (this.#open === group) this.#open = undefined;
		};
		const turn = this.#inTurn(async () => {
			// Looking into `.local` costs as much as adding: what nobody here has met there waits for another command.
			if (this.#state.logs.hasArrivals) await this.#finishArrivals();
			const reading = this.#catchUp([id]);
			if (reading) await reading;
			close();
			await this.#append(id, await group.plan((plan) => this.#look(plan)));
		}, first);
		turn.then(
			() => {
				group.acknowledge();
			},
			(cause: unknown) => {
				close();
				group.reject(cause);
			},
		);
		this.#open = group;
		return group;
	}

	/** A promise only where something has to be read first. */
	#look<Result>(plan: () => Result): Result | Promise<Result> {
		try {
			return plan();
		} catch (error) {
			if (!(error instanceof NotInMemory)) throw this.#refusal('read', error);
			return this.#guard('read', () => this.#state.complete(plan));
		}
	}

	/** Runs `act` while no other process of this machine writes, and after others' records were read. */
	exclusively<Result>(ids: readonly string[] | undefined, act: () => Promise<Result>): Promise<Result> {
		return this.#inTurn(async () => {
			await this.#finishArrivals();
			await this.#catchUp(ids);
			return act();
		});
	}

	/** One command after the other, each with the lock. `plan`: what cannot be done in an empty folder must not make one. */
	#inTurn<Result>(act: () => Promise<Result>, plan?: () => unknown): Promise<Result> {
		// Whatever is called after this must not be written before it.
		this.#open = undefined;
		const turn = this.#turn.then(async () => {
			// Where disk and lock are quick a row of commands waits for nothing, and would hold up all else in this process.
			const others = turnForOthers();
			if (others) await others;
			const wasFree = this.#lock.takeAtOnce();
			if (!wasFree) await this.#guard('locked', () => this.#lock.take(() => this.#prepare(plan)));
			try {
				// Whoever had it before may have died over an import.
				if (!wasFree) await this.#finishArrivals();
				return await act();
			} finally {
				this.#lock.release();
			}
		});
		this.#turn = turn.catch(() => undefined);
		return turn;
	}

	async #prepare(plan?: () => unknown): Promise<void> {
		if (plan && !this.#files.stat(this.#folder.path)) {
			await this.#guard('read', () => this.#state.catchUp());
			const pace = new Pace();
			await this.#look(plan);
			if (pace.isDue) await pace.rest();
		}
		await this.#guard('written to', () => this.#folder.prepare());
	}

	#finishArrivals(): Promise<void> {
		return this.#guard('written to', () => this.#newLogs.finishArrivals());
	}

	/** Reads what others wrote; undefined where there is nothing to wait for. */
	#catchUp(ids: readonly string[] | undefined): Promise<void> | undefined {
		return this.#state.isCaughtUp(ids) && !this.#state.hasRemains ? undefined : this.#read(ids);
	}

	async #read(ids: readonly string[] | undefined): Promise<void> {
		await this.#guard('read', () => this.#state.catchUp(ids));
		await this.#guard('written to', () => finishPurges(this.#state, this.#files));
		const unread = this.#state.logs.failure(ids ?? []);
		if (unread !== undefined) throw diskRefusal(this.#folder.path, 'read', unread);
	}

	/** Writes what one command adds; `op`: the command. Only under the lock. */
	async put(
		drafts: readonly Draft[],
		op = drafts[0]?.records[0]?.op ?? newId(),
		onProgress?: Plan<unknown>['onProgress'],
	): Promise<void> {
		const [first, ...more] = drafts;
		if (!first) return;
		const { sessionId, records } = first;
		// A line counts as a whole; a new session's lines do not, so they arrive together.
		if (more.length > 0 || first.lines || (records[0]?.type === 'session' && records.length > 1))
			await this.#guard('written to', () => this.#newLogs.arrive(drafts, op, onProgress));
		// What it names would be emptied together with it.
		else if (records[0]?.type === 'purge') await this.#guard('written to', () => this.#newLogs.begin(drafts));
		else await this.#append(sessionId, drafts);
	}

	/** Appends to the session's own log, or begins one; each draft is a line. */
	async #append(id: string, drafts: readonly Draft[]): Promise<void> {
		if (drafts.length === 0) return;
		try {
			let lines = '';
			for (const { records } of drafts) lines += asLine(records);
			for (const log of this.#state.logs.of(id)) {
				const appended = this.#appender.mayGoOn(log) && (await this.#appender.append(log, lines));
				if (!appended) continue;
				const taking = this.#state.appended(log, appended, drafts);
				if (taking) await taking;
				return;
			}
			await this.#newLogs.begin(drafts);
		} catch (error) {
			throw this.#refusal('written to', error);
		}
	}

	async #guard<Result>(what: string, act: () => Result | Promise<Result>): Promise<Result> {
		try {
			return await act();
		} catch (error) {
			throw this.#refusal(what, error);
		}
	}

	#refusal(what: string, error: unknown): unknown {
		if (error instanceof StoreError || errnoOf(error) === undefined) return error;
		return diskRefusal(this.#folder.path, what, error);
	}
}
