import { setImmediate } from 'node:timers/promises';
import { StoreError } from './errors.js';
import { errnoOf, nodeFiles, type FileKey, type Files } from './files.js';
import { Folds, type Remains } from './folds.js';
import type { Forest } from './forest.js';
import { IndexKeeper } from './indexKeeper.js';
import type { LogFile } from './logFile.js';
import { LogFolder } from './logFolder.js';
import { NotInMemory, PageCache } from './messagePages.js';
import type { MessageTree } from './messageTree.js';
import type { StoreChange } from './model.js';
import type { OpenOptions } from './options.js';
import type { StoreRecord } from './records.js';
import { leaningOn, Residents } from './residents.js';
import type { SessionFold } from './sessionFold.js';
import { Together } from './together.js';

/** Milliseconds of reading after which others get a turn. */
const stint = 20;
/** Times that a look begins again because a log changed under it. */
const patience = 20;

/** What was read of the folder. Only files make it; nothing here is written back. */
export class StoreState {
	readonly logs: LogFolder;
	readonly #known: Folds;
	readonly #files: Files;
	readonly #pages: PageCache;
	readonly #residents: Residents;
	readonly #together: Together;
	readonly #index: IndexKeeper;
	#isListed = false;
	/** Sleeping sessions that lost a log since they were read. */
	readonly #outdated = new Set<string>();
	#turn: Promise<unknown> = Promise.resolve();
	/** A reading of everything that waits for its turn. */
	#waiting: Promise<void> | undefined;

