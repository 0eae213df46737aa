import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errnoOf, writeAll, type FileKey, type Files } from './files.js';
import type { LogFile, LogHeader } from './logFile.js';
import { localFolder } from './logFolder.js';
import { SessionFold, type JournalRecord, type Summary } from './sessionFold.js';

const version = 1;
/** A file changed again within what its clock ticks by may look as if it had not been, in nanoseconds. */
const coarseTick = 2_000_000_000n;

/** What is known of a session, as a line of the index holds it. */
interface Known {
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

/** The index's first line: every session's id, the bytes of its own line, and its logs, each as what it was. */
interface Contents {
	/** The latest stamp in all of them. */
	readonly latest: number;
	readonly sessions: readonly (readonly [
		id: string,
		bytes: number,
		logs: Readonly<Record<string, string>>,
	])[];
}

/** A session whose logs were read before. */
export interface IndexedSession {
	/** By name, what each log was. */
	readonly logs: Readonly<Record<string, string>>;
	readonly known: () => Known;
}

export interface Index {
	readonly latest: number;
	readonly sessions: ReadonlyMap<string, IndexedSession>;
}

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
		const { latest, sessions } = JSON.parse(body.toString('utf8', 0, end)) as Contents;
		let next = end + 1;
		const found = new Map<string, IndexedSession>();
		for (const [id, size, logs] of sessions) {
			const start = next;
			next += size;
			found.set(id, { logs, known: () => JSON.parse(body.toString('utf8', start, start + size)) as Known });
		}
		return { latest, sessions: found };
	} catch (error) {
		// What cannot be read of a cache is read from what it stands for.
		if (errnoOf(error) !== undefined || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function titleOf(body: Buffer): string {
	return `session-hierarchy index ${String(version)} ${crc32(body).toString(16)}\n`;
}

function readWhole(files: Files, path: string): Buffer {
	const file = files.open(path, 'read');
	try {
		const bytes = Buffer.allocUnsafe(files.keyOf(file).size);
		let done = 0;
		for (let count = -1; count !== 0 && done < bytes.length; done += count) {
			count = files.read(file, bytes.subarray(done), done);
		}
		return bytes.subarray(0, done);
	} finally {
		files.close(file);
	}
}

/** Takes the logs as read if they are what they were; gives what folds their session, asleep. */
export function recall(
	{ logs: indexed, known }: IndexedSession,
	logs: readonly LogFile[],
	files: Files,
): (() => SessionFold) | undefined {
	if (Object.keys(indexed).length !== logs.length) return undefined;
	const keys: FileKey[] = [];
	for (const { name, path } of logs) {
		const key = Object.hasOwn(indexed, name) ? files.stat(path) : undefined;
		if (!key || indexed[name] !== keyText(key)) return undefined;
		keys.push(key);
	}
	logs.forEach((log, i) => {
		const key = keys[i];
		if (key) log.recall(key, () => known().headers[Object.keys(indexed).indexOf(log.name)]);
	});
	const id = logs[0]?.sessionId ?? '';
	return () => {
		const { head, updatedAt, latestAt, messageCount, isAlone, snapshots, journal } = known();
		const summary = { messageCount, isAlone, snapshots: new Map(snapshots) };
		return SessionFold.asleep(id, journal, { head, updatedAt, latestAt, summary });
	};
}

/** What a file was, to be compared. */
export function keyText({ size, mtimeNs, ctimeNs, inode, birthNs }: FileKey): string {
	return `${String(size)} ${String(mtimeNs)} ${String(ctimeNs)} ${String(inode)} ${String(birthNs)}`;
}

/** What the index keeps of a session; undefined while one of its logs is too young to tell whether it changed. */
export function indexed(
	fold: SessionFold,
	summary: Summary,
	logs: readonly LogFile[],
): IndexedSession | undefined {
	const { head, updatedAt, latestAt, journal } = fold;
	const { messageCount, isAlone, snapshots } = summary;
	const settledBefore = BigInt(Date.now()) * 1_000_000n - coarseTick;
	const headers: LogHeader[] = [];
	const keys: Record<string, string> = {};
	for (const { name, key, header } of logs) {
		if (!key || !header || key.mtimeNs > settledBefore || key.ctimeNs > settledBefore) return undefined;
		keys[name] = keyText(key);
		headers.push(header);
	}
	const latest = Math.max(latestAt, ...headers.map(({ at }) => at));
	const known = {
		headers,
		head,
		updatedAt,
		latestAt: latest,
		messageCount,
		isAlone,
		snapshots: [...snapshots],
		journal,
	};
	return { logs: keys, known: () => known };
}

/** Puts a new index in the place of the old one. Throws what the file system throws. */
export function writeIndex(
	files: Files,
	folder: string,
	sessions: ReadonlyMap<string, IndexedSession>,
): void {
	const lines: Buffer[] = [];
	const contents: Contents['sessions'][number][] = [];
	let latest = 0;
	for (const [id, { logs, known }] of sessions) {
		const line = Buffer.from(`${JSON.stringify(known())}\n`);
		lines.push(line);
		contents.push([id, line.length, logs]);
		latest = Math.max(latest, known().latestAt);
	}
	const first: Contents = { latest, sessions: contents };
	const body = Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), ...lines]);
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
