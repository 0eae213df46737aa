import { type ReadStream, type Stats, createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { FormatFailure, FormatWarning, SourceFile } from '../formats/source.js';
import { StoreError } from '../store/errors.js';
import { filesBelow } from './folderWalk.js';
import { type Packing, magicLength, nameUnpacked, packingOf, unpacked } from './packed.js';

/** What a person picked, with what belongs to it. */
export interface Picked {
	/** Of a file or folder. */
	readonly path: string;
	/**
	 * Files and folders to be read with it, and named from the deepest folder that holds them all. Default: of a file
	 * `<name>.jsonl` the folder `<name>` beside it, where Claude Code keeps a session's sub-agents.
	 */
	readonly companions?: readonly string[];
}

/** The files to read. */
export interface Sources {
	/** In the order of their paths. */
	readonly files: readonly SourceFile[];
	readonly warnings: readonly FormatWarning[];
	/** Files and folders that could not be looked into. */
	readonly failures: readonly FormatFailure[];
}

export interface SourceOptions {
	readonly signal: AbortSignal;
}

/**
 * The files to read for what was picked: files as they are, of folders all that lies in them, of zips what may be a
 * transcript; packed ones are unpacked as they are read. Rejects only when `signal` is aborted, or for an error of
 * the program.
 */
export async function sourcesIn(
	picks: readonly (string | Picked)[],
	{ signal }: SourceOptions,
): Promise<Sources> {
	const gathering = new Gathering(signal);
	const folders: string[] = [];
	for (const pick of picks) {
		const { path, companions } = typeof pick === 'string' ? { path: pick } : pick;
		signal.throwIfAborted();
		const stats = await gathering.stats(path, basename(path));
		// What was picked itself, or belongs to it, keeps the name that says so.
		if (stats?.isDirectory()) folders.push(path);
		else if (stats) await gathering.takeFile(path, stats, companions);
	}
	for (const folder of folders) await gathering.takeFolder(folder, '');
	return gathering.sources();
}

/** In folders only files of these names are looked at as packed ones: office documents are zips, too. */
const packedName = /\.(zip|gz|zst)$/i;

class Gathering {
	readonly #signal: AbortSignal;
	readonly #files: SourceFile[] = [];
	readonly #warnings: FormatWarning[] = [];
	readonly #failures: FormatFailure[] = [];
	/** Absolute paths of all that was taken. */
	readonly #taken = new Set<string>();
	readonly #names = new Set<string>();

	constructor(signal: AbortSignal) {
		this.#signal = signal;
	}

	sources(): Sources {
		const files = this.#files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
		return { files, warnings: this.#warnings, failures: this.#failures };
	}

	/** Undefined, and a failure, where there is nothing to read. */
	async stats(file: string, name: string): Promise<Stats | undefined> {
		return this.#attempt(name, () => stat(file));
	}

	async takeFile(file: string, stats: Stats, companions?: readonly string[]): Promise<void> {
		const others = companions ?? (await companionsOf(file));
		const root = others.reduce(
			(folder, other) => commonFolder(folder, resolve(other)),
			dirname(resolve(file)),
		);
		await this.#take(file, nameFrom(root, file), stats, true);
		for (const other of others) {
			const name = nameFrom(root, other);
			const found = await this.stats(other, name);
			if (found?.isDirectory()) await this.takeFolder(other, `${name}/`);
			else if (found) await this.#take(other, name, found, false);
		}
	}

	/** `prefix`: what comes before the names of its files. */
	async takeFolder(folder: string, prefix: string): Promise<void> {
		for await (const { path, error } of filesBelow(folder, this.#signal)) {
			const name = path === '' ? basename(folder) : prefix + path;
			if (error) this.#fail(name, error);
			else {
				const file = join(folder, path);
				const stats = await this.stats(file, name);
				if (stats) await this.#take(file, name, stats, false);
			}
		}
	}

	/** `name`: what it is called, unless another file is, that was picked elsewhere. */
	async #take(file: string, name: string, stats: Stats, picked: boolean): Promise<void> {
		const absolute = resolve(file);
		if (this.#taken.has(absolute)) return;
		this.#taken.add(absolute);
		const path = this.#names.has(name) ? absolute.split(sep).join('/') : name;
		if (!stats.isFile()) {
			this.#failures.push({ path, message: `${path}: neither a file nor a folder` });
			return;
		}
		const packing =
			picked || packedName.test(file) ? await this.#attempt(path, () => packingOfFile(file)) : 'none';
		if (packing === undefined) return;
		if (packing === 'zip') await this.#takeZip(file, path, picked);
		else this.#add(source(file, this.#free(path, packing), stats, picked, packing));
	}

	/** Without the packing's ending, unless the unpacked file lies beside it. */
	#free(path: string, packing: Packing | 'none'): string {
		const name = packing === 'none' ? path : nameUnpacked(path, packing);
		return this.#names.has(name) ? path : name;
	}

	async #takeZip(file: string, path: string, picked: boolean): Promise<void> {
		const contents = await this.#attempt(path, async () => {
			// The library is loaded when somebody has a zip.
			const { filesInZip } = await import('./zipFile.js');
			return filesInZip(file, path, this.#signal);
		});
		if (!contents) return;
		this.#names.add(path);
		for (const inner of contents.files) this.#add(inner);
		for (const message of contents.warnings) this.#warnings.push({ path, message });
		if (picked && contents.files.length === 0)
			this.#failures.push({ path, message: `${path}: there is nothing in this zip that could be a session` });
	}

	#add(file: SourceFile): void {
		this.#names.add(file.path);
		this.#files.push(file);
	}

	async #attempt<T>(name: string, look: () => Promise<T>): Promise<T | undefined> {
		try {
			return await look();
		} catch (error) {
			this.#signal.throwIfAborted();
			this.#fail(name, error);
			return undefined;
		}
	}

	#fail(path: string, error: unknown): void {
		if (StoreError.is(error)) this.#failures.push({ path, message: `${path}: ${error.message}` });
		else if (error instanceof Error && 'syscall' in error)
			this.#failures.push({ path, message: `${path}: cannot be read (${error.message})` });
		else throw error;
	}
}

