import { basename, dirname, join } from 'node:path';
import { StoreError } from './errors.js';
import { errnoOf, type FileKey, type Files } from './files.js';
import { originOf } from './identity.js';
import { finishPurges, removeDeadImports, unfinished } from './leftovers.js';
import { WriterLock } from './lock.js';
import type { LogFile } from './logFile.js';
import { newId, newLogName, sessionOfLog } from './newIds.js';
import { formatVersion, type LogRecord, type SessionRecord, type StoreRecord } from './records.js';
import { localFolder } from './logFolder.js';
import type { StoreState } from './storeState.js';

/** What one command adds to one session. A new session's own record comes first. */
export interface Draft {
	readonly sessionId: string;
	readonly records: readonly StoreRecord[];
}

export interface Plan<Result> {
	readonly result: Result;
	/** One: a line in the session's log. Several: all are visible at once. None: nothing is written. */
	readonly drafts: readonly Draft[];
}

const writeSize = 1 << 20;
const gitFiles = { '.gitattributes': '*.jsonl -text merge=union\n', '.gitignore': '.local/\n' } as const;

/** Puts records on disk, one command at a time: what it has acknowledged is flushed. */
export class Writer {
	readonly #state: StoreState;
	readonly #files: Files;
	readonly #lock: WriterLock;
	readonly #local: string;
	/** Logs that a failed write left in doubt: never continued. */
	readonly #doubtful = new Set<string>();
	#turn: Promise<unknown> = Promise.resolve();
	#realFolder = '';

	/** `patience`: ms that a write waits for another process's. */
	constructor(state: StoreState, files: Files, patience: number) {
		this.#state = state;
		this.#files = files;
		this.#local = join(state.logs.path, localFolder);
		this.#lock = new WriterLock(files, this.#local, patience);
	}

	/** Waits for the writes under way, and gives up this process's place in the lock. */
	async close(): Promise<void> {
		await this.#turn;
		this.#lock.dispose();
	}

