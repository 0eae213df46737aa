import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errnoOf, readAll, writeAll, type FileKey, type Files } from './files.js';
import type { LogFile } from './logFile.js';
import type { LogHeader } from './logHeader.js';
import { localFolder } from './logFolder.js';
import { SessionFold, type JournalRecord, type Summary } from './sessionFold.js';

const version = 2;
/** A file changed again within what its clock ticks by may look as if it had not been, in nanoseconds. */
const coarseTick = 2_000_000_000n;

/** What is known of a session, as a line of the index holds it. */
export interface Known {
	/** In the order of its logs. */
	readonly headers: readonly LogHeader[];
	readonly head: string | null;
	readonly updatedAt: number;
	readonly latestAt: number;
	readonly messageCount: number;
	readonly isAlone: boolean;
	readonly snapshots: readonly (readonly [string, number])[];
	readonly journal: readonly JournalRecord[];
}

/** A log's name and what its file was: size, mtime, ctime, inode, birth time. Beyond 2^53 they are rounded. */
type LogKey = readonly [string, number, number, number, number, number];
const keyLength = 6;

/** What is to be kept of a session. */
export interface ToKeep {
	readonly logs: readonly LogKey[];
	readonly known: Known;
}

/**
 * The index's first line. For each session its id, the bytes of its own line, the latest stamp in it, how many logs it
 * has, and their keys, all in one list: ten thousand small ones would take longer to make than the files to look at.
 */
type Contents = readonly (string | number)[];
/** How many of them come before the keys. */
const entryLength = 4;

/** A session whose logs were read before. */
export class IndexedSession {
	readonly id: string;
	readonly latestAt: number;
	readonly #contents: Contents;
	/** Where its logs' keys are. */
	readonly #from: number;
	readonly #to: number;
	readonly #lines: Buffer;
	readonly #start: number;
	readonly #end: number;

	constructor(
		id: string,
		[contents, from, to]: readonly [Contents, number, number],
		[lines, start, end]: readonly [Buffer, number, number],
	) {
		this.id = id;
		this.latestAt = Number(contents[from - 2]);
		this.#contents = contents;
		this.#from = from;
		this.#to = to;
		this.#lines = lines;
		this.#start = start;
		this.#end = end;
	}

	/** Whether its logs are these. */
	hasAsMany(logs: number): boolean {
		return this.#to - this.#from === logs * keyLength;
	}

	/** Whether a log of that name was this very file. */
	knows(name: string, { size, mtimeNs, ctimeNs, inode, birthNs }: FileKey): boolean {
		const at = this.#placeOf(name);
		const kept = this.#contents;
		return (
			at < this.#to &&
			kept[at + 1] === size &&
			kept[at + 2] === Number(mtimeNs) &&
			kept[at + 3] === Number(ctimeNs) &&
			kept[at + 4] === Number(inode) &&
			kept[at + 5] === Number(birthNs)
		);
	}

	/** Of a log's key; the end where there is none. */
	#placeOf(name: string): number {
		let at = this.#from;
		while (at < this.#to && this.#contents[at] !== name) at += keyLength;
		return at;
	}

