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
	readonly #logs = new Map<string, Map<string, LogFile>>();
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
			for (const id of this.#forest.build(this.folds)) this.#structure.add(id);
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
		return [...(this.#logs.get(id)?.values() ?? [])];
	}

	problems(): readonly Problem[] {
		return [...this.#logs.values()].flatMap((logs) => [...logs.values()].flatMap((log) => log.problems));
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

	/** Reads what was written since: by the sessions' logs, or by all when none are named. */
	async catchUp(ids?: readonly string[]): Promise<void> {
		const turn = this.#turn.then(() => this.#catchUp(ids));
		this.#turn = turn.catch(() => undefined);
		await turn;
	}

	async #catchUp(ids: readonly string[] | undefined): Promise<void> {
		const isStale = !this.#listed?.settled || !sameListing(this.#listed.key, this.#files.stat(this.folder));
		if (ids === undefined || isStale) this.list();
		let since = performance.now();
		for (const id of ids ?? [...this.#logs.keys()]) {
			for (const log of this.logsOf(id)) await this.#readLog(log);
			if (performance.now() - since < stint) continue;
			await setImmediate();
			since = performance.now();
		}
	}

	/** Lists the logs anew. Whoever begins a log asks for it first. */
	list(): void {
		const key = this.#files.stat(this.folder);
		const now = BigInt(Date.now()) * 1_000_000n;
		this.#listed = { key, settled: key !== undefined && now - key.mtimeNs > coarseTick };
		const paths = this.#paths();
		for (const logs of this.#logs.values()) {
			for (const log of [...logs.values()]) {
				const path = paths.get(log.name);
				if (path === undefined) this.#drop(log);
				else log.path = path;
			}
		}
		for (const [name, path] of paths) this.#admit(name, path);
	}

	/** Arrivals first: a log that is moved up meanwhile is then seen in one of the two places. */
	#paths(): ReadonlyMap<string, string> {
		const paths = new Map<string, string>();
		for (const folder of [...this.arrivals(), this.folder]) {
			for (const name of this.#files.list(folder)) paths.set(name, join(folder, name));
		}
		return paths;
	}

	/** Folders of finished imports whose logs are still to be moved up. */
	arrivals(): readonly string[] {
		const local = join(this.folder, localFolder);
		return this.#files
			.list(local)
			.filter((name) => arrival.test(name))
			.map((name) => join(local, name));
	}

	#admit(name: string, path: string): LogFile | undefined {
		const id = sessionOfLog(name);
		if (id === undefined) return undefined;
		const logs = this.#logs.get(id) ?? new Map<string, LogFile>();
		const known = logs.get(name);
		if (known) return known;
		const log = new LogFile(name, id, path);
		this.#logs.set(id, logs.set(name, log));
		const lower = id.toLowerCase();
		if (!this.#taken.has(lower)) this.#taken.set(lower, id);
		return log;
	}

	#drop(log: LogFile): void {
		const logs = this.#logs.get(log.sessionId);
		logs?.delete(log.name);
		if (logs?.size === 0) {
			this.#logs.delete(log.sessionId);
			this.#taken.delete(log.sessionId.toLowerCase());
		}
		this.#foldAnew(log.sessionId);
	}

	async #readLog(log: LogFile): Promise<void> {
		const key = this.#files.stat(log.path);
		if (key && log.isCurrent(key)) return;
		try {
			const found = await log.readOn(this.#files);
			if (found !== 'replaced') {
				this.take(log, found);
				return;
			}
			const fresh = new LogFile(log.name, log.sessionId, log.path);
			await fresh.readOn(this.#files);
			this.#logs.get(log.sessionId)?.set(log.name, fresh);
			this.#foldAnew(log.sessionId);
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') this.#miss(log);
			else
				log.problems.splice(0, Infinity, {
					file: log.name,
					offset: 0,
					reason: `cannot be read: ${String(error)}`,
				});
		}
	}

	/** Gone, or moved up by whoever finished an import. */
	#miss(log: LogFile): void {
		const moved = join(this.folder, log.name);
		this.#listed = undefined;
		if (log.path !== moved && this.#files.stat(moved)) log.path = moved;
		else this.#drop(log);
	}

	/** Adds a log that this process has just begun. */
	begin(name: string, sessionId: string): LogFile {
		const log = this.#admit(name, join(this.folder, name));
		if (!log) throw new RangeError(`${name} is no name of a log of ${sessionId}`);
		return log;
	}

	/** Takes in what came new in a log. */
	take(log: LogFile, records: readonly StoreRecord[]): void {
		const id = log.sessionId;
		for (const { at } of records) if (at > this.#latest) this.#latest = at;
		const fold = this.folds.get(id) ?? new SessionFold(id);
		const isNew = !this.folds.has(id);
		if (
			isNew &&
			this.logsOf(id).reduce((count, { records: all }) => count + all.length, 0) > records.length
		) {
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
		for (const log of logs) {
			for (const record of log.records) {
				if (record.type !== 'purge') continue;
				for (const { name, size } of record.logs) purged.set(name, Math.max(size, purged.get(name) ?? 0));
			}
		}
		const living = logs.filter((log) => log.size > (purged.get(log.name) ?? -1));
		const fold = foldSession(
			id,
			living.flatMap((log) => log.records),
		);
		fold.newerVersion = living.some((log) => log.newerVersion);
		for (const { at } of living.flatMap((log) => log.records)) if (at > this.#latest) this.#latest = at;
		if (isPresent(fold)) this.folds.set(id, fold);
		else this.folds.delete(id);
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
