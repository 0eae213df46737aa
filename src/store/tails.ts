import { errnoOf, hasSameBytes, isSameFile, readAll, type Files } from './files.js';
import { forEachLine } from './lines.js';
import type { LogFile } from './logFile.js';
import { recordsOfLine, type MessageRecord, type StoreRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';

/** Bytes of a log's end that are read. */
const tailSize = 256 << 10;

type Records = ReadonlyMap<string, MessageRecord>;

/** The ends of sleeping sessions' transcripts, which are looked at first and most: read without all that is before. */
export class Tails {
	readonly #files: Files;
	/** What was read last, and of which bytes. */
	#latest: { readonly log: LogFile; readonly key: LogFile['key']; readonly records: Records } | undefined;

	constructor(files: Files) {
		this.#files = files;
	}

	/**
	 * The messages of a sleeping session's transcript from an index on. Undefined: the end of its log does not hold them
	 * all, or its log is another one than was read, so that it has to wake.
	 */
	from(
		{ isAsleep, summary, head }: SessionFold,
		logs: readonly LogFile[],
		start: number,
	): MessageRecord[] | undefined {
		const [log] = logs;
		if (!Number.isInteger(start) || start < 0) return undefined;
		if (!isAsleep || !summary?.isAlone || !log || logs.length > 1) return undefined;
		const records = this.#read(log);
		const found: MessageRecord[] = [];
		let at = head;
		for (let index = summary.messageCount - 1; index >= start; index--) {
			const record = at === null ? undefined : records?.get(at);
			if (!record) return undefined;
			found.push(record);
			at = record.after;
		}
		return found.reverse();
	}

	#read(log: LogFile): Records | undefined {
		if (this.#latest?.log === log && this.#latest.key === log.key) return this.#latest.records;
		try {
			const bytes = this.#bytesOf(log);
			if (!bytes) return undefined;
			const records = new Map<string, MessageRecord>();
			forEachLine(bytes, (text) => {
				for (const record of readable(text)) if (record.type === 'message') put(records, record);
			});
			this.#latest = { log, key: log.key, records };
			return records;
		} catch (error) {
			// Whoever wakes the session meets it again, and tells.
			if (errnoOf(error) === undefined) throw error;
			return undefined;
		}
	}

	/** Whole lines. */
	#bytesOf({ path, key }: LogFile): Buffer | undefined {
		const file = this.#files.open(path, 'read');
		try {
			const found = this.#files.keyOf(file);
			if (!key || !isSameFile(found, key) || !hasSameBytes(found, key)) return undefined;
			const bytes = Buffer.allocUnsafe(Math.min(tailSize, key.size));
			if (readAll(this.#files, file, bytes, key.size - bytes.length) < bytes.length) return undefined;
			return bytes.length < key.size ? bytes.subarray(bytes.indexOf('\n') + 1) : bytes;
		} finally {
			this.#files.close(file);
		}
	}
}

/** Of two with one id the earlier counts. */
function put(records: Map<string, MessageRecord>, record: MessageRecord): void {
	const other = records.get(record.id);
	if (!other || record.at < other.at) records.set(record.id, record);
}

/** A log of a sleeping session has no line that does not count, unless it was changed since it was looked at. */
function readable(text: string | undefined): readonly StoreRecord[] {
	try {
		return recordsOfLine(text);
	} catch {
		return [];
	}
}