/** Bytes that are read at a time; in smaller pieces a long file takes several times as long. */
const mostAtOnce = 1 << 20;
const leastAtOnce = 1 << 16;

function source(
	file: string,
	path: string,
	{ size, mtimeMs: modified }: Stats,
	picked: boolean,
	packing: Packing | 'none',
): SourceFile {
	const bytes = (): ReadStream =>
		createReadStream(file, { highWaterMark: Math.min(mostAtOnce, Math.max(leastAtOnce, size)) });
	const place = [...dirname(resolve(file)).split(sep), path.slice(path.lastIndexOf('/') + 1)].join('/');
	if (packing === 'none') return { path, place, size, modified, picked, read: bytes };
	return { path, place, modified, picked, read: () => unpacked(packing, bytes()) };
}

async function packingOfFile(file: string): Promise<Packing | 'zip' | 'none'> {
	const handle = await open(file);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(magicLength), 0, magicLength, 0);
		return packingOf(buffer.subarray(0, bytesRead)) ?? 'none';
	} finally {
		await handle.close();
	}
}

async function companionsOf(file: string): Promise<readonly string[]> {
	const folder = companionFolder(file);
	const found = folder === undefined ? undefined : await stat(folder).catch(() => undefined);
	return folder !== undefined && found?.isDirectory() ? [folder] : [];
}

/** The folder beside a file, there or not, that is read with it; undefined where none would be. */
export function companionFolder(file: string): string | undefined {
	const name = basename(file).replace(/\.jsonl(\.zst|\.gz)?$/i, '');
	return name === '' || name === basename(file) ? undefined : join(dirname(file), name);
}

/** The deepest folder that holds both. */
function commonFolder(folder: string, path: string): string {
	let common = folder;
	while (!path.startsWith(common.endsWith(sep) ? common : common + sep) && dirname(common) !== common)
		common = dirname(common);
	return common;
}

/** Folders parted by `/`. */
function nameFrom(root: string, path: string): string {
	return relative(root, path).split(sep).join('/');
}
