import { basename, join } from 'node:path';
import { StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import { originOf } from './identity.js';
import { WriterLock } from './lock.js';
import type { LogFile } from './logFile.js';
import { newId, newLogName } from './newIds.js';
import { formatVersion, type LogRecord, type SessionRecord, type StoreRecord } from './records.js';
import { localFolder, type StoreState } from './storeState.js';

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

	constructor(state: StoreState, files: Files) {
		this.#state = state;
		this.#files = files;
		this.#local = join(state.folder, localFolder);
		this.#lock = new WriterLock(files, this.#local);
	}

	/** Waits for the writes under way, and gives up this process's place in the lock. */
	async close(): Promise<void> {
		await this.#turn;
		this.#lock.dispose();
	}

	/**
	 * Takes the lock, reads what others wrote to the sessions named (to all when none are), lets `plan` look at it, and writes what it gives.
	 * `IO` when the file system refuses; then nothing of it counts, unless the error says `uncertain`.
	 */
	async write<Result>(ids: readonly string[] | undefined, plan: () => Plan<Result>): Promise<Result> {
		return this.exclusively(ids, async () => {
			const { result, drafts } = plan();
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
			await this.#guard('written to', () => {
				this.#prepareFolder();
			});
			await this.#guard('locked', () => this.#lock.take());
			try {
				await this.#guard('written to', () => this.#finishArrivals());
				await this.#state.catchUp(ids);
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
			for (const log of this.#state.logsOf(draft.sessionId)) {
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
			try {
				this.#writeAll(file, bytes);
				await this.#files.flush(file);
			} catch (cause) {
				this.#doubtful.add(log.name);
				this.#cutBack(file, size, cause);
			}
			if (this.#files.stat(log.path)?.inode !== inode) return false;
			const read = log.torn ? await log.readOn(this.#files) : records;
			if (read === 'replaced') return false;
			if (read === records) log.appended(this.#files, file, bytes, records);
			this.#state.take(log, read);
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
		const path = join(this.#state.folder, name);
		await this.#create(path, sessionId, records, copy);
		await this.#files.flushFolder(this.#state.folder);
		const log = this.#state.begin(name, sessionId);
		const read = await log.readOn(this.#files);
		if (read !== 'replaced') this.#state.take(log, read);
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
		} catch (cause) {
			this.#removeHalf(path, cause);
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
		await this.#guard('written to', async () => {
			const making = `${arrival}.tmp`;
			this.#files.makeFolder(making);
			try {
				for (const { sessionId, records } of drafts) {
					const copy = this.#state.folds.get(sessionId)?.session;
					await this.#create(join(making, `${sessionId}.${newLogName()}.jsonl`), sessionId, records, copy);
				}
				await this.#files.flushFolder(making);
				this.#files.rename(making, arrival);
				await this.#files.flushFolder(this.#local);
			} catch (error) {
				for (const name of this.#files.list(making)) this.#files.unlink(join(making, name));
				this.#files.removeFolder(making);
				throw error;
			}
			await this.#finishArrivals();
		});
		this.#state.list();
		await this.#state.catchUp(drafts.map(({ sessionId }) => sessionId));
	}

	/** Moves up what an import, here or in a process that died, has finished. */
	async #finishArrivals(): Promise<void> {
		for (const folder of this.#state.arrivals()) {
			for (const name of this.#files.list(folder))
				this.#files.rename(join(folder, name), join(this.#state.folder, name));
			await this.#files.flushFolder(this.#state.folder);
			this.#files.removeFolder(folder);
		}
	}

	#prepareFolder(): void {
		const { folder } = this.#state;
		const isNew = this.#files.list(folder).length === 0;
		this.#files.makeFolder(this.#local);
		this.#realFolder ||= this.#files.realPath(folder);
		if (!isNew) return;
		for (const [name, text] of Object.entries(gitFiles)) {
			const file = this.#files.open(join(folder, name), 'create');
			try {
				this.#writeAll(file, Buffer.from(text));
			} finally {
				this.#files.close(file);
			}
		}
	}

	#writeAll(file: number, bytes: Buffer): void {
		for (let rest = bytes; rest.length > 0;) rest = rest.subarray(this.#files.write(file, rest));
	}

	#cutBack(file: number, size: number, cause: unknown): never {
		try {
			this.#files.truncate(file, size);
		} catch {
			throw this.#refusal('written to', cause, true);
		}
		throw cause;
	}

	#removeHalf(path: string, cause: unknown): never {
		try {
			this.#files.unlink(path);
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
		const message = `The folder “${basename(this.#state.folder)}” could not be ${what}: ${reason}.${doubt}`;
		return new StoreError('IO', message, { cause, uncertain });
	}
}

/** Records that count together or not at all. */
function asLine(records: readonly StoreRecord[]): string {
	return `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
}
