import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { errnoOf, type FileKey, type Files } from './files.js';
import { Forest } from './forest.js';
import { LogFile } from './logFile.js';
import { MessageTree } from './messageTree.js';
import type { Problem, StoreChange } from './model.js';
import { sessionOfLog } from './newIds.js';
import type { StoreRecord } from './records.js';
import { foldSession, saysTheSame, SessionFold } from './sessionFold.js';

/** A file system's clock may tick this seldom, in nanoseconds: an mtime younger than it proves nothing. */
const coarseTick = 2_000_000_000n;
/** Milliseconds of reading after which others get a turn. */
const stint = 20;

export const localFolder = '.local';
/** A finished import whose logs are still to be moved up. */
const arrival = /^in-[0-9a-z]+$/;

/** What was read of the folder. Only files make it; nothing here is written back. */
export class StoreState {
	readonly folder: string;
	/** The sessions that are there, those in the trash too. */
	readonly folds = new Map<string, SessionFold>();
	readonly tree = new MessageTree(this.folds);
	readonly #files: Files;
	readonly #forest = new Forest();
	/** By file name. */
	readonly #logs = new Map<string, LogFile>();
	readonly #logsOf = new Map<string, Set<LogFile>>();
	/** Found in a listing and not read yet. */
	readonly #unread = new Set<LogFile>();
	/** What is left of purged sessions: where they stood. */
	readonly #ghosts = new Map<string, SessionFold>();
	/** Ids as a file system that folds case sees them; purged ones stay taken. */
	readonly #taken = new Map<string, string>();
	#forestIsStale = true;
	#listed: { readonly key: FileKey | undefined; readonly settled: boolean } | undefined;
	#latest = 0;
	#structure = new Set<string>();
	#content = new Set<string>();
	#turn: Promise<unknown> = Promise.resolve();

	constructor(folder: string, files: Files) {
		this.folder = folder;
		this.#files = files;
	}

