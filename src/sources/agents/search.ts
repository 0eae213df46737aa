import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonLines } from '../../formats/jsonLines.js';
import { stringAt } from '../../formats/pick.js';
import { StoreError } from '../../store/errors.js';
import type { Json } from '../../store/model.js';
import { packingByName, unpacked } from '../packed.js';
import type { Bytes } from '../zstdFrames.js';
import type { WorkspaceFolder } from './workspaceFolder.js';

/** All that is known of the machine. */
export interface Machine {
	readonly home: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
	readonly signal: AbortSignal;
}

/** A transcript that belongs to the folder. */
export interface Found {
	readonly path: string;
	/** In milliseconds since 1970. */
	readonly modified: number;
	/** Of the file itself, in bytes. */
	readonly size: number;
	/** Files and folders to be read with it. */
	readonly companions?: readonly string[];
	/** The tool's own session id. */
	readonly id?: string | undefined;
	/** The id of the session whose sub-agent it is. */
	readonly parent?: string | undefined;
}

/** Where one tool keeps its sessions. */
export interface AgentPlace {
	/** For a person. */
	readonly title: string;
	/** The name of the format. */
	readonly format: string;
	find(search: Search): AsyncIterable<Found>;
}

interface Entry {
	readonly name: string;
	readonly path: string;
	readonly isFolder: boolean;
}

/** So many bytes of a file are read to tell where its agent worked. */
const headSize = 64 * 2 ** 10;
/** Bytes; a tool's list of its sessions is read whole. */
const mostOfList = 64 * 2 ** 20;
/** So many files of a tool are looked into, the newest. */
const mostLookedInto = 20_000;

/** Looks at places that may not be there: what cannot be read is as if it did not exist. */
export class Search {
	readonly folder: WorkspaceFolder;
	readonly home: string;
	readonly platform: NodeJS.Platform;
	readonly #env: Machine['env'];
	readonly #signal: AbortSignal;

	constructor(folder: WorkspaceFolder, { home, env, platform, signal }: Machine) {
		this.folder = folder;
		this.home = home;
		this.platform = platform;
		this.#env = env;
		this.#signal = signal;
	}

	/** Undefined when it is empty, too. */
	env(name: string): string | undefined {
		const value = this.#env[name]?.trim();
		return value === '' ? undefined : value;
	}

	/** Files and folders that lie in a folder; no links. */
	async entries(folder: string): Promise<readonly Entry[]> {
		this.#signal.throwIfAborted();
		const found = await orNothing(() => readdir(folder, { withFileTypes: true }));
		return (found ?? [])
			.filter((entry) => entry.isFile() || entry.isDirectory())
			.map((entry) => ({
				name: entry.name,
				path: join(folder, entry.name),
				isFolder: entry.isDirectory(),
			}));
	}

	async folders(folder: string): Promise<readonly Entry[]> {
		return (await this.entries(folder)).filter(({ isFolder }) => isFolder);
	}

	async files(folder: string, name: RegExp): Promise<readonly Entry[]> {
		return (await this.entries(folder)).filter((entry) => !entry.isFolder && name.test(entry.name));
	}

	/** The same in all folders below, too. */
	async *filesBelow(folder: string, name: RegExp): AsyncGenerator<Entry> {
		const folders = [folder];
		for (let at = folders.pop(); at !== undefined; at = folders.pop())
			for (const entry of await this.entries(at)) {
				if (entry.isFolder) folders.push(entry.path);
				else if (name.test(entry.name)) yield entry;
			}
	}

	/** Undefined where there is no such file. */
	async fileAt(path: string): Promise<Found | undefined> {
		this.#signal.throwIfAborted();
		const stats = await orNothing(() => stat(path));
		return stats?.isFile() ? { path, modified: stats.mtimeMs, size: stats.size } : undefined;
	}

	async newestFirst(paths: Iterable<string>): Promise<readonly Found[]> {
		const found: Found[] = [];
		for (const path of paths) {
			const file = await this.fileAt(path);
			if (file) found.push(file);
		}
		return found.sort((a, b) => b.modified - a.modified).slice(0, mostLookedInto);
	}

	/** Undefined where it cannot be read. */
	async head(path: string): Promise<Head | undefined> {
		this.#signal.throwIfAborted();
		const packing = packingByName(path);
		return orNothing(async () => {
			const bytes = createReadStream(path, packing ? {} : { end: headSize - 1 });
			return new Head(await beginning(packing ? unpacked(packing, bytes) : bytes));
		});
	}

	/** All of a small file. */
	async text(path: string): Promise<string | undefined> {
		const file = await this.fileAt(path);
		if (!file || file.size > mostOfList) return undefined;
		return orNothing(() => readFile(path, 'utf8'));
	}

	/** The value of a JSON file; undefined where there is none. */
	async json(path: string): Promise<Json | undefined> {
		const text = await this.text(path);
		try {
			return text === undefined ? undefined : (JSON.parse(text.replace(/^\ufeff/, '')) as Json);
		} catch {
			return undefined;
		}
	}
}

/** The beginning of a transcript. */
export class Head {
	/** Of its lines those that are whole, and JSON. */
	readonly values: readonly Json[];
	readonly #text: string;
	/** The file is longer. */
	readonly isCut: boolean;

	constructor(bytes: Uint8Array) {
		this.isCut = bytes.length >= headSize;
		const lines = new JsonLines();
		const whole = [...lines.take(bytes), ...(this.isCut ? [] : lines.end())];
		this.values = whole.map(({ value }) => value);
		this.#text = new TextDecoder().decode(bytes);
	}

	/** The first text that a line has under that key; where lines are longer than this, the first that is met at all. */
	field(key: string): string | undefined {
		for (const value of this.values) {
			const found = stringAt(value, key);
			if (found !== undefined) return found;
		}
		return this.match(new RegExp(`"${key}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`));
	}

	/** What the first group matches inside a text. */
	match(pattern: RegExp): string | undefined {
		const [, text] = pattern.exec(this.#text) ?? [];
		try {
			return text === undefined ? undefined : (JSON.parse(`"${text}"`) as string);
		} catch {
			return undefined;
		}
	}
}

async function beginning(bytes: Bytes): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of bytes) {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= headSize) break;
	}
	return Buffer.concat(chunks).subarray(0, headSize);
}

async function orNothing<T>(look: () => Promise<T>): Promise<T | undefined> {
	try {
		return await look();
	} catch (error) {
		if (StoreError.is(error) || (error instanceof Error && 'syscall' in error)) return undefined;
		throw error;
	}
}
