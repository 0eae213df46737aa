import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { StoreError } from './errors.js';

export interface FileKey {
	readonly size: number;
	readonly mtimeNs: bigint;
	readonly ctimeNs: bigint;
	readonly inode: bigint;
	/** 0 where the file system keeps none. */
	readonly birthNs: bigint;
}

/**
 * The few calls that the store makes; a test passes one that fails. All throw Node's file system errors. All but the
 * flushes are synchronous: they end in microseconds, and nothing can come between two of them. A flush may end at once,
 * where the disk is quick.
 */
export interface Files {
	/** Undefined when there is no such file. */
	stat(path: string): FileKey | undefined;
	/** As `stat`, where that something is there is all that matters: it costs a third less. */
	exists(path: string): boolean;
	/** Names in a folder; empty when there is no such folder. */
	list(folder: string): readonly string[];
	/** The folder's true path, links followed. */
	realPath(folder: string): string;
	makeFolder(path: string): void;
	removeFolder(path: string): void;
	/** `append` and `create` write at the end only; `append` wants the file to exist, `create` wants it not to. */
	open(path: string, mode: 'read' | 'append' | 'create'): number;
	keyOf(file: number): FileKey;
	read(file: number, into: Buffer, position: number): number;
	/** Gives the number of bytes written, which may be fewer than asked. */
	write(file: number, bytes: Buffer): number;
	truncate(file: number, size: number): void;
	/** `size`: bytes written since the last one, where they are many. Undefined: it is done. */
	flush(file: number, size?: number): Promise<void> | undefined;
	flushFolder(path: string): Promise<void>;
	close(file: number): void;
	rename(from: string, to: string): void;
	unlink(path: string): void;
}

const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = fs.constants;
const modes = { read: O_RDONLY, append: O_WRONLY | O_APPEND, create: O_WRONLY | O_APPEND | O_CREAT | O_EXCL };

export const nodeFiles: Files = {
	stat: (path) => {
		const found = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
		return found && keyOfStats(found);
	},
	exists: (path) => fs.statSync(path, { throwIfNoEntry: false }) !== undefined,
	list: (folder) => {
		try {
			return fs.readdirSync(folder);
		} catch (error) {
			if (errnoOf(error) === 'ENOENT') return [];
			throw error;
		}
	},
	realPath: (folder) => fs.realpathSync.native(folder),
	makeFolder: (path) => void fs.mkdirSync(path, { recursive: true }),
	removeFolder: (path) => {
		fs.rmdirSync(path);
	},
	open: (path, mode) => fs.openSync(path, modes[mode]),
	keyOf: (file) => keyOfStats(fs.fstatSync(file, { bigint: true })),
	read: (file, into, position) => fs.readSync(file, into, 0, into.length, position),
	write: (file, bytes) => fs.writeSync(file, bytes),
	truncate: (file, size) => {
		fs.ftruncateSync(file, size);
	},
	flush: flushSoon,
	flushFolder: async (path) => {
		// Windows cannot open a folder; its file system keeps names safe by itself.
		if (process.platform === 'win32') return;
		const folder = fs.openSync(path, 'r');
		try {
			await fsync(folder);
		} finally {
			fs.closeSync(folder);
		}
	},
	close: (file) => {
		fs.closeSync(file);
	},
	rename: (from, to) => {
		fs.renameSync(from, to);
	},
	unlink: (path) => {
		fs.unlinkSync(path);
	},
};

/** Milliseconds that a flush may take in place: handing it to another thread costs about a tenth of that. */
const brief = 2;
/** Flushes measured lately, most of which must have been brief for the next to be done in place. */
const memory = 5;
const lately: number[] = [];
let slow = 0;
/** While all were brief one of so many is measured: looking at the clock costs as much as looking at a file. */
const seldom = 4;
let unmeasured = 0;

/** Bytes that no disk takes in a moment. */
const many = 1 << 20;

function flushSoon(file: number, size = 0): Promise<void> | undefined {
	if (size > many) return fdatasync(file);
	if (slow === 0 && ++unmeasured % seldom !== 0) {
		fs.fdatasyncSync(file);
		return undefined;
	}
	const began = performance.now();
	if (slow * 2 > memory)
		return fdatasync(file).then(() => {
			measured(performance.now() - began);
		});
	fs.fdatasyncSync(file);
	measured(performance.now() - began);
	return undefined;
}

function measured(ms: number): void {
	lately.push(ms);
	if (lately.length > memory) lately.shift();
	slow = lately.filter((each) => each > brief).length;
}

/** Whether a path led to the very same file both times. */
export function isSameFile(a: FileKey, b: FileKey): boolean {
	return a.inode === b.inode && a.birthNs === b.birthNs;
}

/** Whether the same file was not written to in between. */
export function hasSameBytes(a: FileKey, b: FileKey): boolean {
	return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

/** Goes on after short reads. Gives how many bytes there were, fewer than asked at the end of the file only. */
export function readAll(files: Files, file: number, into: Buffer, position: number): number {
	let done = 0;
	for (let count = -1; count !== 0 && done < into.length; done += count)
		count = files.read(file, into.subarray(done), position + done);
	return done;
}

/** Goes on after short writes. Throws `IO` when the file system takes nothing more. */
export function writeAll(files: Files, file: number, bytes: Buffer): void {
	for (let done = 0; done < bytes.length;) {
		const count = files.write(file, done === 0 ? bytes : bytes.subarray(done));
		if (count === 0) throw new StoreError('IO', 'The file system takes nothing more. Nothing was changed.');
		done += count;
	}
}

function keyOfStats({ size, mtimeNs, ctimeNs, ino, birthtimeNs }: fs.BigIntStats): FileKey {
	return { size: Number(size), mtimeNs, ctimeNs, inode: ino, birthNs: birthtimeNs };
}

/** The `code` of a file system error, or undefined. */
export function errnoOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
	return error.code;
}
