import { diskRefusal } from './errors.js';
import { errnoOf, readAll, writeAll, type FileKey, type Files } from './files.js';
import { originOf } from './identity.js';
import type { LogFile } from './logFile.js';
import type { OwnFolder } from './ownFolder.js';

/** Milliseconds, up to twice as many, for which the log written last stays open: whoever adds one message often adds the next. */
const linger = 1000;

/** What was appended, and the log's file since. */
export interface Appended {
	/** The log's size before. */
	readonly size: number;
	readonly key: FileKey;
	readonly bytes: Buffer;
}

interface OpenLog {
	readonly path: string;
	readonly file: number;
	readonly inode: bigint;
}

/** Goes on with the logs that were begun on this machine: one write, flushed. Only under the lock. */
export class LogAppender {
	readonly #files: Files;
	readonly #folder: OwnFolder;
	/** Logs that a failed write left in doubt: never continued. */
	readonly #doubtful = new Set<string>();
	/** By name: the file of which it was found out, and whether it was begun here. */
	readonly #origins = new Map<string, { readonly key: FileKey; readonly isOwn: boolean }>();
	#open: OpenLog | undefined;
	#closing: NodeJS.Timeout | undefined;
	/** Of the open log. */
	#use: 'none' | 'lately' | 'now' = 'none';

	constructor(files: Files, folder: OwnFolder) {
		this.#files = files;
		this.#folder = folder;
	}

	/** Closes what is open. */
	close(): void {
		clearTimeout(this.#closing);
		this.#closing = undefined;
		const open = this.#open;
		this.#open = undefined;
		if (open) this.#files.close(open.file);
	}

	/** Whether the log may be continued, as it was when it was last read. */
	mayGoOn(log: LogFile): boolean {
		if (this.#doubtful.has(log.name) || !log.header || log.newerVersion || !log.key) return false;
		const known = this.#origins.get(log.name);
		if (known?.key.inode === log.key.inode && known.key.birthNs === log.key.birthNs) return known.isOwn;
		const isOwn = log.header.origin === originOf(this.#folder.realPath, log.key);
		this.#origins.set(log.name, { key: log.key, isOwn });
		return isOwn;
	}

	/** Undefined: the file is gone, or was replaced while it was written. Rejects with what the file system throws. */
	async append(log: LogFile, lines: string): Promise<Appended | undefined> {
		const open = this.#opened(log);
		if (!open) return undefined;
		const bytes = Buffer.from(log.torn ? `\n${lines}` : lines);
		this.#use = 'now';
		try {
			writeAll(this.#files, open.file, bytes);
			const flushing = this.#files.flush(open.file);
			if (flushing) await flushing;
			const key = this.#files.stat(log.path);
			if (key?.inode === open.inode) {
				this.#closeSoon();
				return { size: key.size - bytes.length, key, bytes };
			}
		} catch (cause) {
			this.#doubtful.add(log.name);
			this.#cutBack(open, log.size, bytes, cause);
		}
		this.close();
		return undefined;
	}

	#opened(log: LogFile): OpenLog | undefined {
		if (this.#open?.path !== log.path || this.#open.inode !== log.key?.inode) {
			this.close();
			this.#open = this.#openAt(log.path);
		}
		return this.#open;
	}

	/** One timer looks now and then: another one for each write would cost as much as the write. */
	#closeSoon(): void {
		this.#use = 'lately';
		this.#closing ??= setTimeout(() => {
			if (this.#use === 'none') {
				this.close();
				return;
			}
			// A slow flush must not find it closed, and its number given to another file.
			if (this.#use === 'lately') this.#use = 'none';
			this.#closing?.refresh();
		}, linger).unref();
	}

	#openAt(path: string): OpenLog | undefined {
		let file: number;
		try {
			file = this.#files.open(path, 'append');
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') return undefined;
			throw error;
		}
		return { path, file, inode: this.#keyOf(file).inode };
	}

	/** Leaves no file open when it throws. */
	#keyOf(file: number): FileKey {
		try {
			return this.#files.keyOf(file);
		} catch (error) {
			this.#open = undefined;
			this.#files.close(file);
			throw error;
		}
	}

	/** Cuts away what is there of `bytes`, and nothing that somebody else put there by hand. `before`: the size as read. */
	#cutBack({ path, file }: OpenLog, before: number, bytes: Buffer, cause: unknown): never {
		let isCut = false;
		try {
			const { size } = this.#files.keyOf(file);
			const shared = sharedLength(this.#endOf(path, Math.max(0, size - bytes.length), size), bytes);
			if (shared > 0) this.#files.truncate(file, size - shared);
			// It grew, and does not end with ours: what there is of ours may stand before what somebody else put there.
			isCut = shared > 0 || size === before;
		} catch {
			// Then nobody knows what is there.
		} finally {
			this.close();
		}
		throw isCut ? cause : diskRefusal(this.#folder.path, 'written to', cause, true);
	}

	#endOf(path: string, from: number, to: number): Buffer {
		const file = this.#files.open(path, 'read');
		try {
			const bytes = Buffer.alloc(to - from);
			return bytes.subarray(0, readAll(this.#files, file, bytes, from));
		} finally {
			this.#files.close(file);
		}
	}
}

/** Bytes that one ends with and the other, which is no shorter, begins with: as many as there are. */
function sharedLength(ending: Buffer, beginning: Buffer): number {
	const first = beginning.subarray(0, 1);
	for (let at = ending.indexOf(first); at >= 0; at = ending.indexOf(first, at + 1)) {
		const shared = ending.length - at;
		if (ending.subarray(at).equals(beginning.subarray(0, shared))) return shared;
	}
	return 0;
}
