import { setImmediate } from 'node:timers/promises';
import { StoreError } from './errors.js';
import { errnoOf, type FileKey, type Files } from './files.js';
import { Forest } from './forest.js';
import { LogFile } from './logFile.js';
import { LogFolder } from './logFolder.js';
import { MessageTree } from './messageTree.js';
import type { StoreChange } from './model.js';
import { endOfClock, type StoreRecord } from './records.js';
import { foldSession, saysTheSame, SessionFold } from './sessionFold.js';

/** Milliseconds of reading after which others get a turn. */
const stint = 20;

/** A log that was purged but for its bytes. */
export interface Remains {
	readonly sessionId: string;
	readonly path: string;
	/** The size up to which it was purged. */
	readonly upTo: number;
}

/** What was read of the folder. Only files make it; nothing here is written back. */
export class StoreState {
	readonly logs: LogFolder;
	/** The sessions that are there, those in the trash too. */
	readonly folds = new Map<string, SessionFold>();
	readonly tree = new MessageTree(this.folds);
	readonly #files: Files;
	readonly #forest = new Forest();
	/** What is left of purged sessions: where they stood. */
	readonly #ghosts = new Map<string, SessionFold>();
	#forestIsStale = true;
	#latest = 0;
	/** Logs that a purge names and that still have their text, by session. */
	readonly #unfinished = new Map<string, readonly Remains[]>();
	#structure = new Set<string>();
	#content = new Set<string>();
	#turn: Promise<unknown> = Promise.resolve();
	/** A reading of everything that waits for its turn. */
	#waiting: Promise<void> | undefined;

	constructor(folder: string, files: Files) {
		this.#files = files;
		this.logs = new LogFolder(folder, files);
	}

	get forest(): Forest {
		this.#settleForest();
		return this.#forest;
	}

	/** Finds out which places changed, too. */
	#settleForest(): void {
		if (!this.#forestIsStale) return;
		this.#forestIsStale = false;
		for (const id of this.#forest.build(this.folds, this.#ghosts)) this.#structure.add(id);
	}

	/**
	 * A stamp later than all that was read, in whole microseconds; each call gives a later one. Throws `INVALID` where
	 * nobody could read what it stamps.
	 */
	tick(): number {
		const next = Math.max(Date.now() * 1000, this.#latest + 1);
		if (next >= endOfClock)
			throw new StoreError('INVALID', 'Some record of this folder, or the clock, stands at the year 2200.');
		this.#latest = next;
		return next;
	}

	/** What purges that were interrupted left on disk. */
	remains(): readonly Remains[] {
		return [...this.#unfinished.values()].flat();
	}

	/** What changed since this was asked last; undefined when nothing did. */
	takeChange(): StoreChange | undefined {
		this.#settleForest();
		if (this.#structure.size + this.#content.size === 0) return undefined;
		const change = { structure: [...this.#structure], content: [...this.#content] };
		this.#structure = new Set();
		this.#content = new Set();
		return change;
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
			this.list();
			await this.#readAll(this.logs.all());
			done();
		});
		await this.#waiting;
	}

	async #readNew(): Promise<void> {
		if (this.logs.isStale()) this.list();
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
			if (!this.logs.has(log) || log.offset !== written.size) return this.#readLog(log);
			log.appended(written.key, written.bytes, written.records);
			this.take(log, written.records);
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
		try {
			await this.catchUp(ids);
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
		}
	}

	async #inTurn(act: () => Promise<void>): Promise<void> {
		const turn = this.#turn.then(act);
		this.#turn = turn.catch(() => undefined);
		await turn;
	}

	/** Lists the logs anew; their content is read when it is asked for. */
	list(): void {
		for (const id of this.logs.list()) this.#foldAnew(id);
	}

	async #readAll(logs: Iterable<LogFile>): Promise<void> {
		let since = performance.now();
		for (const log of [...logs]) {
			await this.#readLog(log);
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
		}
	}

	async #readForked(id: string): Promise<void> {
		let fold = this.folds.get(id);
		if (!fold || !this.tree.isIncomplete(fold)) return;
		for (let steps = 0; fold?.session?.forkPoint && steps < this.folds.size; steps++) {
			const { sessionId } = fold.session.forkPoint;
			await this.#readAll(this.logs.of(sessionId));
			fold = this.folds.get(sessionId);
		}
	}

