import { strict as assert } from 'node:assert';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from '../../../src/store/files.js';
import { failure, FaultyFiles } from './faultyFiles.js';
import { Temporary } from './temporary.js';

describe("The store's own folder", () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	/** A disk that knows what a power cut would take: names made since their folder's flush, files since their own. */
	class Volatile extends FaultyFiles {
		readonly #names = new Set<string>();
		readonly #bytes = new Set<string>();
		readonly #open = new Map<number, string>();

		readonly volatile: Files = {
			...this.files,
			makeFolder: (path) => {
				for (let at = path; !this.files.stat(at); at = dirname(at)) this.#names.add(at);
				this.files.makeFolder(path);
			},
			open: (path, mode) => {
				const file = this.files.open(path, mode);
				this.#open.set(file, path);
				if (mode === 'create') for (const lost of [this.#names, this.#bytes]) lost.add(path);
				return file;
			},
			unlink: (path) => {
				this.files.unlink(path);
				for (const lost of [this.#names, this.#bytes]) lost.delete(path);
			},
			flush: async (file) => {
				await this.files.flush(file);
				this.#bytes.delete(this.#open.get(file) ?? '');
			},
			flushFolder: async (folder) => {
				await this.files.flushFolder(folder);
				for (const path of this.#names) if (dirname(path) === folder) this.#names.delete(path);
			},
		};

		/** Locks left out: they end with the machine anyway. */
		lost(): readonly string[] {
			return [...this.#names, ...this.#bytes].filter((path) => !/\.local[\\/]/.test(path));
		}
	}

	it('would outlive a power cut with every folder above it that was made, and its git files', async () => {
		const disk = new Volatile();
		const folder = join(temporary.root, 'a', 'b', '.sessions');
		const store = await temporary.open({ files: disk.volatile }, folder);
		await store.createSession();
		assert.deepEqual(disk.lost(), []);
	});
	it('keeps its part for imports through a power cut before an import leaves it', async () => {
		const other = await temporary.openOther();
		const id = await other.createSession();
		await other.createSession({ parentId: id });
		const bundle = await other.exportSession(id, { descendants: true });
		const disk = new Volatile();
		const lost: (readonly string[])[] = [];
		disk.before = (call, _, [from, to]) => {
			if (call === 'rename' && /in-\w+[\\/]/.test(String(from))) lost.push([String(to), ...disk.lost()]);
		};
		const store = await temporary.open({ files: disk.volatile });
		const { sessionIds } = await store.importSession(bundle);
		assert.deepEqual(
			[lost.length, lost.flat().filter((path) => path.endsWith('.local'))],
			[sessionIds.length, []],
		);
	});
	it('is flushed by the next write where the first could not', async () => {
		for (let nth = 1; ; nth++) {
			const disk = new Volatile();
			const root = join(temporary.root, String(nth));
			await mkdir(root);
			const store = await temporary.open({ files: disk.volatile }, join(root, 'a', 'b', '.sessions'));
			let flushes = 0;
			disk.before = (call) => {
				if (call.startsWith('flush') && ++flushes === nth) throw failure('EIO');
			};
			const failed = await store.createSession().then(
				() => false,
				() => true,
			);
			if (!failed) break;
			await store.createSession();
			assert.deepEqual(
				disk.lost().filter((path) => !path.endsWith('.local')),
				[],
				`flush ${nth} failed`,
			);
		}
	});
});
