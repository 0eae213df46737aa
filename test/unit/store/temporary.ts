import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreErrorCode } from '../../../src/store/errors.js';
import type { NewMessage } from '../../../src/store/model.js';
import type { OpenOptions } from '../../../src/store/options.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from './faultyFiles.js';

export type Refuses = (code: StoreErrorCode, call: () => Promise<unknown>) => Promise<void>;

/** A folder that goes with the test, and the stores that were opened in it. */
export class Temporary {
	readonly #path: string;
	readonly #stores: SessionStore[] = [];

	private constructor(path: string) {
		this.#path = path;
	}

	static async make(): Promise<Temporary> {
		return new Temporary(await mkdtemp(join(tmpdir(), 'store-')));
	}

	get root(): string {
		return this.#path;
	}

	/** The store's folder; the first write makes it. */
	get folder(): string {
		return join(this.#path, '.sessions');
	}

	async open(options?: OpenOptions, folder = this.folder): Promise<SessionStore> {
		const store = await SessionStore.open(folder, { files: quickFiles, ...options });
		this.#stores.push(store);
		return store;
	}

	/** Another folder of the same test. */
	async openOther(name = 'other'): Promise<SessionStore> {
		return this.open({}, join(this.#path, name));
	}

	async remove(): Promise<void> {
		for (const store of this.#stores) await store.close();
		await rm(this.#path, { recursive: true });
	}

	/** Every file with its bytes, locks left out. */
	async bytes(folder = this.folder): Promise<Readonly<Record<string, string>>> {
		const names = await readdir(folder).catch(() => []);
		const files = names.filter((name) => name !== '.local').sort();
		return Object.fromEntries(
			await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'latin1')])),
		) as Record<string, string>;
	}

	/** The same with all folders, locks too. */
	async everything(): Promise<Readonly<Record<string, string>>> {
		const found: Record<string, string> = {};
		for (const entry of await readdir(this.folder, { recursive: true, withFileTypes: true })) {
			const path = join(entry.parentPath, entry.name);
			const name = path.slice(this.folder.length + 1);
			found[name] = entry.isDirectory() ? 'a folder' : await readFile(path, 'latin1');
		}
		return found;
	}

	/** Checks that a call rejects with a code, and that neither the disk nor what the store says has changed. */
	refusing(store: SessionStore): Refuses {
		const state = async (): Promise<unknown> => [
			await this.bytes(),
			await store.listSessions({ deleted: 'include' }),
		];
		return async (code, call) => {
			const before = await state();
			await assert.rejects(call, { name: 'StoreError', code });
			assert.deepEqual(await state(), before);
		};
	}

	/** The logs' names. */
	async logs(folder = this.folder): Promise<readonly string[]> {
		return (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
	}
}

export const said = (content: string): NewMessage => ({ role: 'user', content });

/** Adds one message after the other; gives their ids. */
export async function say(store: SessionStore, id: string, ...texts: readonly string[]): Promise<string[]> {
	const ids: string[] = [];
	for (const text of texts) ids.push(await store.addMessage(id, said(text)));
	return ids;
}

/** The transcript's contents. */
export async function texts(store: SessionStore, id: string): Promise<readonly unknown[]> {
	return (await store.getMessages(id)).map(({ content }) => content);
}

export const numbers = (from: number, to: number): string[] =>
	Array.from({ length: to - from }, (_, i) => String(from + i));
