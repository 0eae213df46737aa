import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errnoOf, writeAll, type FileKey, type Files } from './files.js';
import type { LogFile, LogHeader } from './logFile.js';
import { localFolder } from './logFolder.js';
import { SessionFold, type JournalRecord, type Summary } from './sessionFold.js';

const version = 1;
const fileName = 'sessions.json';
/** A file changed again within what its clock ticks by may look as if it had not been, in nanoseconds. */
const coarseTick = 2_000_000_000n;

/** A log as it was: name, size, mtime, ctime, inode, birth time, and what its header says. */
type IndexedLog = readonly [string, number, string, string, string, string, LogHeader];
/** A session as it was: id, logs, head, updatedAt, latestAt, what is known of its messages, journal. */
export type IndexedSession = readonly [
	string,
	readonly IndexedLog[],
	string | null,
	number,
	number,
	readonly [number, boolean, readonly (readonly [string, number])[]],
	readonly JournalRecord[],
];

/** Where the index of a store lies, and what it is called. */
export function indexPath(folder: string): string {
	return join(folder, localFolder, 'index', fileName);
}

/**
 * What an earlier process knew of the sessions, by their ids; undefined when there is no index, or a damaged one. A
 * session counts only if all its logs are the very files that they were then.
 */
export function readIndex(files: Files, folder: string): ReadonlyMap<string, IndexedSession> | undefined {
	try {
		const bytes = readWhole(files, indexPath(folder));
		const end = bytes.indexOf('\n');
		const body = bytes.subarray(end + 1);
		if (bytes.toString('latin1', 0, end) !== headerOf(body)) return undefined;
		const sessions = JSON.parse(body.toString('utf8')) as readonly IndexedSession[];
		return new Map(sessions.map((session) => [session[0], session]));
	} catch (error) {
		// What cannot be read of a cache is read from what it stands for.
		if (errnoOf(error) !== undefined || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function headerOf(body: Buffer): string {
	return `session-hierarchy index ${String(version)} ${crc32(body).toString(16)}`;
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

/** The session as the index knows it, asleep; undefined unless its logs are still what they were. */
export function recall(
	indexed: IndexedSession,
	logs: readonly LogFile[],
	files: Files,
): SessionFold | undefined {
	const [id, indexedLogs, head, updatedAt, latestAt, [messageCount, isAlone, snapshots], journal] = indexed;
	if (indexedLogs.length !== logs.length) return undefined;
	const found: [LogFile, FileKey, LogHeader][] = [];
	for (const log of logs) {
		const known = indexedLogs.find(([name]) => name === log.name);
		const key = known && files.stat(log.path);
		if (!key || !isSame(known, key)) return undefined;
		found.push([log, key, known[6]]);
	}
	for (const [log, key, header] of found) log.recall(key, header);
	const summary = { messageCount, isAlone, snapshots: new Map(snapshots) };
	return SessionFold.asleep(id, journal, { head, updatedAt, latestAt, summary });
}

function isSame([, size, ...times]: IndexedLog, key: FileKey): boolean {
	return (
		size === key.size &&
		times[0] === String(key.mtimeNs) &&
		times[1] === String(key.ctimeNs) &&
		times[2] === String(key.inode) &&
		times[3] === String(key.birthNs)
	);
}

/** What the index keeps of a session; undefined while one of its logs is too young to tell whether it changed. */
export function indexed(
	fold: SessionFold,
	summary: Summary,
	logs: readonly LogFile[],
): IndexedSession | undefined {
	const { id, head, updatedAt, journal } = fold;
	const { messageCount, isAlone, snapshots } = summary;
	const settledBefore = BigInt(Date.now()) * 1_000_000n - coarseTick;
	const kept: IndexedLog[] = [];
	let { latestAt } = fold;
	for (const { name, key, header } of logs) {
		if (!key || !header || key.mtimeNs > settledBefore || key.ctimeNs > settledBefore) return undefined;
		const { size, mtimeNs, ctimeNs, inode, birthNs } = key;
		const times = [mtimeNs, ctimeNs, inode, birthNs].map(String) as [string, string, string, string];
		kept.push([name, size, ...times, header]);
		latestAt = Math.max(latestAt, header.at);
	}
	return [id, kept, head, updatedAt, latestAt, [messageCount, isAlone, [...snapshots]], journal];
}

/** Puts a new index in the place of the old one. Throws what the file system throws. */
export function writeIndex(files: Files, folder: string, sessions: readonly IndexedSession[]): void {
	const path = indexPath(folder);
	const body = Buffer.from(JSON.stringify(sessions));
	prepare(files, dirname(path));
	const making = `${path}.tmp`;
	const file = create(files, making);
	try {
		writeAll(files, file, Buffer.from(`${headerOf(body)}\n`));
		writeAll(files, file, body);
	} finally {
		files.close(file);
	}
	files.rename(making, path);
}

/** No repository may take it in, whatever becomes of the store's own `.gitignore`. */
function prepare(files: Files, folder: string): void {
	const path = join(folder, '.gitignore');
	if (files.stat(path)) return;
	files.makeFolder(folder);
	const file = create(files, path);
	try {
		writeAll(files, file, Buffer.from('*\n'));
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
