import { sep } from 'node:path';
import { hasSameBytes, isSameFile, type FileKey, type Files } from './files.js';
import { lineHash } from './fileLines.js';
import { forEachLine, textOf } from './lines.js';
import type { WrittenLog, WrittenRecord } from './lineWriter.js';
import { headerOf, type LogHeader } from './logHeader.js';
import { LogPages } from './logPages.js';
import { proofOf, proofOfAppended, standsAt } from './logProof.js';
import type { PageCache } from './messagePages.js';
import type { Problem } from './model.js';
import { Pace } from './pace.js';
import { formatVersion, recordsOfLine, type LogRecord, type StoreRecord } from './records.js';
import type { LoggedRecord } from './sessionFold.js';

const chunkSize = 1 << 18;
const strayed = 'a record of another session';
const newlineSize = 1;
const none = Buffer.alloc(0);
/** What is read stays in it only until the reading goes on. */
const scratch = Buffer.allocUnsafeSlow(chunkSize);

/** Knows what a log said of itself when it was read last. */
interface Recalled {
	headerOf(name: string): LogHeader | undefined;
	knows(name: string, key: FileKey): boolean;
}

/** One append-only file: what was read of it so far. */
export class LogFile {
	readonly name: string;
	readonly sessionId: string;
	#folder: string;
	#path: string;
	readonly records: LoggedRecord[] = [];
	readonly #problems: Problem[] = [];
	#header: LogHeader | undefined;
	/** Where its header is to be had when it was not read. */
	#recalled: Recalled | undefined;
	/** The command that began it, and with how many others. */
	together: { readonly op: string; readonly logs: number } | undefined;
	/** A newer version of the format speaks in it. */
	newerVersion = false;
	/** A purge is written in it. */
	hasPurge = false;
	/** The index holds it as it was when it was last read. */
	isIndexed = false;
	/** Why the latest reading failed. */
	failure: Error | undefined;
	/** The latest stamp in it, in whole microseconds. */
	latestAt = 0;
	/** Bytes up to and with the last newline read. */
	offset = 0;
	/** Bytes read. More than `offset`: a line follows that a crash tore, or that is being written. */
	size = 0;
	readonly #cache: PageCache;
	/** None while nothing of it was read. */
	#laidOut: LogPages | undefined;
	#isAsleep = false;
	#key: FileKey | undefined;
	/** The last bytes before `offset`. */
	#proof: Buffer = none;
	/** The unfinished last line, when it counted already. */
	#tail = none;
	/** Why the unfinished last line does not count. */
	#tailProblem: Problem | undefined;

	constructor(name: string, sessionId: string, folder: string, pages: PageCache) {
		this.name = name;
		this.sessionId = sessionId;
		this.#folder = folder;
		this.#path = `${folder}${sep}${name}`;
		this.#cache = pages;
	}

	/** One that nobody wrote to nor has read again, though in all of it there is nothing wrong. */
	get isAsleep(): boolean {
		return this.#isAsleep;
	}

	get #pages(): LogPages {
		return (this.#laidOut ??= new LogPages(this, this.#cache));
	}

	/** Whether all of it was read and counts. */
	get isSound(): boolean {
		const isWhole = this.wasRead && this.header !== undefined && !this.torn;
		return isWhole && !this.newerVersion && !this.isDamaged;
	}

	/** Whether some of it could not be read. */
	get isDamaged(): boolean {
		return this.failure !== undefined || this.#problems.length > 0 || this.#tailProblem !== undefined;
	}

	get wasRead(): boolean {
		return this.#key !== undefined || this.#recalled !== undefined;
	}

	/** As it was when it was last read; undefined also while only the index knows. */
	get key(): FileKey | undefined {
		return this.#key;
	}

	/** Where it lies: the store's folder, or that of a finished import. */
	get folder(): string {
		return this.#folder;
	}

