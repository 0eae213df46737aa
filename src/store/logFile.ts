import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { FileKey, Files } from './files.js';
import type { Problem } from './model.js';
import { formatVersion, parseLine, type LogRecord, type StoreRecord } from './records.js';

const chunkSize = 1 << 20;
/** How much of what was read last must be unchanged for the rest to be taken as read. */
const proofSize = 128;
const newline = 10;

/** One append-only file: what was read of it so far. */
export class LogFile {
	readonly name: string;
	readonly sessionId: string;
	path: string;
	readonly records: StoreRecord[] = [];
	readonly problems: Problem[] = [];
	/** The log's own first record; without it the log is read but not continued. */
	header: LogRecord | undefined;
	/** Bytes up to and with the last newline read. */
	offset = 0;
	/** Whether bytes follow the last newline: a line that a crash tore, or that is being written. */
	torn = false;
	#key: FileKey | undefined;
	#proof = Buffer.alloc(0);
	/** The unfinished last line, when it counted already. */
	#tail = Buffer.alloc(0);

	constructor(name: string, sessionId: string, path: string) {
		this.name = name;
		this.sessionId = sessionId;
		this.path = path;
	}

	get size(): number {
		return this.#key?.size ?? 0;
	}

	get newerVersion(): boolean {
		return (this.header?.v ?? formatVersion) > formatVersion;
	}

	/** Whether the file is as it was when it was last read. */
	isCurrent(key: FileKey): boolean {
		return (
			this.#key !== undefined &&
			isSame(this.#key, key) &&
			this.#key.size === key.size &&
			this.#key.mtimeNs === key.mtimeNs
		);
	}

	/**
	 * Reads what came since; gives the new records, or `replaced` when what was read before is no longer what the file
	 * says, so that this object must be thrown away.
	 */
	async readOn(files: Files): Promise<readonly StoreRecord[] | 'replaced'> {
		const file = files.open(this.path, 'read');
		try {
			const key = files.keyOf(file);
			if (this.#key && !this.#provesRead(files, file, key)) return 'replaced';
			const from = this.records.length;
			await this.#readLines(files, file);
			this.#key = files.keyOf(file);
			return this.records.slice(from);
		} finally {
			files.close(file);
		}
	}

	/** What this process has just appended, which it need not read. */
	appended(files: Files, file: number, bytes: Buffer, records: readonly StoreRecord[]): void {
		this.records.push(...records);
		this.offset += bytes.length;
		this.torn = false;
		this.#tail = Buffer.alloc(0);
		this.#remember(bytes);
		this.#key = files.keyOf(file);
	}

	#provesRead(files: Files, file: number, key: FileKey): boolean {
		if (!this.#key || !isSame(this.#key, key) || key.size < this.offset) return false;
		const expected = Buffer.concat([this.#proof, this.#tail]);
		const found = Buffer.alloc(expected.length);
		readFully(files, file, found, this.offset - this.#proof.length);
		return found.equals(expected);
	}

	async #readLines(files: Files, file: number): Promise<void> {
		let rest = Buffer.alloc(0);
		this.#tail = rest;
		const chunk = Buffer.alloc(chunkSize);
		for (let position = this.offset; ;) {
			const count = files.read(file, chunk, position);
			if (count === 0) break;
			position += count;
			const bytes =
				rest.length === 0 ? chunk.subarray(0, count) : Buffer.concat([rest, chunk.subarray(0, count)]);
			rest = Buffer.from(this.#takeLines(bytes));
			// One long file must not hold up everything else that runs in this process.
			if (count === chunkSize) await setImmediate();
		}
		this.torn = rest.length > 0;
		// Whole JSON counts even before its newline; the line is read again when the newline is there.
		if (this.torn) this.#takeTail(rest);
	}

	/** Gives what follows the last newline. */
	#takeLines(bytes: Buffer): Buffer {
		let start = 0;
		for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
			this.#takeLine(bytes.subarray(start, end));
			this.offset += end - start + 1;
			start = end + 1;
		}
		this.#remember(bytes.subarray(0, start));
		return bytes.subarray(start);
	}

	#takeLine(line: Buffer): void {
		try {
			this.#take(line);
		} catch (error) {
			const reason =
				error instanceof SyntaxError ? 'not JSON' : error instanceof Error ? error.message : String(error);
			this.problems.push({ file: this.name, offset: this.offset, reason });
		}
	}

	#takeTail(line: Buffer<ArrayBuffer>): void {
		try {
			this.#take(line);
			this.#tail = line;
		} catch {
			// Not whole: a crash tore it or it is still being written. The next writer closes the line.
		}
	}

	#take(line: Buffer): void {
		const text = line.toString('utf8');
		if (text.trim() === '') return;
		if (text.includes('\uFFFD') && !isUtf8(line)) throw new TypeError('not UTF-8');
		for (const record of parseLine(text)) {
			// A line of another session's log has strayed in, by a merge or a copy.
			if (record.type !== 'message' && record.session !== this.sessionId) continue;
			if (record.type === 'log' && this.offset === 0) this.header ??= record;
			this.records.push(record);
		}
	}

	#remember(bytes: Buffer): void {
		const proof = bytes.length >= proofSize ? bytes : Buffer.concat([this.#proof, bytes]);
		this.#proof = Buffer.from(proof.subarray(Math.max(0, proof.length - proofSize)));
	}
}

function isSame(a: FileKey, b: FileKey): boolean {
	return a.inode === b.inode && a.birthNs === b.birthNs;
}

function readFully(files: Files, file: number, into: Buffer, position: number): void {
	for (let done = 0; done < into.length;) {
		const count = files.read(file, into.subarray(done), position + done);
		if (count === 0) return;
		done += count;
	}
}
