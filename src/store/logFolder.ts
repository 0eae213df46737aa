import { join } from 'node:path';
import { errnoOf, type Files } from './files.js';
import { FolderMark } from './folderMark.js';
import { LogFile } from './logFile.js';
import type { PageCache } from './messagePages.js';
import type { Problem } from './model.js';
import { sessionOfLog } from './newIds.js';

export const localFolder = '.local';
/** A finished import whose logs are still to be moved up. */
export const arrival = /^in-[0-9a-z]+$/;

/** Of the names in `.local`, those of finished imports whose logs are still to be moved up. */
export function arrivalsAmong(names: readonly string[]): readonly string[] {
	return names.filter((name) => arrival.test(name));
}

/** The logs that lie in the store's folder, by name and by session. */
export class LogFolder {
	readonly path: string;
	readonly #files: Files;
	readonly #pages: PageCache;
	readonly #logs = new Map<string, LogFile>();
	readonly #bySession = new Map<string, readonly LogFile[]>();
	readonly #unread = new Set<LogFile>();
	#listed: FolderMark | undefined;
	#hasArrivals = false;
	/** The store's folder and that of the locks when all logs were last read, if all could be. */
	#allRead: readonly FolderMark[] | undefined;

	constructor(path: string, files: Files, pages: PageCache) {
		this.path = path;
		this.#files = files;
		this.#pages = pages;
	}

	all(): Iterable<LogFile> {
		return this.#logs.values();
	}

	/** Found in a listing and not read yet. */
	get unread(): Iterable<LogFile> {
		return this.#unread;
	}

	get hasUnread(): boolean {
		return this.#unread.size > 0;
	}

	of(sessionId: string): readonly LogFile[] {
		return this.#bySession.get(sessionId) ?? [];
	}

	has(log: LogFile): boolean {
		return this.#logs.get(log.name) === log;
	}

	/** The session that has the id, or one that a file system which folds case takes for it; purged ones keep theirs. */
	taken(id: string): string | undefined {
		const folded = id.toLowerCase();
		return this.#bySession.has(id)
			? id
			: [...this.#bySession.keys()].find((each) => each.toLowerCase() === folded);
	}

	problems(): readonly Problem[] {
		return [...this.#logs.values()].flatMap(({ name: file, failure, problems }) =>
			failure ? [...problems, { file, offset: 0, reason: `cannot be read: ${failure.message}` }] : problems,
		);
	}

	/** Why a log of the sessions (of any, when none are named) could not be read, if so. */
	failure(ids?: readonly string[]): Error | undefined {
		const logs = ids ? ids.flatMap((id) => this.of(id)) : [...this.#logs.values()];
		return logs.find(({ failure }) => failure)?.failure;
	}

	/** Whether names may have come or gone since the last listing. */
	isStale(): boolean {
		return this.#listed?.holds() !== true;
	}

	/** Whether the last listing met logs that are still to be moved up. */
	get hasArrivals(): boolean {
		return this.#hasArrivals;
	}

	/** Has the names listed anew: a write that failed may have left something in `.local` only. */
	forgetListing(): void {
		this.#listed = undefined;
	}

	/** To be called before all logs are read; the function that it gives, once they are. */
	beginReadingAll(): () => void {
		const marks = [this.path, join(this.path, localFolder)].map((path) => new FolderMark(this.#files, path));
		return () => {
			this.#allRead = this.failure() === undefined ? marks : undefined;
		};
	}

	/**
	 * Whether nobody wrote since all logs were last read. Whoever writes takes the lock and gives it back first, both by
	 * renaming in the locks' folder; whoever replaces files renames in the store's. Only a log changed in place by
	 * something else than a store goes unnoticed here.
	 */
	isAllRead(): boolean {
		return this.#allRead?.every((mark) => mark.holds()) === true;
	}

	/** Lists the names anew; gives the sessions that lost a log. */
	list(): readonly string[] {
		const mark = new FolderMark(this.#files, this.path);
		const found = this.#find();
		this.#listed = mark;
		if (this.#logs.size === 0) {
			for (const [name, folder] of found) this.admit(name, folder);
			return [];
		}
		const gone = [...this.#logs.values()].filter((log) => !found.has(log.name));
		for (const log of gone) this.#drop(log);
		for (const [name, folder] of found) {
			const log = this.#logs.get(name);
			if (log) log.folder = folder;
			else this.admit(name, folder);
		}
		return gone.map(({ sessionId }) => sessionId);
	}

	/** File names and the folders where they lie. */
	#find(): ReadonlyMap<string, string> {
		const found = new Map<string, string>();
		// Arrivals first: a log that is moved up meanwhile is then seen in one of the two places.
		const arrivals = this.#arrivals();
		this.#hasArrivals = arrivals.length > 0;
		for (const folder of [...arrivals, this.path]) {
			for (const name of this.#files.list(folder)) found.set(name, folder);
		}
		return found;
	}

	/** Folders of finished imports whose logs are still to be moved up. */
	#arrivals(): readonly string[] {
		const local = join(this.path, localFolder);
		try {
			return arrivalsAmong(this.#files.list(local)).map((name) => join(local, name));
		} catch (error) {
			// It is only ours to use: what stands in its place must not keep anyone from reading.
			if (['ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) return [];
			throw error;
		}
	}

	/** The log of that name, known from now on; undefined when the name is no log's. */
	admit(name: string, folder = this.path): LogFile | undefined {
		const known = this.#logs.get(name);
		const id = sessionOfLog(name);
		if (known || id === undefined) return known;
		const log = new LogFile(name, id, folder, this.#pages);
		this.#logs.set(name, log);
		this.#unread.add(log);
		const logs = this.#bySession.get(id);
		this.#bySession.set(id, logs ? [...logs, log] : [log]);
		return log;
	}

	/** The same file, of which nothing is read. */
	sameAs({ name, sessionId, folder }: LogFile): LogFile {
		return new LogFile(name, sessionId, folder, this.#pages);
	}

	wasRead(log: LogFile): void {
		this.#unread.delete(log);
	}

	/** The file was replaced: what was read of it before does not count. */
	replace(log: LogFile, fresh: LogFile): void {
		this.#logs.set(fresh.name, fresh);
		this.#unread.delete(log);
		this.#bySession.set(
			log.sessionId,
			this.of(log.sessionId).map((each) => (each === log ? fresh : each)),
		);
	}

	/** Whether a log that is not where it was is gone, not only moved up by whoever finished an import. */
	isGone(log: LogFile): boolean {
		this.#listed = undefined;
		if (log.folder !== this.path && this.#files.stat(join(this.path, log.name))) {
			log.folder = this.path;
			return false;
		}
		this.#drop(log);
		return true;
	}

	#drop(log: LogFile): void {
		const { name, sessionId } = log;
		this.#logs.delete(name);
		this.#unread.delete(log);
		const logs = this.of(sessionId).filter((each) => each !== log);
		if (logs.length > 0) this.#bySession.set(sessionId, logs);
		else this.#bySession.delete(sessionId);
	}
}
