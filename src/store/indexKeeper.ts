import { StoreError } from './errors.js';
import { errnoOf, type Files } from './files.js';
import type { Folds } from './folds.js';
import type { LogFolder } from './logFolder.js';
import type { Residents } from './residents.js';
import type { SessionFold } from './sessionFold.js';
import { indexed, readIndex, recall, writeIndex, type IndexedSession } from './sessionIndex.js';

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

	/** Takes in, of the logs that were listed and not read yet, what the index knows of them. */
	recall(): void {
		const index = readIndex(this.#files, this.#logs.path);
		if (!index) return;
		this.#folds.pass(index.latest);
		for (const id of new Set([...this.#logs.unread].map(({ sessionId }) => sessionId))) {
			const known = index.sessions.get(id);
			const unfold = known && this.#recalled(id, known);
			if (unfold) this.#folds.recall(id, unfold);
			else this.#folds.tree.forget(id);
		}
	}

	#recalled(id: string, known: IndexedSession): (() => SessionFold) | undefined {
		const logs = this.#logs.of(id);
		if (logs.some(({ folder }) => folder !== this.#logs.path)) return undefined;
		try {
			const unfold = recall(known, logs, this.#files);
			if (unfold) for (const log of logs) this.#logs.wasRead(log);
			return unfold;
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
		if (!this.#isDue()) return;
		const kept = new Map<string, IndexedSession>();
		for (const [id, fold] of this.#folds.sessions) {
			const session = this.#indexed(fold);
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

	#indexed(fold: SessionFold): IndexedSession | undefined {
		const summary = this.#residents.summaryOf(fold);
		const logs = this.#logs.of(fold.id);
		if (!summary || logs.some(({ folder }) => folder !== this.#logs.path)) return undefined;
		return indexed(fold, summary, logs);
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