	constructor(folder: string, { files = nodeFiles, room = {}, readOnly = false }: OpenOptions = {}) {
		const { bytes = 64 << 20, messages = 200_000 } = room;
		this.#files = files;
		this.#pages = new PageCache(files, bytes);
		this.logs = new LogFolder(folder, files, this.#pages);
		this.#known = new Folds(this.logs);
		this.#residents = new Residents(this.#known, this.logs, messages);
		this.#together = new Together(this.logs);
		this.#index = new IndexKeeper(files, this.logs, this.#known, this.#residents, !readOnly);
	}

	/** Keeps for the next opening what was read. */
	keepIndex(): void {
		this.#index.keep();
	}

	/** The sessions that are there, those in the trash too. */
	get folds(): ReadonlyMap<string, SessionFold> {
		return this.#known.sessions;
	}

	get tree(): MessageTree {
		return this.#known.tree;
	}

	get forest(): Forest {
		return this.#known.forest;
	}

	/** A stamp later than all that was read, in whole microseconds. Throws `INVALID` where no clock can go on. */
	tick(): number {
		return this.#known.tick();
	}

	/** What purges that were interrupted left on disk. */
	remains(): readonly Remains[] {
		return this.#known.remains();
	}

	/** From now on a change tells of the sessions that only changed their place, too. */
	watchPlaces(): void {
		this.#known.watchPlaces();
	}

	/** What changed since this was asked last; undefined when nothing did. */
	takeChange(): StoreChange | undefined {
		return this.#known.takeChange();
	}

	/**
	 * Looks at what was read, again and again until all that it asks for is in memory. Rejects with what `look` throws,
	 * and with what the file system throws.
	 */
	async complete<Result>(look: () => Result): Promise<Result> {
		const done = this.#residents.look();
		let isNews = false;
		try {
			for (let changes = 0; ;) {
				try {
					return look();
				} catch (error) {
					if (!(error instanceof NotInMemory)) throw error;
					if (error.isOutdated && ++changes > patience)
						throw new StoreError('IO', 'A log keeps changing while it is read.', { cause: error });
					isNews = true;
					await this.#inTurn(() => this.#bring(error));
				}
			}
		} finally {
			done();
			if (isNews)
				await this.#inTurn(() => {
					this.#residents.rest();
				});
		}
	}

	async #bring({ sessionId, isOutdated }: NotInMemory): Promise<void> {
		if (isOutdated) {
			this.#outdated.add(sessionId);
			this.list();
			await this.#readOutdated();
		}
		await this.#wake(sessionId);
	}

	/** With what it shares messages of. */
	async #wake(id: string): Promise<void> {
		this.#residents.use(id);
		for (const fold of leaningOn(this.#known, id)) if (fold.isAsleep) await this.#readSession(fold.id);
		this.#residents.use(id);
	}

	/**
	 * Reads what was written since to the sessions, to those above them, and into new logs; to all when none are named.
	 * One reading at a time.
	 */
	async catchUp(ids?: readonly string[]): Promise<void> {
		if (ids?.length === 0) return;
		if (ids === undefined) return this.#catchUpAll();
		await this.#inTurn(async () => {
			await this.#readNew();
			await this.#readAround(ids);
		});
	}

	/** As `catchUp`, with the sessions that are shown under it; what moved there may lie in any log. */
	async catchUpBelow(id: string): Promise<void> {
		if (!this.logs.isAllRead()) return this.#catchUpAll();
		await this.#inTurn(async () => {
			await this.#readNew();
			await this.#readAround([id]);
			await this.#readAround(this.forest.children(id));
		});
	}

	/** Whoever asks while one waits shares it: it begins after they asked. */
	async #catchUpAll(): Promise<void> {
		this.#waiting ??= this.#inTurn(async () => {
			this.#waiting = undefined;
			const done = this.logs.beginReadingAll();
			// What the index recalls was looked at just then.
			const logs = this.#isListed ? this.logs.all() : this.logs.unread;
			this.list();
			await this.#readOutdated();
			this.#pages.isPassing = true;
			await this.#readAll(logs).finally(() => (this.#pages.isPassing = false));
			done();
			this.#together.isWatched = true;
			this.#residents.rest();
			this.#index.keepSoon();
		});
		await this.#waiting;
	}

	async #readNew(): Promise<void> {
		if (this.logs.isStale()) this.list();
		await this.#readOutdated();
		await this.#readAll(this.logs.unread);
	}

	/** Takes in what this process has appended to a log; `size`: the log's before. */
	async appended(
		log: LogFile,
		written: {
			readonly size: number;
			readonly key: FileKey;
			readonly bytes: Buffer;
			readonly records: readonly StoreRecord[];
		},
	): Promise<void> {
		await this.#inTurn(async () => {
			// A reader of this process may have come across it while it was being flushed.
			if (!this.logs.has(log) || log.isAsleep || log.offset !== written.size) return this.#readLog(log);
			this.#known.take(log, log.appended(written.key, written.bytes, written.records));
		});
	}

	/** Takes in a log that this process has just begun. */
	async begun(name: string): Promise<void> {
		await this.#inTurn(async () => {
			const log = this.logs.admit(name);
			if (log) await this.#readLog(log);
		});
	}

	/** After a write that counts: what cannot be read of it now is read when it is asked for. */
	async settle(ids: readonly string[]): Promise<void> {
		this.logs.forgetListing();
		try {
			await this.catchUp(ids);
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
		}
	}

	async #inTurn(act: () => Promise<void> | void): Promise<void> {
		const turn = this.#turn.then(() => this.#whole(act));
		this.#turn = turn.catch(() => undefined);
		await turn;
	}

	/** Lists the logs anew; their content is read when it is asked for. */
	list(): void {
		for (const id of this.logs.list()) this.#lost(id);
		if (!this.#isListed) this.#index.recall();
		this.#isListed = true;
	}

	/** A log of the session went. What sleeps has to be read again, at the next reading, to know what is left. */
	#lost(id: string): void {
		if (this.folds.get(id)?.isAsleep && this.logs.of(id).length > 0) this.#outdated.add(id);
		else this.#known.foldAnew(id);
	}

	async #readOutdated(): Promise<void> {
		for (const id of [...this.#outdated]) {
			try {
				await this.#readSession(id);
			} catch (error) {
				// The failure is the log's, where whoever asks for the session finds it.
				if (errnoOf(error) === undefined) throw error;
			}
		}
	}

	async #readAll(logs: Iterable<LogFile>): Promise<void> {
		await this.#whole(() => this.#readEach(logs));
	}

	/** Shows what `read` finds, and what of it counts together at one moment. */
	async #whole(read: () => Promise<void> | void): Promise<void> {
		try {
			await read();
			while (this.#together.mustListAgain()) {
				this.list();
				await this.#readEach(this.logs.unread);
			}
		} finally {
			this.#together.showAll();
		}
	}

	async #readEach(logs: Iterable<LogFile>): Promise<void> {
		let since = performance.now();
		for (const log of [...logs]) {
			// One that slept was read together with the others of its session.
			if (this.logs.has(log)) await this.#readLog(log);
			if (performance.now() - since < stint) continue;
			await setImmediate();
			since = performance.now();
		}
	}

	/** Whether a session lives, and where, its parents say; what is missing of its transcript lies in what it forked. */
	async #readAround(ids: readonly string[]): Promise<void> {
		const read = new Set<string>();
		for (const id of ids) {
			let next: string | null | undefined = id;
			while (next && !read.has(next)) {
				read.add(next);
				await this.#readAll(this.logs.of(next));
				next = this.folds.get(next)?.moves.at(-1)?.parentId;
			}
			await this.#readForked(id);
			this.#residents.use(id);
		}
	}

	async #readForked(id: string): Promise<void> {
		if (!(await this.#isIncomplete(id))) return;
		let fold = this.folds.get(id);
		for (let steps = 0; fold?.session?.forkPoint && steps < this.folds.size; steps++) {
			const { sessionId } = fold.session.forkPoint;
			await this.#readAll(this.logs.of(sessionId));
			fold = this.folds.get(sessionId);
		}
	}

	async #isIncomplete(id: string): Promise<boolean> {
		const fold = this.folds.get(id);
		try {
			return fold !== undefined && this.tree.isIncomplete(fold);
		} catch (error) {
			if (!(error instanceof NotInMemory)) throw error;
			await this.#wake(error.sessionId);
			return this.#isIncomplete(id);
		}
	}

	async #readLog(log: LogFile): Promise<void> {
		try {
			// One that nothing was read of is not what it was, whatever it is.
			const key = log.key && this.#files.stat(log.path);
			if (!key || !log.isCurrent(key)) await this.#readOn(log);
			log.failure = undefined;
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
			if (errnoOf(error) !== 'ENOENT') log.failure = asError(error);
			else if (this.logs.isGone(log)) this.#lost(log.sessionId);
			else await this.#readLog(log);
		}
	}

	async #readOn(log: LogFile): Promise<void> {
		if (this.folds.get(log.sessionId)?.isAsleep) return this.#readSession(log.sessionId);
		const found = await log.readOn(this.#files);
		this.logs.wasRead(log);
		if (found !== 'replaced') {
			this.#together.take([log], () => {
				this.#known.take(log, found);
			});
			return;
		}
		const fresh = await this.#freshly(log);
		this.logs.replace(log, fresh);
		this.#together.take([fresh], () => {
			this.#known.foldAnew(log.sessionId);
		});
	}

	/** Reads all logs of a session from their beginnings. Throws what the file system throws; then it is as it was. */
	async #readSession(id: string): Promise<void> {
		let isSame = !this.#outdated.has(id);
		const read: [LogFile, LogFile][] = [];
		for (const log of this.logs.of(id)) {
			const fresh = await this.#freshlyIfThere(log);
			isSame &&= fresh?.key !== undefined && log.isCurrent(fresh.key);
			if (fresh) read.push([log, fresh]);
		}
		for (const [log, fresh] of read) {
			fresh.isIndexed = log.isIndexed && isSame;
			this.logs.replace(log, fresh);
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
			const fresh = this.logs.sameAs(log);
			if ((await fresh.readOn(this.#files)) !== 'replaced') return fresh;
		}
	}

	/** Undefined when the log is gone. Throws what the file system throws, and keeps it as the log's failure. */
	async #freshlyIfThere(log: LogFile): Promise<LogFile | undefined> {
		try {
			return await this.#freshly(log);
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') return this.logs.isGone(log) ? undefined : this.#freshlyIfThere(log);
			if (errnoOf(error) !== undefined) log.failure = asError(error);
			throw error;
		}
	}
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
