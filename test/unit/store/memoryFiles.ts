import { basename, dirname } from 'node:path';
import type { FileKey, Files } from '../../../src/store/files.js';

interface Entry {
	readonly inode: bigint;
	readonly birthNs: bigint;
	mtimeNs: bigint;
	ctimeNs: bigint;
}
interface MemoryFile extends Entry {
	bytes: Buffer;
	/** What a power cut leaves. */
	flushed: Buffer;
	/** What the next flush leaves: the bytes, with zeros where an earlier flush failed. */
	kept: Buffer;
	/** How many of the bytes are flushed. */
	flushedUpTo: number;
}
interface MemoryFolder extends Entry {
	entries: Map<string, AnyEntry>;
	/** What a power cut leaves. */
	flushed: Map<string, AnyEntry>;
}
const nothing = Buffer.alloc(0);
type AnyEntry = MemoryFile | MemoryFolder;

/**
 * A disk of its own that behaves as POSIX says. A copy has the same inodes, so a store goes on there with the logs that
 * were begun in the original. It knows what a power cut would leave. Its clock stands an hour back and ticks once a
 * change, so that nothing is read again only because it is young.
 */
export class MemoryFiles implements Files {
	#root: MemoryFolder;
	readonly #opened = new Map<number, MemoryFile>();
	#inodes = 0n;
	#now = BigInt(Date.now() - 3_600_000) * 1_000_000n + 1n;
	#handles = 0;

	constructor() {
		this.#root = { ...this.#newEntry(), entries: new Map(), flushed: new Map() };
	}