	/**
	 * Takes the lock, reads what others wrote to the sessions named (to all when none are), lets `plan` look at it, and
	 * writes what it gives.
	 * `IO` when the file system refuses; then nothing of it counts, unless the error says `uncertain`.
	 */
	async write<Result>(ids: readonly string[] | undefined, plan: () => Plan<Result>): Promise<Result> {
		// What cannot be done in an empty folder must not make one.
		if (!this.#files.stat(this.#state.logs.path)) plan();
		return this.exclusively(ids, async () => {
			const { result, drafts } = await this.#guard('read', () => this.#state.complete(plan));
			const [first, ...more] = drafts;
			// A line counts as a whole; a new session's lines do not, so they arrive together.
			const isOneLine =
				more.length === 0 && (first?.records[0]?.type !== 'session' || first.records.length === 1);
			if (first && isOneLine) await this.append(first);
			else if (first) await this.#arrive(drafts);
			return result;
		});
	}

	/** Runs `act` while no other process of this machine writes, and after others' records were read. */
	async exclusively<Result>(ids: readonly string[] | undefined, act: () => Promise<Result>): Promise<Result> {
		const turn = this.#turn.then(async () => {
			await this.#guard('written to', () => this.#prepareFolder());
			await this.#guard('locked', () => this.#lock.take());
			try {
				await this.#guard('written to', () => this.#finishArrivals());
				await this.#guard('read', () => this.#state.catchUp(ids));
				await this.#guard('written to', () => finishPurges(this.#state, this.#files));
				const unread = this.#state.logs.failure(ids ?? []);
				if (unread !== undefined) throw this.#refusal('read', unread, false);
				return await act();
			} finally {
				this.#lock.release();
			}
		});
		this.#turn = turn.catch(() => undefined);
		return turn;
	}

	/** Appends to the session's own log, or begins one. Only under the lock. */
	async append(draft: Draft): Promise<void> {
		await this.#guard('written to', async () => {
			for (const log of this.#state.logs.of(draft.sessionId)) {
				if (this.#doubtful.has(log.name) || !log.header || log.newerVersion) continue;
				if (await this.#appendTo(log, draft)) return;
			}
			await this.beginLog(draft);
		});
	}

	/** False: the file is not the one that was begun here, or was replaced while it was written. */
	async #appendTo(log: LogFile, { records }: Draft): Promise<boolean> {
		const file = this.#openOwn(log);
		if (file === undefined) return false;
		try {
			const { size, inode } = this.#files.keyOf(file);
			const bytes = Buffer.from(`${log.torn ? '\n' : ''}${asLine(records)}`);
			let key: FileKey;
			try {
				this.#writeAll(file, bytes);
				await this.#files.flush(file);
				if (this.#files.stat(log.path)?.inode !== inode) return false;
				key = this.#files.keyOf(file);
			} catch (cause) {
				this.#doubtful.add(log.name);
				this.#cutBack(file, size, cause);
			}
			await this.#state.appended(log, { size, key, bytes, records });
			return true;
		} finally {
			this.#files.close(file);
		}
	}

	#openOwn(log: LogFile): number | undefined {
		let file: number;
		try {
			file = this.#files.open(log.path, 'append');
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') return undefined;
			throw error;
		}
		if (log.header?.origin === originOf(this.#realFolder, this.#files.keyOf(file))) return file;
		this.#files.close(file);
		return undefined;
	}

	/** Begins a log with the session's own record, which every log repeats, so that each can be read alone. */
	async beginLog(
		{ sessionId, records }: Draft,
		copy = this.#state.folds.get(sessionId)?.session,
	): Promise<void> {
		const name = `${sessionId}.${newLogName()}.jsonl`;
		const path = join(this.#state.logs.path, name);
		try {
			await this.#create(path, sessionId, records, copy);
			await this.#files.flushFolder(this.#state.logs.path);
		} catch (cause) {
			this.#callOff([name], [this.#state.logs.path], cause);
		}
		await this.#state.begun(name);
	}

	async #create(
		path: string,
		session: string,
		records: readonly StoreRecord[],
		copy?: SessionRecord,
	): Promise<void> {
		const file = this.#files.open(path, 'create');
		try {
			const origin = originOf(this.#realFolder, this.#files.keyOf(file));
			const at = this.#state.tick();
			const head: LogRecord = {
				type: 'log',
				id: newId(),
				at,
				op: newId(),
				session,
				v: formatVersion,
				origin,
			};
			const [first] = records;
			const own = first?.type === 'session' ? first : copy;
			const rest = first === own ? records.slice(1) : records;
			this.#writeAll(file, Buffer.from(asLine(own ? [head, own] : [head])));
			this.#writeRecords(file, rest, first?.type === 'session');
			await this.#files.flush(file);
		} finally {
			this.#files.close(file);
		}
	}

	/** A new session's file counts as a whole or not at all, so that its records need no common line. */
	#writeRecords(file: number, records: readonly StoreRecord[], isNewSession: boolean): void {
		if (records.length === 0) return;
		if (!isNewSession) {
			this.#writeAll(file, Buffer.from(asLine(records)));
			return;
		}
		let text = '';
		for (const record of records) {
			text += `${JSON.stringify(record)}\n`;
			if (text.length < writeSize) continue;
			this.#writeAll(file, Buffer.from(text));
			text = '';
		}
		this.#writeAll(file, Buffer.from(text));
	}

	/** Several sessions at once: complete in a folder of their own first, then there by one rename. */
	async #arrive(drafts: readonly Draft[]): Promise<void> {
		const arrival = join(this.#local, `in-${newId()}`);
		const making = `${arrival}${unfinished}`;
		const names: string[] = [];
		await this.#guard('written to', async () => {
			try {
				this.#files.makeFolder(making);
				for (const { sessionId, records } of drafts) {
					const name = `${sessionId}.${newLogName()}.jsonl`;
					names.push(name);
					const copy = this.#state.folds.get(sessionId)?.session;
					await this.#create(join(making, name), sessionId, records, copy);
				}
				await this.#files.flushFolder(making);
				this.#files.rename(making, arrival);
				await this.#files.flushFolder(this.#local);
				await this.#moveUp(arrival);
			} catch (cause) {
				this.#callOff(names, [making, arrival, this.#state.logs.path], cause);
			}
		});
		await this.#state.settle(drafts.map(({ sessionId }) => sessionId));
	}

	/** Moves up what an import in a process that died, or in another domain, has finished. */
	async #finishArrivals(): Promise<void> {
		removeDeadImports(this.#files, this.#local);
		for (const folder of this.#state.logs.arrivals()) await this.#moveUp(folder);
	}

	async #moveUp(arrival: string): Promise<void> {
		const { path: folder } = this.#state.logs;
		for (const name of this.#files.list(arrival)) {
			if (sessionOfLog(name) === undefined) continue;
			try {
				this.#files.rename(join(arrival, name), join(folder, name));
			} catch (error) {
				// A writer of another domain was faster.
				if (errnoOf(error) !== 'ENOENT') throw error;
			}
		}
		await this.#files.flushFolder(folder);
		try {
			this.#files.removeFolder(arrival);
		} catch {
			// An empty folder, or one with a stranger's file in it, does no harm.
		}
	}

	/** Takes back new logs that failed half way, wherever they are by now. */
	#callOff(names: readonly string[], folders: readonly string[], cause: unknown): never {
		try {
			for (const folder of folders) {
				for (const name of names) {
					if (this.#files.stat(join(folder, name))) this.#files.unlink(join(folder, name));
				}
				if (folder !== this.#state.logs.path && this.#files.stat(folder)) this.#files.removeFolder(folder);
			}
		} catch {
			throw this.#refusal('written to', cause, true);
		}
		throw cause;
	}

	async #prepareFolder(): Promise<void> {
		const { path: folder } = this.#state.logs;
		if (!this.#files.stat(this.#local)) await this.#makeFolder(folder);
		this.#realFolder ||= this.#files.realPath(folder);
	}

	async #makeFolder(folder: string): Promise<void> {
		const isNew = !this.#files.stat(folder);
		this.#files.makeFolder(folder);
		if (isNew) await this.#files.flushFolder(dirname(folder));
		// Where sessions lie already, a git file that is missing was taken away on purpose.
		if (!this.#files.list(folder).some((name) => sessionOfLog(name) !== undefined)) {
			for (const [name, text] of Object.entries(gitFiles)) this.#writeOnce(join(folder, name), text);
		}
		this.#files.makeFolder(this.#local);
	}

	#writeOnce(path: string, text: string): void {
		let file: number;
		try {
			file = this.#files.open(path, 'create');
		} catch (error) {
			if (errnoOf(error) === 'EEXIST') return;
			throw error;
		}
		try {
			this.#writeAll(file, Buffer.from(text));
		} catch (error) {
			this.#files.unlink(path);
			throw error;
		} finally {
			this.#files.close(file);
		}
	}

	#writeAll(file: number, bytes: Buffer): void {
		for (let rest = bytes; rest.length > 0;) {
			const count = this.#files.write(file, rest);
			if (count === 0) throw new StoreError('IO', 'The file system takes nothing more. Nothing was changed.');
			rest = rest.subarray(count);
		}
	}

	#cutBack(file: number, size: number, cause: unknown): never {
		try {
			this.#files.truncate(file, size);
		} catch {
			throw this.#refusal('written to', cause, true);
		}
		throw cause;
	}

	async #guard<Result>(what: string, act: () => Result | Promise<Result>): Promise<Result> {
		try {
			return await act();
		} catch (error) {
			if (error instanceof StoreError || errnoOf(error) === undefined) throw error;
			throw this.#refusal(what, error, false);
		}
	}

	#refusal(what: string, cause: unknown, uncertain: boolean): StoreError {
		const reason = cause instanceof Error ? cause.message : String(cause);
		const doubt = uncertain ? ' Whether it was written is not certain.' : ' Nothing was changed.';
		const message = `The folder “${basename(this.#state.logs.path)}” could not be ${what}: ${reason}.${doubt}`;
		return new StoreError('IO', message, { cause, uncertain });
	}
}

/** Records that count together or not at all. */
function asLine(records: readonly StoreRecord[]): string {
	return `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
}