	async #readLog(log: LogFile): Promise<void> {
		try {
			const key = this.#files.stat(log.path);
			if (!key || !log.isCurrent(key)) {
				const found = await log.readOn(this.#files);
				this.logs.wasRead(log);
				if (found === 'replaced') await this.#readAnew(log);
				else this.take(log, found);
			}
			log.failure = undefined;
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
			if (errnoOf(error) !== 'ENOENT') log.failure = asError(error);
			else if (this.logs.isGone(log)) this.#foldAnew(log.sessionId);
		}
	}

	async #readAnew(log: LogFile): Promise<void> {
		const fresh = new LogFile(log.name, log.sessionId, log.folder);
		await fresh.readOn(this.#files);
		this.logs.replace(log, fresh);
		this.#foldAnew(fresh.sessionId);
	}

	/** Takes in what came new in a log. */
	take(log: LogFile, records: readonly StoreRecord[]): void {
		const id = log.sessionId;
		for (const { at } of records) if (at > this.#latest) this.#latest = at;
		const fold = this.folds.get(id) ?? new SessionFold(id);
		const isNew = !this.folds.has(id);
		if (isNew && this.logs.of(id).some((each) => each.records.length > (each === log ? records.length : 0))) {
			this.#foldAnew(id);
			return;
		}
		fold.newerVersion ||= log.newerVersion;
		for (const record of records) {
			// It tells of its file, not of the session.
			if (record.type === 'log') continue;
			const known = fold.seen(record.id);
			if (known && saysTheSame(known, record)) continue;
			if (known || !fold.fits(record) || record.type === 'purge') {
				this.#foldAnew(id);
				return;
			}
			fold.take(record);
			if (record.type === 'message') this.tree.grewBy(record.id);
			this.#note(fold, record, isNew);
		}
		if (isNew && isPresent(fold)) this.#join(fold);
	}

	#join(fold: SessionFold): void {
		this.folds.set(fold.id, fold);
		this.tree.grew();
		this.#structure.add(fold.id);
		if (!this.#forestIsStale && !this.#forest.insert(fold)) this.#forestIsStale = true;
	}

	#note(fold: SessionFold, record: StoreRecord, isNew: boolean): void {
		if (record.type === 'message' || record.type === 'head') this.#content.add(fold.id);
		else this.#structure.add(fold.id);
		if (isNew) return;
		const moves = record.type === 'set' && record.fields?.parentId !== undefined;
		const trashes =
			(record.type === 'delete' || record.type === 'restore') && record.snapshotId === undefined;
		if (moves || trashes || record.type === 'session') this.#forestIsStale = true;
	}

	#foldAnew(id: string): void {
		const logs = this.logs.of(id);
		const purged = purgedSizes(logs);
		const living = logs.filter((log) => log.size > (purged.get(log.name) ?? -1));
		const remains = logs.flatMap(({ name, path, size }) => {
			const upTo = purged.get(name) ?? -1;
			return size > 0 && size <= upTo ? { sessionId: id, path, upTo } : [];
		});
		if (remains.length > 0) this.#unfinished.set(id, remains);
		else this.#unfinished.delete(id);
		const records = living.flatMap((log) => log.records);
		for (const { at } of records) if (at > this.#latest) this.#latest = at;
		const fold = foldSession(id, records);
		fold.newerVersion = living.some((log) => log.newerVersion);
		this.folds.delete(id);
		this.#ghosts.delete(id);
		if (isPresent(fold)) this.folds.set(id, fold);
		else if (fold.session) this.#ghosts.set(id, fold);
		this.tree.forget();
		this.#forestIsStale = true;
		this.#structure.add(id);
		this.#content.add(id);
	}
}

/** By name, how long a log may be to have been purged. */
export function purgedSizes(
	logs: Iterable<{ readonly name: string; readonly records: readonly StoreRecord[] }>,
): ReadonlyMap<string, number> {
	const sizes = new Map<string, number>();
	for (const { name: own, records } of logs) {
		for (const record of records) {
			if (record.type !== 'purge') continue;
			for (const { name, size } of record.logs) {
				// One that names its own log would erase itself, and bring back the others.
				if (name !== own) sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
			}
		}
	}
	return sizes;
}

/** A purge leaves a session record without a title. */
function isPresent(fold: SessionFold): boolean {
	return fold.session?.title !== undefined || fold.messages.size > 0;
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
