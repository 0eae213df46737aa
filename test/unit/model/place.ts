import { strict as assert } from 'node:assert';
import { appendFileSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from '../store/faultyFiles.js';
import { told, toldByFiles, type Told } from './told.js';

/** How a file comes to be in a folder. */
export type Manner = 'renamed' | 'in place' | 'appended';

/** One folder and the stores that are open in it, which have to follow whatever becomes of its files. */
export class Place {
	readonly folder: string;
	readonly #files: Files;
	readonly #stores: Watched[] = [];

	private constructor(folder: string, files: Files) {
		this.folder = folder;
		this.#files = files;
	}

	static async make(folder: string, writers: number, files = quickFiles): Promise<Place> {
		mkdirSync(folder, { recursive: true });
		const place = new Place(folder, files);
		for (let nth = 0; nth < writers; nth++) place.#stores.push(await place.#open(nth));
		return place;
	}

	store(nth: number): SessionStore {
		return (this.#stores[nth % this.#stores.length] ?? assert.fail()).store;
	}

	async reopen(nth: number): Promise<void> {
		const at = nth % this.#stores.length;
		await this.#stores[at]?.store.close();
		this.#stores[at] = await this.#open(at);
	}

	/** The second has no room for more than a few messages. */
	async #open(nth: number): Promise<Watched> {
		const options = { files: this.#files, ...(nth === 1 && { room: { bytes: 500, messages: 2 } }) };
		return new Watched(await SessionStore.open(this.folder, options), this.#told);
	}

	async close(): Promise<void> {
		for (const { store } of this.#stores) await store.close();
	}

	/** Its logs with their texts. */
	logs(): Map<string, string> {
		const names = quickFiles.list(this.folder).filter((name) => name.endsWith('.jsonl'));
		return new Map(names.sort().map((name) => [name, readFileSync(join(this.folder, name), 'utf8')]));
	}

	put(name: string, text: string, manner: Manner = 'renamed'): void {
		const path = join(this.folder, name);
		const old = this.logs().get(name);
		if (manner === 'appended' && old !== undefined && text.startsWith(old)) {
			appendFileSync(path, text.slice(old.length));
			return;
		}
		if (manner === 'in place') {
			writeFileSync(path, text);
			return;
		}
		writeFileSync(`${path}.tmp`, text);
		renameSync(`${path}.tmp`, path);
	}

	/** Makes its logs those, as a checkout does. */
	become(logs: ReadonlyMap<string, string>): void {
		const now = this.logs();
		for (const name of now.keys()) if (!logs.has(name)) unlinkSync(join(this.folder, name));
		for (const [name, text] of logs) if (now.get(name) !== text) this.put(name, text);
	}

	/** Checks that every store says what the files say, and told of what changed. */
	async agrees(): Promise<void> {
		const expected = this.#told;
		for (const watched of this.#stores) await watched.says(expected);
	}

	get #told(): Told {
		return toldByFiles(this.logs());
	}
}

/** A store, and what its events told since it was looked at. */
class Watched {
	readonly store: SessionStore;
	readonly #changed = new Set<string>();
	#before: Told;

	constructor(store: SessionStore, before: Told) {
		this.store = store;
		this.#before = before;
		store.onDidChange(({ structure, content }) => {
			for (const id of [...structure, ...content]) this.#changed.add(id);
		});
	}

	async says(expected: Told): Promise<void> {
		await this.store.refresh();
		assert.deepEqual(await told(this.store), expected);
		const ids = new Set([...Object.keys(this.#before), ...Object.keys(expected)]);
		const untold = [...ids].filter(
			(id) => !isDeepStrictEqual(this.#before[id], expected[id]) && !this.#changed.has(id),
		);
		assert.deepEqual(untold, [], 'these changed and no event told of it');
		this.#changed.clear();
		this.#before = expected;
	}
}