	set folder(folder: string) {
		if (folder === this.#folder) return;
		this.#folder = folder;
		this.#path = `${folder}${sep}${this.name}`;
	}

	/** The log's own first record; without it the log is read but not continued. */
	get header(): LogHeader | undefined {
		return (this.#header ??= this.#recalled?.headerOf(this.name));
	}

	get path(): string {
		return this.#path;
	}

	/** The lines that do not count, or not all of them. */
	get problems(): readonly Problem[] {
		return this.#tailProblem ? [...this.#problems, this.#tailProblem] : this.#problems;
	}

	get torn(): boolean {
		return this.size > this.offset;
	}

	/** Whether the file is as it was when it was last read. */
	isCurrent(key: FileKey): boolean {
		if (this.#key) return isSameFile(this.#key, key) && hasSameBytes(this.#key, key);
		if (this.#recalled?.knows(this.name, key) !== true) return false;
		this.#wasOf(key);
		return true;
	}

	#wasOf(key: FileKey): void {
		this.#key = key;
		this.offset = key.size;
		this.size = key.size;
	}

	/** Forgets the records, not which file it was; to know more it has to be read anew, as another object. */
	sleep(): void {
		this.records.length = 0;
		this.#laidOut = undefined;
		this.#isAsleep = true;
	}

	/** Takes it as read and asleep: it is the very file that `recalled` knows. */
	recall(recalled: Recalled): void {
		this.#recalled = recalled;
		this.isIndexed = true;
		this.#isAsleep = true;
	}

	/**
	 * Reads what came since; gives the new records, or `replaced` when what was read before is no longer what the file
	 * says, or it became shorter just now, so that this object must be thrown away.
	 */
	async readOn(files: Files): Promise<readonly LoggedRecord[] | 'replaced'> {
		const file = files.open(this.path, 'read');
		try {
			// Taken before the bytes: what is appended meanwhile is news to the next reading.
			const key = files.keyOf(file);
			if (this.#key && !this.#provesRead(files, file, key)) return 'replaced';
			const from = this.records.length;
			const rewind = this.#mark();
			try {
				await this.#readLines(files, file, key.size);
			} catch (error) {
				rewind();
				throw error;
			}
			if (this.size < key.size && files.keyOf(file).size < key.size) {
				rewind();
				return 'replaced';
			}
			this.#key = key;
			this.isIndexed = false;
			this.#pages.shelve();
			return this.records.slice(from);
		} finally {
			files.close(file);
		}
	}

	/** What this process has just appended and nobody has read since. */
	appended(key: FileKey, bytes: Buffer, records: readonly StoreRecord[]): readonly LoggedRecord[] {
		const from = this.records.length;
		this.#keep(records, bytes.length);
		this.#pages.shelve();
		this.offset += bytes.length;
		this.size = this.offset;
		this.#proof = proofOfAppended(this.#proof, bytes);
		this.#key = key;
		this.isIndexed = false;
		return this.records.slice(from);
	}

	/** Takes in what this process has just written to it, of which nothing was read, where it is still that alone. */
	written(key: FileKey, { key: before, lines, end }: WrittenLog): readonly LoggedRecord[] | undefined {
		const isSame = isSameFile(before, key) && before.size === key.size && before.mtimeNs === key.mtimeNs;
		if (!isSame || this.wasRead) return undefined;
		for (const { records, size } of lines) {
			this.#keep(records, size - newlineSize);
			this.offset += size;
		}
		this.size = this.offset;
		this.#proof = proofOf(this.#proof, end);
		this.#key = key;
		this.#pages.shelve();
		return this.records.slice();
	}

	/** Gives what forgets a reading that failed half way: its records were never handed on. */
	#mark(): () => void {
		const { newerVersion, offset, size } = this;
		const header = this.#header;
		const [records, problems] = [this.records.length, this.#problems.length];
		const [proof, tail, tailProblem] = [this.#proof, this.#tail, this.#tailProblem];
		return () => {
			this.records.length = records;
			this.#problems.length = problems;
			Object.assign(this, { newerVersion, offset, size });
			this.#header = header;
			this.#proof = proof;
			this.#tail = tail;
			this.#tailProblem = tailProblem;
			this.#pages.turn();
		};
	}

	#provesRead(files: Files, file: number, key: FileKey): boolean {
		if (!this.#key || !isSameFile(this.#key, key) || key.size < this.offset) return false;
		// Nothing was appended, yet the file was written to: in place, who knows where.
		if (key.size === this.size && !hasSameBytes(this.#key, key)) return false;
		const expected = Buffer.concat([this.#proof, this.#tail]);
		return standsAt(files, file, expected, this.offset - this.#proof.length);
	}

	async #readLines(files: Files, file: number, size: number): Promise<void> {
		let rest = none;
		this.#tail = none;
		this.#tailProblem = undefined;
		const pace = new Pace();
		let position = this.offset;
		while (position < size) {
			// A line that fills a chunk is a long one: the next step is as long as what is there of it.
			const step = Math.min(size - position, Math.max(chunkSize - rest.length, rest.length));
			const chunk = rest.length + step > chunkSize ? Buffer.allocUnsafe(rest.length + step) : scratch;
			rest.copy(chunk);
			const count = files.read(file, chunk.subarray(rest.length, rest.length + step), position);
			if (count === 0) break;
			position += count;
			// Whoever reads next uses the same chunk.
			rest = Buffer.from(this.#takeLines(chunk.subarray(0, rest.length + count)));
			// One long file must not hold up everything else that runs in this process.
			if (pace.isDue) await pace.rest();
		}
		this.size = position;
		// Whole JSON counts even before its newline; the line is read again when the newline is there.
		if (this.torn) this.#takeTail(rest);
	}

	/** Gives what follows the last newline. */
	#takeLines(bytes: Buffer): Buffer {
		const begin = this.offset;
		const taken = forEachLine(bytes, (text, start, end) => {
			this.#takeLine(text, bytes, start, end);
			this.offset = begin + end + 1;
		});
		this.#proof = proofOf(this.#proof, bytes.subarray(0, taken));
		return bytes.subarray(taken);
	}

	#takeLine(text: string | undefined, bytes: Buffer, start: number, end: number): void {
		try {
			const found = this.#keep(recordsOfLine(text), end - start);
			if (found === 'strayed') this.#problems.push(this.#problem(strayed, bytes.subarray(start, end)));
		} catch (error) {
			const reason =
				error instanceof SyntaxError ? 'not JSON' : error instanceof Error ? error.message : String(error);
			this.#problems.push(this.#problem(reason, bytes.subarray(start, end)));
		}
	}

	#takeTail(line: Buffer<ArrayBuffer>): void {
		try {
			const found = this.#keep(recordsOfLine(textOf(line)), line.length);
			if (found === 'strayed') this.#tailProblem = this.#problem(strayed, line);
			this.#tail = line;
		} catch {
			// The next writer closes the line.
			this.#tailProblem = this.#problem('not whole: a crash tore it, or it is still being written', line);
		}
	}

	#problem(reason: string, line: Buffer): Problem {
		return { file: this.name, offset: this.offset, reason, line: lineHash(line) };
	}

	/**
	 * `size`: bytes of the line that they stand in, which begins at `offset`. Tells whether a record of another session
	 * was passed over, which a merge or a copy left here.
	 */
	#keep(records: readonly WrittenRecord[] | readonly StoreRecord[], size: number): 'strayed' | 'taken' {
		let found: 'strayed' | 'taken' = 'taken';
		this.#pages.begin(this.offset);
		for (const record of records) {
			if (record.type === 'message') {
				this.#push(this.#pages.add(record), record.at);
				continue;
			}
			if (record.session !== this.sessionId) {
				found = 'strayed';
				continue;
			}
			if (record.type === 'log') this.#takeHeader(record);
			else if (record.type === 'purge') this.hasPurge = true;
			this.#push(record, record.at);
		}
		this.#pages.end(this.offset + size);
		return found;
	}

	#push(record: LoggedRecord, at: number): void {
		this.records.push(record);
		if (at > this.latestAt) this.latestAt = at;
	}

	#takeHeader(record: LogRecord): void {
		if (record.v > formatVersion) this.newerVersion = true;
		if (this.offset > 0 || this.#header) return;
		const { op, logs } = record;
		this.#header = headerOf(record);
		if (logs !== undefined) this.together = { op, logs };
	}
}