	/** The same disk once more. */
	copy(): MemoryFiles {
		return this.#copied(
			(folder) => folder.entries,
			(file) => file.bytes,
		);
	}

	/** What is there after a power cut now. */
	afterPowerCut(): MemoryFiles {
		return this.#copied(
			(folder) => folder.flushed,
			(file) => file.flushed,
		);
	}

	/** How many files were opened and not closed. */
	get openFiles(): number {
		return this.#opened.size;
	}

	stat(path: string): FileKey | undefined {
		const found = this.#find(path);
		return found && keyOf(found);
	}

	exists(path: string): boolean {
		return this.#find(path) !== undefined;
	}

	list(folder: string): readonly string[] {
		const found = this.#find(folder);
		if (found && !isFolder(found)) throw errno('ENOTDIR', folder);
		return [...(found?.entries.keys() ?? [])];
	}

	realPath(folder: string): string {
		this.#folder(folder);
		return folder;
	}

	makeFolder(path: string): void {
		const found = this.#find(path);
		if (found && !isFolder(found)) throw errno('EEXIST', path);
		if (found) return;
		if (!this.#find(dirname(path))) this.makeFolder(dirname(path));
		this.#put(path, { ...this.#newEntry(), entries: new Map(), flushed: new Map() });
	}

	removeFolder(path: string): void {
		if (this.#folder(path).entries.size > 0) throw errno('ENOTEMPTY', path);
		this.#take(path);
	}

	open(path: string, mode: 'read' | 'append' | 'create'): number {
		let found = this.#find(path);
		if (mode === 'create') {
			if (found) throw errno('EEXIST', path);
			const [bytes, flushed, kept] = [nothing, nothing, nothing];
			found = { ...this.#newEntry(), bytes, flushed, kept, flushedUpTo: 0 };
			this.#put(path, found);
		}
		if (!found) throw errno('ENOENT', path);
		if (isFolder(found)) throw errno('EISDIR', path);
		this.#opened.set(++this.#handles, found);
		return this.#handles;
	}

	keyOf(file: number): FileKey {
		return keyOf(this.#of(file));
	}

	read(file: number, into: Buffer, position: number): number {
		return this.#of(file).bytes.subarray(position).copy(into);
	}

	write(file: number, bytes: Buffer): number {
		const found = this.#of(file);
		found.bytes = Buffer.concat([found.bytes, bytes]);
		found.kept = Buffer.concat([found.kept, bytes]);
		this.#touch(found);
		return bytes.length;
	}

	truncate(file: number, size: number): void {
		const found = this.#of(file);
		found.bytes = found.bytes.subarray(0, size);
		found.kept = found.kept.subarray(0, size);
		found.flushedUpTo = Math.min(found.flushedUpTo, size);
		this.#touch(found);
	}

	flush(file: number): Promise<void> {
		const found = this.#of(file);
		found.flushed = found.kept;
		found.flushedUpTo = found.bytes.length;
		return Promise.resolve();
	}

	/** What Linux does when a flush fails: the pages count as clean from then on, and no later flush writes them. */
	loseUnflushed(file: number): void {
		const found = this.#of(file);
		found.kept = Buffer.from(found.kept).fill(0, found.flushedUpTo);
		found.flushedUpTo = found.bytes.length;
	}

	flushFolder(path: string): Promise<void> {
		const found = this.#folder(path);
		found.flushed = new Map(found.entries);
		return Promise.resolve();
	}

	close(file: number): void {
		this.#of(file);
		this.#opened.delete(file);
	}

	rename(from: string, to: string): void {
		const moved = this.#find(from);
		if (!moved) throw errno('ENOENT', from);
		const there = this.#find(to);
		if (there && isFolder(there) !== isFolder(moved)) throw errno(isFolder(there) ? 'EISDIR' : 'ENOTDIR', to);
		if (there && isFolder(there) && there.entries.size > 0) throw errno('ENOTEMPTY', to);
		this.#folder(dirname(to));
		this.#take(from);
		this.#put(to, moved);
		moved.ctimeNs = this.#tick();
	}

	unlink(path: string): void {
		const found = this.#find(path);
		if (!found) throw errno('ENOENT', path);
		if (isFolder(found)) throw errno('EISDIR', path);
		this.#take(path);
	}

	#find(path: string): AnyEntry | undefined {
		let at: AnyEntry | undefined = this.#root;
		for (const name of path.split('/').filter(Boolean)) {
			at = at && isFolder(at) ? at.entries.get(name) : undefined;
		}
		return at;
	}

	#folder(path: string): MemoryFolder {
		const found = this.#find(path);
		if (!found) throw errno('ENOENT', path);
		if (!isFolder(found)) throw errno('ENOTDIR', path);
		return found;
	}

	#of(file: number): MemoryFile {
		const found = this.#opened.get(file);
		if (!found) throw errno('EBADF', String(file));
		return found;
	}

	#put(path: string, entry: AnyEntry): void {
		const folder = this.#folder(dirname(path));
		folder.entries.set(basename(path), entry);
		this.#touch(folder);
	}

	#take(path: string): void {
		const folder = this.#folder(dirname(path));
		folder.entries.delete(basename(path));
		this.#touch(folder);
	}

	#newEntry(): Entry {
		const now = this.#tick();
		return { inode: ++this.#inodes, birthNs: now, mtimeNs: now, ctimeNs: now };
	}

	#touch(entry: Entry): void {
		entry.mtimeNs = entry.ctimeNs = this.#tick();
	}

	#tick(): bigint {
		return (this.#now += 1000n);
	}

	#copied(
		entriesOf: (folder: MemoryFolder) => MemoryFolder['entries'],
		bytesOf: (file: MemoryFile) => Buffer,
	): MemoryFiles {
		const copies = new Map<AnyEntry, AnyEntry>();
		const copyOf = (entry: AnyEntry): AnyEntry => {
			const known = copies.get(entry);
			if (known) return known;
			const made = isFolder(entry) ? copyOfFolder(entry) : { ...entry, bytes: bytesOf(entry) };
			copies.set(entry, made);
			return made;
		};
		const copyOfFolder = (folder: MemoryFolder): MemoryFolder => {
			const each = (entries: MemoryFolder['entries']): MemoryFolder['entries'] =>
				new Map([...entries].map(([name, entry]) => [name, copyOf(entry)]));
			return { ...folder, entries: each(entriesOf(folder)), flushed: each(folder.flushed) };
		};
		const other = new MemoryFiles();
		other.#root = copyOfFolder(this.#root);
		other.#inodes = this.#inodes;
		other.#now = this.#now;
		return other;
	}
}

function isFolder(entry: AnyEntry): entry is MemoryFolder {
	return 'entries' in entry;
}

function keyOf(entry: AnyEntry): FileKey {
	const { inode, birthNs, mtimeNs, ctimeNs } = entry;
	return { inode, birthNs, mtimeNs, ctimeNs, size: isFolder(entry) ? 0 : entry.bytes.length };
}

function errno(code: string, what: string): Error {
	return Object.assign(new Error(`${code}: ${what}`), { code });
}
