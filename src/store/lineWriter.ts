import { writeAll, type FileKey, type Files } from './files.js';
import { type LogLine, startOf } from './plan.js';
import { type MessageHead, type MessageRecord, recordsOfLine, type StoreRecord } from './records.js';

/** What a log holds that this process has just written. */
export interface WrittenLog {
	/** Of the file, once all was written. */
	readonly key: FileKey;
	readonly lines: readonly WrittenLine[];
	/** Its last bytes. */
	readonly end: Buffer;
}

/** A message's is where its text lies. */
export type WrittenRecord = Exclude<StoreRecord, MessageRecord> | MessageHead;

interface WrittenLine {
	readonly records: readonly WrittenRecord[];
	/** Bytes, its newline included. */
	readonly size: number;
}

/** Bytes that are written at a time; most logs have fewer. */
const writeSize = 1 << 20;
const littleRoom = 1 << 16;
/** Of the end so many bytes are kept. */
const endSize = 128;
const newline = Buffer.from('\n');

/** Writes lines to a file, many at a time, and keeps account of them. Throws what the file system throws. */
export class LineWriter {
	readonly #files: Files;
	readonly #file: number;
	readonly #lines: WrittenLine[] = [];
	#room = Buffer.allocUnsafe(littleRoom);
	#used = 0;
	#end = Buffer.alloc(0);

	constructor(files: Files, file: number) {
		this.#files = files;
		this.#file = file;
	}

	/** A text has its newline. */
	add(line: string | LogLine): void {
		if (typeof line === 'string') {
			const size = this.#add(Buffer.from(line));
			this.#lines.push({ records: recordsOfLine(line).map(withoutText), size });
		} else if ('body' in line) {
			// The head's object goes on with the fields of the body's.
			const size = this.#add(Buffer.from(startOf(line))) + this.#add(line.body.bytes.subarray(1));
			this.#lines.push({ records: [line.head], size: size + this.#add(newline) });
		} else this.add(`${JSON.stringify(line)}\n`);
	}

	/** Writes what is left. */
	end(): WrittenLog {
		this.#write(this.#room.subarray(0, this.#used));
		this.#used = 0;
		return { key: this.#files.keyOf(this.#file), lines: this.#lines, end: this.#end };
	}

	/** Gives how many there are. */
	#add(bytes: Uint8Array): number {
		if (this.#used + bytes.length > this.#room.length) {
			this.#write(this.#room.subarray(0, this.#used));
			this.#used = 0;
			if (this.#room.length < writeSize) this.#room = Buffer.allocUnsafeSlow(writeSize);
		}
		if (bytes.length > this.#room.length)
			this.#write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
		else {
			this.#room.set(bytes, this.#used);
			this.#used += bytes.length;
		}
		return bytes.length;
	}

	#write(bytes: Buffer): void {
		if (bytes.length === 0) return;
		writeAll(this.#files, this.#file, bytes);
		this.#end = Buffer.concat([this.#end, bytes.subarray(-endSize)]).subarray(-endSize);
	}
}

function withoutText(record: StoreRecord): WrittenRecord {
	if (record.type !== 'message') return record;
	const { type, id, at, op, after, role, timestamp } = record;
	return { type, id, at, op, after, role, timestamp };
}
