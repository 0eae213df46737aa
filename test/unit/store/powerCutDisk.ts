import { basename, dirname } from 'node:path';
import type { FileKey, Files } from '../../../src/store/files.js';
import { lockDomain } from '../../../src/store/identity.js';
import { failure } from './faultyFiles.js';

/** A file or a folder, by whatever name; what it holds, an `Image` says. */
interface Node {
	readonly isFolder: boolean;
	readonly inode: bigint;
	mtimeNs: bigint;
}
const root: Node = { isFolder: true, inode: 1n, mtimeNs: 1n };
/** Inodes, and ticks of the clock. */
let last = 1n;

/** What a disk holds. */
class Image {
	readonly #names = new Map<Node, ReadonlyMap<string, Node>>();
	readonly #bytes = new Map<Node, Buffer>();

	copy(): Image {
		const copy = new Image();
		for (const [folder, names] of this.#names) copy.#names.set(folder, names);
		for (const [file, bytes] of this.#bytes) copy.#bytes.set(file, bytes);
		return copy;
	}

	names(folder: Node): ReadonlyMap<string, Node> {
		return this.#names.get(folder) ?? new Map<string, Node>();
	}

	bytes(file: Node): Buffer {
		return this.#bytes.get(file) ?? Buffer.alloc(0);
	}

	name(folder: Node, name: string, node: Node | undefined): void {
		const names = new Map(this.names(folder));
		if (node) names.set(name, node);
		else names.delete(name);
		this.#names.set(folder, names);
	}

	write(file: Node, position: number, bytes: Buffer): void {
		const old = this.bytes(file);
		const whole = Buffer.alloc(Math.max(old.length, position + bytes.length));
		old.copy(whole);
		bytes.copy(whole, position);
		this.#bytes.set(file, whole);
	}

	truncate(file: Node, size: number): void {
		this.#bytes.set(file, this.bytes(file).subarray(0, size));
	}

	find(path: string): Node | undefined {
		let node: Node | undefined = root;
		for (const name of path.split('/').filter(Boolean)) node = node && this.names(node).get(name);
		return node;
	}

	/** Every file that has a name, by its path. */
	*all(folder = root, path = ''): Generator<readonly [path: string, bytes: Buffer]> {
		for (const [name, node] of this.names(folder)) {
			if (node.isFolder) yield* this.all(node, `${path}/${name}`);
			else yield [`${path}/${name}`, this.bytes(node)];
		}
	}

	/** The locks that a reboot leaves are those of another domain. */
	reboot(): this {
		for (const [folder, names] of this.#names) {
			const lock = names.get(`lock-${lockDomain}`);
			if (!lock) continue;
			this.name(folder, `lock-${lockDomain}`, undefined);
			this.name(folder, 'lock-before', lock);
		}
		return this;
	}
}

/** Something that was done and that is not safe before `of` is flushed. */
interface Change {
	readonly of: Node;
	readonly words: string;
	apply(image: Image): void;
	/** The half of it that may be left, where there is such a thing. */
	half?(image: Image): void;
}

/** What is safe, and what is not, at one moment. */
export interface Moment {
	/** The call that led here. */
	readonly after: string;
	readonly safe: Image;
	readonly open: readonly Change[];
}

/** What fits into one is written or not. A small one, so that most records do not. */
const sector = 64;
const ofLock = /\/(lock-[^/]+|\d+-\d*-[0-9a-z]{10})(\/|$)/;

/**
 * A disk in memory that tells what a power cut would leave. Bytes are safe when their file was flushed after they were
 * written, a name when its folder was flushed after it was given; a rename is one change, safe with its new folder. What
 * is not safe may be lost or not, each change by itself, in any order. Locks, which mean nothing after a reboot, are
 * left out of that.
 */
export class PowerCutDisk {
	/** After every call that changed something or flushed it. */
	readonly moments: Moment[] = [];
	/** What was flushed, in order. */
	readonly flushes: string[] = [];
	/** Which of the flushes does nothing. */
	idle: number | undefined;
	#now: Image;
	#safe: Image;
	#open: readonly Change[] = [];
	readonly #files = new Map<number, { readonly node: Node; readonly path: string }>();
	#lastFile = 2;

	constructor(left = new Image()) {
		this.#now = left.copy();
		this.#safe = left;
	}

	readonly files: Files = {
		stat: (path) => {
			const node = this.#now.find(path);
			return node && this.#keyOf(node);
		},
		exists: (path) => this.#now.find(path) !== undefined,
		list: (folder) => {
			const node = this.#now.find(folder);
			return node ? [...this.#now.names(node).keys()] : [];
		},
		realPath: (folder) => {
			this.#mustFind(folder);
			return folder;
		},
		makeFolder: (path) => {
			if (this.#now.find(path)) return;
			this.files.makeFolder(dirname(path));
			this.#link(path, newNode(true), `make ${path}`);
		},
		removeFolder: (path) => {
			if (this.#now.names(this.#mustFind(path)).size > 0) throw failure('ENOTEMPTY');
			this.#link(path, undefined, `remove ${path}`);
		},
		open: (path, mode) => {
			const found = this.#now.find(path);
			if (found && mode === 'create') throw failure('EEXIST');
			if (!found && mode !== 'create') throw failure('ENOENT');
			const node = found ?? newNode(false);
			if (!found) this.#link(path, node, `create ${path}`);
			this.#files.set(++this.#lastFile, { node, path });
			return this.#lastFile;
		},
		keyOf: (file) => this.#keyOf(this.#opened(file).node),
		read: (file, into, position) => this.#now.bytes(this.#opened(file).node).copy(into, 0, position),
		write: (file, given) => {
			const { node, path } = this.#opened(file);
			const position = this.#now.bytes(node).length;
			const bytes = Buffer.from(given);
			this.#do(path, {
				of: node,
				words: `write ${path}`,
				apply: (image) => {
					image.write(node, position, bytes);
				},
				...(bytes.length > sector && {
					half: (image) => {
						image.write(node, position, bytes.subarray(0, bytes.length / 2));
					},
				}),
			});
			return bytes.length;
		},
		truncate: (file, size) => {
			const { node, path } = this.#opened(file);
			this.#do(path, {
				of: node,
				words: `truncate ${path}`,
				apply: (image) => {
					image.truncate(node, size);
				},
			});
		},
		flush: async (file) => {
			await Promise.resolve();
			const { node, path } = this.#opened(file);
			this.#flush(node, `flush ${path}`);
		},
		flushFolder: async (path) => {
			await Promise.resolve();
			this.#flush(this.#mustFind(path), `flushFolder ${path}`);
		},
		close: (file) => {
			this.#files.delete(file);
		},
		rename: (from, to) => {
			const node = this.#mustFind(from);
			const [source, target] = [this.#mustFind(dirname(from)), this.#mustFind(dirname(to))];
			const there = this.#now.find(to);
			if (there?.isFolder && this.#now.names(there).size > 0) throw failure('ENOTEMPTY');
			this.#do(`${from}/${to}`, {
				of: target,
				words: `rename ${from} to ${to}`,
				apply: (image) => {
					image.name(source, basename(from), undefined);
					image.name(target, basename(to), node);
				},
			});
		},
		unlink: (path) => {
			this.#mustFind(path);
			this.#link(path, undefined, `unlink ${path}`);
		},
	};

	moment(after: string): Moment {
		return { after, safe: this.#safe.copy(), open: this.#open };
	}

	/** The texts of all files that have a name now. */
	texts(): string {
		return [...this.#now.all()].map(([path, bytes]) => `${path}\n${bytes.toString('latin1')}`).join('\n');
	}

	/** The same bytes in other files, as after a copy, all safe; without what the expression names. */
	copied(without = ofLock): PowerCutDisk {
		const copy = new PowerCutDisk();
		if (!without.test('/.sessions/.local')) copy.files.makeFolder('/.sessions/.local');
		for (const [path, bytes] of this.#now.all()) {
			if (ofLock.test(path) || without.test(path)) continue;
			copy.files.makeFolder(dirname(path));
			copy.files.write(copy.files.open(path, 'create'), bytes);
		}
		return new PowerCutDisk(copy.#now);
	}

	/** This disk, the last bytes of the files that the expression names cut off, all safe. */
	torn(which: RegExp): PowerCutDisk {
		for (const [path, bytes] of this.#now.all()) {
			if (which.test(path)) this.files.truncate(this.files.open(path, 'append'), bytes.length - 5);
		}
		return new PowerCutDisk(this.#now);
	}

	#mustFind(path: string): Node {
		const node = this.#now.find(path);
		if (node) return node;
		throw failure('ENOENT');
	}

	#opened(file: number): { readonly node: Node; readonly path: string } {
		const found = this.#files.get(file);
		if (found) return found;
		throw failure('EBADF');
	}

	#keyOf(node: Node): FileKey {
		const { inode, mtimeNs } = node;
		return { size: this.#now.bytes(node).length, mtimeNs, ctimeNs: mtimeNs, inode, birthNs: inode };
	}

	#link(path: string, node: Node | undefined, words: string): void {
		const folder = this.#mustFind(dirname(path));
		const apply = (image: Image): void => {
			image.name(folder, basename(path), node);
		};
		this.#do(path, { of: folder, words, apply });
	}

	#do(path: string, change: Change): void {
		change.apply(this.#now);
		change.of.mtimeNs = BigInt(Date.now()) * 1_000_000n + ++last;
		if (ofLock.test(path)) {
			change.apply(this.#safe);
			return;
		}
		this.#open = [...this.#open, change];
		this.moments.push(this.moment(change.words));
	}

	#flush(node: Node, words: string): void {
		this.flushes.push(words);
		if (this.flushes.length - 1 !== this.idle) {
			for (const change of this.#open) if (change.of === node) change.apply(this.#safe);
			this.#open = this.#open.filter(({ of }) => of !== node);
		}
		this.moments.push(this.moment(words));
	}
}

/** What a power cut at that moment may leave: all, nothing, one, all but one, or half of one of what is not safe. */
export function* cutsAt({ safe, open }: Moment): Generator<readonly [words: string, left: PowerCutDisk]> {
	const left = (survives: (change: Change) => 'all' | 'half' | 'none'): PowerCutDisk => {
		const image = safe.copy();
		for (const change of open) {
			const what = survives(change);
			if (what === 'all') change.apply(image);
			if (what === 'half') change.half?.(image);
		}
		return new PowerCutDisk(image.reboot());
	};
	yield ['nothing but what is safe', left(() => 'none')];
	if (open.length > 0) yield ['everything', left(() => 'all')];
	for (const one of open) {
		if (one.half) yield [`half of: ${one.words}`, left((each) => (each === one ? 'half' : 'all'))];
		if (open.length === 1) continue;
		yield [`only: ${one.words}`, left((each) => (each === one ? 'all' : 'none'))];
		yield [`all but: ${one.words}`, left((each) => (each === one ? 'none' : 'all'))];
	}
}

function newNode(isFolder: boolean): Node {
	return { isFolder, inode: ++last, mtimeNs: ++last };
}