	get forest(): Forest {
		if (this.#forestIsStale) {
			this.#forestIsStale = false;
			for (const id of this.#forest.build(this.folds, this.#ghosts)) this.#structure.add(id);
		}
		return this.#forest;
	}

	/** A stamp later than all that was read, in whole microseconds; each call gives a later one. */
	tick(): number {
		this.#latest = Math.max(Date.now() * 1000, this.#latest + 1);
		return this.#latest;
	}

	/** The session that has the id, or one that differs from it by case only. */
	taken(id: string): string | undefined {
		return this.#taken.get(id.toLowerCase());
	}

	logsOf(id: string): readonly LogFile[] {
		return [...(this.#logsOf.get(id) ?? [])];
	}

	problems(): readonly Problem[] {
		return [...this.#logs.values()].flatMap(({ name: file, failure, problems }) =>
			failure === undefined
				? problems
				: [...problems, { file, offset: 0, reason: `cannot be read: ${String(failure)}` }],
		);
	}

	/** Why a log of the sessions (of any, when none are named) could not be read, if so. */
	failure(ids?: readonly string[]): unknown {
		const logs = ids ? ids.flatMap((id) => this.logsOf(id)) : [...this.#logs.values()];
		return logs.find(({ failure }) => failure !== undefined)?.failure;
	}

	/** What changed since this was asked last; undefined when nothing did. */
	takeChange(): StoreChange | undefined {
		// Asking for it finds out which places changed.
		void this.forest;
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
		await this.#inTurn(async () => {
			if (ids === undefined || this.#isListingStale()) this.list();
			await this.#readAll(ids ? this.#unread : this.#logs.values());
			for (const id of ids ?? []) await this.#readAround(id);
		});
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
			if (this.#logs.get(log.name) !== log || log.offset !== written.size) return this.#readLog(log);
			log.appended(written.key, written.bytes, written.records);
			this.take(log, written.records);
		});
	}

	/** Takes in a log that this process has just begun. */
	async begun(name: string): Promise<void> {
		await this.#inTurn(async () => {
			const log = this.#admit(name, this.folder);
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
	async #readAround(id: string): Promise<void> {
		const read = new Set<string>();
		let next: string | null | undefined = id;
		while (next && !read.has(next)) {
			read.add(next);
			await this.#readAll(this.logsOf(next));
			next = this.folds.get(next)?.moves.at(-1)?.parentId;
		}
		let fold = this.folds.get(id);
		if (!fold || !this.tree.isIncomplete(fold)) return;
		for (let steps = 0; fold?.session?.forkPoint && steps < this.folds.size; steps++) {
			const { sessionId } = fold.session.forkPoint;
			await this.#readAll(this.logsOf(sessionId));
			fold = this.folds.get(sessionId);
		}
	}

	#isListingStale(): boolean {
		return !this.#listed?.settled || !sameListing(this.#listed.key, this.#files.stat(this.folder));
	}

	/** Lists the logs anew. */
	list(): void {
		const key = this.#files.stat(this.folder);
		const now = BigInt(Date.now()) * 1_000_000n;
		this.#listed = { key, settled: key !== undefined && now - key.mtimeNs > coarseTick };
		const found = this.#find();
		for (const log of [...this.#logs.values()]) if (!found.has(log.name)) this.#drop(log);
		for (const [name, folder] of found) {
			const log = this.#logs.get(name);
			if (log) log.folder = folder;
			else this.#admit(name, folder);
		}
	}

	/** File names and the folders where they lie. */
	#find(): ReadonlyMap<string, string> {
		const found = new Map<string, string>();
		// Arrivals first: a log that is moved up meanwhile is then seen in one of the two places.
		for (const folder of [...this.arrivals(), this.folder]) {
			for (const name of this.#files.list(folder)) found.set(name, folder);
		}
		return found;
	}

	/** Folders of finished imports whose logs are still to be moved up. */
	arrivals(): readonly string[] {
		const local = join(this.folder, localFolder);
		try {
			return this.#files
				.list(local)
				.filter((name) => arrival.test(name))
				.map((name) => join(local, name));
		} catch (error) {
			// It is only ours to use: what stands in its place must not keep anyone from reading.
			if (['ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) return [];
			throw error;
		}
	}

	#admit(name: string, folder: string): LogFile | undefined {
		const known = this.#logs.get(name);
		const id = sessionOfLog(name);
		if (known || id === undefined) return known;
		const log = new LogFile(name, id, folder);
		this.#logs.set(name, log);
		this.#unread.add(log);
		const logs = this.#logsOf.get(id);
		if (logs) logs.add(log);
		else this.#logsOf.set(id, new Set([log]));
		const lower = id.toLowerCase();
		if (!this.#taken.has(lower)) this.#taken.set(lower, id);
		return log;
	}

	#drop(log: LogFile): void {
		this.#forget(log);
		if (this.#logsOf.get(log.sessionId)?.size === 0) {
			this.#logsOf.delete(log.sessionId);
			this.#taken.delete(log.sessionId.toLowerCase());
		}
		this.#foldAnew(log.sessionId);
	}

	#forget(log: LogFile): void {
		this.#logs.delete(log.name);
		this.#unread.delete(log);
		this.#logsOf.get(log.sessionId)?.delete(log);
	}

	async #readLog(log: LogFile): Promise<void> {
		try {
			const key = this.#files.stat(log.path);
			if (!key || !log.isCurrent(key)) {
				const found = await log.readOn(this.#files);
				this.#unread.delete(log);
				if (found === 'replaced') await this.#readAnew(log);
				else this.take(log, found);
			}
			log.failure = undefined;
		} catch (error) {
			if (errnoOf(error) === undefined) throw error;
			if (errnoOf(error) === 'ENOENT') this.#miss(log);
			else log.failure = error;
		}
	}

	async #readAnew(log: LogFile): Promise<void> {
		const fresh = new LogFile(log.name, log.sessionId, log.folder);
		await fresh.readOn(this.#files);
		this.#forget(log);
		this.#logs.set(fresh.name, fresh);
		this.#logsOf.get(fresh.sessionId)?.add(fresh);
		this.#foldAnew(fresh.sessionId);
	}

	/** Gone, or moved up by whoever finished an import. */
	#miss(log: LogFile): void {
		this.#listed = undefined;
		if (log.folder !== this.folder && this.#files.stat(join(this.folder, log.name))) log.folder = this.folder;
		else this.#drop(log);
	}

	/** Takes in what came new in a log. */
	take(log: LogFile, records: readonly StoreRecord[]): void {
		const id = log.sessionId;
		for (const { at } of records) if (at > this.#latest) this.#latest = at;
		const fold = this.folds.get(id) ?? new SessionFold(id);
		const isNew = !this.folds.has(id);
		if (isNew && this.logsOf(id).some((each) => each.records.length > (each === log ? records.length : 0))) {
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
		const logs = this.logsOf(id);
		const purged = new Map<string, number>();
		for (const record of logs.flatMap((log) => log.records)) {
			if (record.type !== 'purge') continue;
			for (const { name, size } of record.logs) purged.set(name, Math.max(size, purged.get(name) ?? 0));
		}
		const living = logs.filter((log) => log.size > (purged.get(log.name) ?? -1));
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

/** A purge leaves a session record without a title. */
function isPresent(fold: SessionFold): boolean {
	return fold.session?.title !== undefined || fold.messages.size > 0;
}

function sameListing(a: FileKey | undefined, b: FileKey | undefined): boolean {
	return a !== undefined && b?.mtimeNs === a.mtimeNs && b.inode === a.inode && b.birthNs === a.birthNs;
}