	/** Throws `SyntaxError` where somebody put another text in its place. */
	known(): Known {
		return JSON.parse(this.#lines.toString('utf8', this.#start, this.#end)) as Known;
	}

	headerOf(name: string): LogHeader | undefined {
		return this.known().headers[(this.#placeOf(name) - this.#from) / keyLength];
	}

	/** The session, asleep. */
	fold(): SessionFold {
		const { head, updatedAt, latestAt, messageCount, isAlone, snapshots, journal } = this.known();
		const summary = { messageCount, isAlone, snapshots: new Map(snapshots) };
		return SessionFold.asleep(this.id, journal, { head, updatedAt, latestAt, summary });
	}
}

export type Index = readonly IndexedSession[];

/** Where the index of a store lies. */
export function indexPath(folder: string): string {
	return join(folder, localFolder, 'index', 'sessions.jsonl');
}

/**
 * What an earlier process knew of the sessions; undefined when there is no index, or a damaged one. A session counts
 * only if all its logs are the very files that they were then.
 */
export function readIndex(files: Files, folder: string): Index | undefined {
	try {
		const bytes = readWhole(files, indexPath(folder));
		const body = bytes.subarray(bytes.indexOf('\n') + 1);
		if (bytes.toString('latin1', 0, bytes.length - body.length) !== titleOf(body)) return undefined;
		const end = body.indexOf('\n');
		return sessionsOf(body, end + 1, JSON.parse(body.toString('utf8', 0, end)));
	} catch (error) {
		// What cannot be read of a cache is read from what it stands for.
		if (errnoOf(error) !== undefined || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Undefined where the first line is another text than was written; `start`: where the sessions' own lines begin. */
function sessionsOf(lines: Buffer, start: number, contents: unknown): Index | undefined {
	if (!Array.isArray(contents)) return undefined;
	const sessions: IndexedSession[] = [];
	// Read as it lies there: ten thousand small lists would take longer to make than the files to look at.
	const list = contents as Contents;
	for (let at = 0; at < list.length;) {
		const from = at + entryLength;
		const id = list[at];
		const bytes = list[at + 1];
		const logs = list[at + 3];
		if (typeof id !== 'string' || !isCount(bytes) || !isCount(list[at + 2]) || !isCount(logs))
			return undefined;
		at = from + logs * keyLength;
		const end = start + bytes;
		sessions.push(new IndexedSession(id, [list, from, at], [lines, start, end]));
		start = end;
	}
	return sessions;
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function titleOf(body: Buffer): string {
	return `session-hierarchy index ${String(version)} ${crc32(body).toString(16)}\n`;
}

function readWhole(files: Files, path: string): Buffer {
	const file = files.open(path, 'read');
	try {
		const bytes = Buffer.allocUnsafe(files.keyOf(file).size);
		return bytes.subarray(0, readAll(files, file, bytes, 0));
	} finally {
		files.close(file);
	}
}

/** A log as the index keeps it. */
export function logKey(name: string, { size, mtimeNs, ctimeNs, inode, birthNs }: FileKey): LogKey {
	return [name, size, Number(mtimeNs), Number(ctimeNs), Number(inode), Number(birthNs)];
}

/** What the index keeps of a session; undefined while one of its logs is too young to tell whether it changed. */
export function toKeep(fold: SessionFold, summary: Summary, logs: readonly LogFile[]): ToKeep | undefined {
	const { head, updatedAt, latestAt, journal } = fold;
	const { messageCount, isAlone, snapshots } = summary;
	const settledBefore = BigInt(Date.now()) * 1_000_000n - coarseTick;
	const headers: LogHeader[] = [];
	const keys: LogKey[] = [];
	for (const { name, key, header } of logs) {
		if (!key || !header || key.mtimeNs > settledBefore || key.ctimeNs > settledBefore) return undefined;
		keys.push(logKey(name, key));
		headers.push(header);
	}
	const known = {
		headers,
		head,
		updatedAt,
		latestAt: Math.max(latestAt, ...headers.map(({ at }) => at)),
		messageCount,
		isAlone,
		snapshots: [...snapshots],
		journal,
	};
	return { logs: keys, known };
}

/** Puts a new index in the place of the old one. Throws what the file system throws. */
export function writeIndex(files: Files, folder: string, sessions: ReadonlyMap<string, ToKeep>): void {
	const lines: Buffer[] = [];
	const contents: (string | number)[] = [];
	for (const [id, { logs, known }] of sessions) {
		const line = Buffer.from(`${JSON.stringify(known)}\n`);
		lines.push(line);
		contents.push(id, line.length, known.latestAt, logs.length, ...logs.flat());
	}
	const body = Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...lines]);
	const path = indexPath(folder);
	prepare(files, dirname(path));
	const making = `${path}.tmp`;
	put(files, making, Buffer.concat([Buffer.from(titleOf(body)), body]));
	files.rename(making, path);
}

/** No repository may take it in, whatever becomes of the store's own `.gitignore`. */
function prepare(files: Files, folder: string): void {
	const path = join(folder, '.gitignore');
	if (files.stat(path)) return;
	files.makeFolder(folder);
	put(files, path, Buffer.from('*\n'));
}

function put(files: Files, path: string, bytes: Buffer): void {
	const file = create(files, path);
	try {
		writeAll(files, file, bytes);
	} finally {
		files.close(file);
	}
}

/** What another process left there, or is writing now, is no loss: the checksum tells. */
function create(files: Files, path: string): number {
	try {
		return files.open(path, 'create');
	} catch (error) {
		if (errnoOf(error) !== 'EEXIST') throw error;
		files.unlink(path);
		return files.open(path, 'create');
	}
}
