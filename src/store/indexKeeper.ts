import { StoreError } from './errors.js';
import { errnoOf, type FileKey, type Files } from './files.js';
import type { Folds } from './folds.js';
import type { LogFile } from './logFile.js';
import type { LogFolder } from './logFolder.js';
import type { Residents } from './residents.js';
import type { SessionFold } from './sessionFold.js';
import { readIndex, toKeep, writeIndex, type IndexedSession, type ToKeep } from './sessionIndex.js';

/** What the next opening would have to read, beyond what no index can hold, before a new index is worth its writing. */
const due = { bytes: 4 << 20, logs: 500 };
/** Milliseconds after a reading; by then its files are old enough to be told from changed ones. */
const delay = 2_500;

/** Spares an opening the reading of what an earlier one read. A cache: it says nothing that the logs do not. */
export class IndexKeeper {
	readonly #files: Files;
	readonly #logs: LogFolder;
	readonly #folds: Folds;
	readonly #residents: Residents;
	readonly #mayWrite: boolean;
	/** What the last index left out. */
	#left = { bytes: 0, logs: 0 };
	#timer: NodeJS.Timeout | undefined;

	constructor(files: Files, logs: LogFolder, folds: Folds, residents: Residents, mayWrite: boolean) {
		this.#mayWrite = mayWrite;
		this.#files = files;
		this.#logs = logs;
		this.#folds = folds;
		this.#residents = residents;
	}

	/** Takes in, of the logs that were listed and none of which was read, what the index knows of them. */
	recall(): void {
		const index = readIndex(this.#files, this.#logs.path);
		if (!index) return;
		for (const known of index) if (this.#recalls(known)) this.#folds.recall(known);
		for (const { sessionId } of this.#logs.unread) this.#folds.tree.forget(sessionId);
	}

	/** Takes the session's logs as read if they are the very files that the index knows. */
	#recalls(known: IndexedSession): boolean {
		const logs = this.#logs.of(known.id);
		if (logs.length === 0 || !known.hasAsMany(logs.length) || this.#folds.sessions.has(known.id))
			return false;
		for (const { name, path, folder } of logs) {
			const key = folder === this.#logs.path ? this.#keyOf(path) : undefined;
			if (!key || !known.knows(name, key)) return false;
		}
		// Only of what is here: a stamp that is nowhere else must not move the clock.
		this.#folds.pass(known.latestAt);
		for (const log of logs) {
			log.recall(known);
			this.#logs.wasRead(log);
		}
		return true;
	}

	#isThere(): boolean {
		return this.#keyOf(this.#logs.path) !== undefined;
	}

	#keyOf(path: string): FileKey | undefined {
		try {
			return this.#files.stat(path);
		} catch (error) {
			// Reading the log tells what is wrong with it.
			if (errnoOf(error) === undefined) throw error;
			return undefined;
		}
	}

	/** Writes a new index before long, if what changed is worth it. */
	keepSoon(): void {
		if (this.#timer !== undefined || !this.#isDue()) return;
		this.#timer = setTimeout(() => {
			this.keep();
		}, delay).unref();
	}

	/** Writes a new index now, if what changed is worth it. */
	keep(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		// What went since it was read must not come back for its index.
		if (!this.#isDue() || !this.#isThere()) return;
		const kept = new Map<string, ToKeep>();
		for (const [id, fold] of this.#folds.sessions) {
			const session = this.#toKeep(fold);
			if (session) kept.set(id, session);
		}
		try {
			writeIndex(this.#files, this.#logs.path, kept);
		} catch (error) {
			// The next opening reads the logs: slower, nothing else.
			if (!(error instanceof StoreError) && errnoOf(error) === undefined) throw error;
			return;
		}
		for (const id of kept.keys()) for (const log of this.#logs.of(id)) log.isIndexed = true;
		this.#left = this.#notIndexed();
	}

	#toKeep(fold: SessionFold): ToKeep | undefined {
		const summary = this.#residents.summaryOf(fold);
		const logs = this.#logs.of(fold.id);
		if (!summary || !logs.every((log) => this.#isInPlace(log))) return undefined;
		return toKeep(fold, summary, logs);
	}

	/** Whether it lies in the store's folder, as what it was when it was read. */
	#isInPlace(log: LogFile): boolean {
		if (log.folder !== this.#logs.path) return false;
		const key = log.key ?? this.#keyOf(log.path);
		return key !== undefined && log.isCurrent(key);
	}

	#isDue(): boolean {
		if (!this.#mayWrite) return false;
		const { bytes, logs } = this.#notIndexed();
		return bytes - this.#left.bytes >= due.bytes || logs - this.#left.logs >= due.logs;
	}

	#notIndexed(): { readonly bytes: number; readonly logs: number } {
		let [bytes, count] = [0, 0];
		for (const log of this.#logs.all()) {
			if (log.isIndexed) continue;
			bytes += log.size;
			count++;
		}
		return { bytes, logs: count };
	}
}
