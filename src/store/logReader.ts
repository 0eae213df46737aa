import { setImmediate } from 'node:timers/promises';
import { errnoOf, type Files } from './files.js';
import type { Folds } from './folds.js';
import type { IndexKeeper } from './indexKeeper.js';
import type { WrittenLog } from './lineWriter.js';
import type { LogFile } from './logFile.js';
import type { LogFolder } from './logFolder.js';
import type { LoggedRecord } from './sessionFold.js';
import { Together } from './together.js';

/** Milliseconds of reading after which others get a turn. */
const stint = 20;

/** Reads the logs of a folder into what is known of its sessions. One reading at a time. */
export class LogReader {
	readonly #files: Files;
	readonly #logs: LogFolder;
	readonly #known: Folds;
	readonly #index: IndexKeeper;
	readonly #together: Together;
	#isListed = false;
	#written: ReadonlyMap<string, WrittenLog> = new Map();
	/** Sleeping sessions that lost a log since they were read. */
	readonly #outdated = new Set<string>();

	constructor(files: Files, logs: LogFolder, known: Folds, index: IndexKeeper) {
		this.#files = files;
		this.#logs = logs;
		this.#known = known;
		this.#index = index;
		this.#together = new Together(logs);
	}

	/** From now on somebody may look at what is read while the reading goes on. */
	watch(): void {
		this.#together.isWatched = true;
	}

	/** Reads everything: what the index recalls was looked at just then. */
	async readEverything(): Promise<void> {
		const logs = this.#isListed ? this.#logs.all() : this.#logs.unread;
		this.list();
		await this.readOutdated();
		await this.readAll(logs);
	}

	async readNew(): Promise<void> {
		if (this.#logs.isStale()) this.list();
		await this.readOutdated();
		await this.readAll(this.#logs.unread);
	}

	/** Takes logs that this process has just written as read as long as `read` takes, where nobody wrote to them since. */
	async knowing(written: ReadonlyMap<string, WrittenLog>, read: () => Promise<void>): Promise<void> {
		this.#written = written;
		try {
			await read();
		} finally {
			this.#written = new Map();
		}
	}

	/** Whether every name in the folder is known and read. Throws what the file system throws. */
	isUpToDate(): boolean {
		if (this.#outdated.size > 0 || this.#logs.hasUnread) return false;
		return !this.#logs.isStale();
	}

	/** Whether the logs are as they were read, and could be. Throws what the file system throws. */
	areCurrent(logs: readonly LogFile[]): boolean {
		return logs.every((log) => {
			const key = log.wasRead && !log.failure ? this.#files.stat(log.path) : undefined;
			return key !== undefined && log.isCurrent(key);
		});
	}

	/** Reads a session anew though nothing of its logs shows that they changed. */
	async reread(id: string): Promise<void> {
		this.#outdated.add(id);
		this.list();
		await this.readOutdated();
	}

	/** Lists the logs anew; their content is read when it is asked for. */
	list(): void {
		for (const id of this.#logs.list()) this.#lost(id);
		if (!this.#isListed) this.#index.recall();
		this.#isListed = true;
	}

	/** A log of the session went. What sleeps has to be read again, at the next reading, to know what is left. */
	#lost(id: string): void {
		if (this.#known.sessions.get(id)?.isAsleep && this.#logs.of(id).length > 0) this.#outdated.add(id);
		else this.#known.foldAnew(id);
	}

	/** Sleeping sessions that lost a log. */
	async readOutdated(): Promise<void> {
		for (const id of [...this.#outdated]) {
			try {
				await this.readSession(id);
			} catch (error) {
				// The failure is the log's, where whoever asks for the session finds it.
				if (errnoOf(error) === undefined) throw error;
			}
		}
	}

	/** What was written to the logs since; one that cannot be read keeps its failure. */
	async readAll(logs: Iterable<LogFile>): Promise<void> {
		await this.whole(() => this.#readEach(logs));
	}

	/** Shows what `read` finds, and what of it counts together at one moment. */
	async whole(read: () => Promise<void> | void): Promise<void> {
		try {
			await read();
			while (this.#together.mustListAgain()) {
				this.list();
				await this.#readEach(this.#logs.unread);
			}
		} finally {
			this.#together.showAll();
		}
	}

	async #readEach(logs: Iterable<LogFile>): Promise<void> {
		let since = performance.now();
		for (const log of [...logs]) {
			// One that slept was read together with the others of its session.
			if (this.#logs.has(log)) await this.read(log);
			if (performance.now() - since < stint) continue;
			await setImmediate();
			since = performance.now();
		}
	}

	async read(log: LogFile): Promise<void> {
		const { isDamaged } = log;
		try {
			// One that nothing was read of is not what it was, whatever it is.
			const key = log.wasRead ? this.#files.stat(log.path) : undefined;
			if (!key || !log.isCurrent(key)) await this.#readOn(log);
			log.failure = undefined;
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
			if (errnoOf(error) !== 'ENOENT') log.failure = asError(error);
			else if (this.#logs.isGone(log)) this.#lost(log.sessionId);
			else await this.read(log);
		}
		if (log.isDamaged !== isDamaged) this.#known.noteFiles(log.sessionId);
	}

	async #readOn(log: LogFile): Promise<void> {
		if (this.#known.sessions.get(log.sessionId)?.isAsleep) return this.readSession(log.sessionId);
		const found = this.#asWritten(log) ?? (await log.readOn(this.#files));
		this.#logs.wasRead(log);
		if (found !== 'replaced') {
			this.#together.take([log], () => {
				this.#known.take(log, found);
			});
			return;
		}
		const fresh = await this.#freshly(log);
		this.#logs.replace(log, fresh);
		this.#together.take([fresh], () => {
			this.#known.foldAnew(log.sessionId);
		});
	}

	/** Undefined: this process did not just write it. */
	#asWritten(log: LogFile): readonly LoggedRecord[] | undefined {
		const written = this.#written.get(log.name);
		const key = written && this.#files.stat(log.path);
		return key && log.written(key, written);
	}

	/** Reads all logs of a session from their beginnings. Throws what the file system throws; then it is as it was. */
	async readSession(id: string): Promise<void> {
		let isSame = !this.#outdated.has(id);
		const read: [LogFile, LogFile][] = [];
		for (const log of this.#logs.of(id)) {
			const fresh = await this.#freshlyIfThere(log);
			isSame &&= fresh?.key !== undefined && log.isCurrent(fresh.key);
			if (fresh) read.push([log, fresh]);
		}
		for (const [log, fresh] of read) {
			fresh.isIndexed = log.isIndexed && isSame;
			this.#logs.replace(log, fresh);
		}
		this.#outdated.delete(id);
		if (isSame) this.#known.wake(id);
		else
			this.#together.take(
				read.map(([, fresh]) => fresh),
				() => {
					this.#known.wakeChanged(id);
				},
			);
	}

	async #freshly(log: LogFile): Promise<LogFile> {
		for (;;) {
			const fresh = this.#logs.sameAs(log);
			if ((await fresh.readOn(this.#files)) !== 'replaced') return fresh;
		}
	}

	/** Undefined when the log is gone. Throws what the file system throws, and keeps it as the log's failure. */
	async #freshlyIfThere(log: LogFile): Promise<LogFile | undefined> {
		try {
			return await this.#freshly(log);
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') return this.#logs.isGone(log) ? undefined : this.#freshlyIfThere(log);
			if (errnoOf(error) !== undefined) log.failure = asError(error);
			throw error;
		}
	}
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
