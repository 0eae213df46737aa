import { strict as assert } from 'node:assert';
import { appendFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../../src/store/errors.js';
import type { Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { failure, FaultyFiles } from './faultyFiles.js';
import { MemoryFiles } from './memoryFiles.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('A disk that fails', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('says so when it cannot tell whether the write counts', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const id = await store.createSession();
		faulty.before = (call) => {
			if (call === 'flush' || call === 'truncate') throw failure('EIO');
		};
		await assert.rejects(say(store, id, 'a'), { code: 'IO', uncertain: true });
		faulty.heal();
		const now = await texts(store, id);
		assert.deepEqual(now, await texts(await temporary.open(), id));
		await say(store, id, 'b');
		assert.deepEqual(await texts(await temporary.open(), id), [...now, 'b']);
	});
	it('is not trusted with a log that it failed to flush', async () => {
		const disk = new MemoryFiles();
		const faulty = new FaultyFiles(disk);
		const store = await SessionStore.open('/.sessions', { files: faulty.files });
		const id = await store.createSession();
		await say(store, id, 'a');
		faulty.before = (call, _, [file]) => {
			if (call === 'flush') disk.loseUnflushed(file as number);
			if (call === 'flush' || call === 'truncate') throw failure('EIO');
		};
		await assert.rejects(say(store, id, 'b'.repeat(100)), { code: 'IO', uncertain: true });
		faulty.heal();
		await say(store, id, 'c');
		assert.equal((await store.getLogFiles(id)).length, 2);
		await store.close();
		const left = await SessionStore.open('/.sessions', { files: disk.afterPowerCut() });
		assert.equal((await texts(left, id)).at(-1), 'c');
		await left.close();
	});
	for (const [when, call, rest] of [
		['before', 'write', { code: 'IO', uncertain: false }],
		// Ours cannot be cut out from between.
		['after', 'flush', { code: 'IO', uncertain: true }],
	] as const) {
		it(`has nothing cut away that somebody put into the log by hand just ${when}`, async () => {
			const faulty = new FaultyFiles();
			const store = await temporary.open({ files: faulty.files });
			const id = await store.createSession();
			await say(store, id, 'a');
			const [name = ''] = await temporary.logs();
			const path = join(temporary.folder, name);
			let isPut = false;
			faulty.before = (each) => {
				if (each === call && !isPut) {
					appendFileSync(path, 'by hand\n');
					isPut = true;
				}
				if (each === 'flush') throw failure('EIO');
			};
			await assert.rejects(say(store, id, 'b'), rest);
			assert.match(await readFile(path, 'utf8'), /by hand\n$/);
			assert.deepEqual(await texts(store, id), when === 'before' ? ['a'] : ['a', 'b']);
		});
	}
	it('takes short writes for what they are', async () => {
		const faulty = new FaultyFiles();
		const files: Files = {
			...faulty.files,
			write: (file, bytes) => faulty.files.write(file, bytes.subarray(0, 7)),
		};
		const store = await temporary.open({ files });
		const id = await store.createSession();
		await say(store, id, 'ä'.repeat(50), 'b');
		assert.deepEqual(await texts(await temporary.open(), id), ['ä'.repeat(50), 'b']);
	});
	it("acknowledges nothing before its flush, a new file's folder included", async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const flushes = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
			const from = faulty.calls.length;
			await run();
			return faulty.calls.slice(from).filter((call) => /^(write|flush|rename)/.test(call));
		};
		await store.createSession({ id: 'a' });
		const lock = (...calls: readonly string[]): readonly string[] => ['rename', ...calls, 'rename'];
		assert.deepEqual(
			await flushes(() => store.createSession({ id: 'b' })),
			lock('write', 'flush', 'flushFolder'),
		);
		assert.deepEqual(await flushes(() => say(store, 'a', '1')), lock('write', 'flush'));
		const bundle = await store.exportSession('a');
		assert.deepEqual(
			await flushes(() => store.importSession(bundle)),
			lock('write', 'flush', 'flushFolder', 'rename', 'flushFolder', 'rename', 'flushFolder'),
		);
	});
	for (const code of ['EACCES', 'EROFS']) {
		it(`can be read when it says ${code} to every write`, async () => {
			const first = await temporary.open();
			const id = await first.createSession({ title: 'T' });
			await first.close();
			const faulty = new FaultyFiles();
			const store = await temporary.open({ files: faulty.files });
			faulty.before = (call, _, args) => {
				if (['write', 'rename', 'makeFolder', 'truncate', 'unlink', 'removeFolder'].includes(call))
					throw failure(code);
				if (call === 'open' && args[1] !== 'read') throw failure(code);
			};
			for (const call of [say(store, id, 'a'), store.createSession(), store.deleteSession(id)])
				await assert.rejects(call, (error: unknown) => {
					assert.ok(StoreError.is(error, 'IO'));
					assert.match(
						error.message,
						/“\.sessions” could not be (written to|locked): .*Nothing was changed\./,
					);
					return true;
				});
			assert.equal((await store.getSession(id)).title, 'T');
		});
	}
	it("with a file in the folder's place says so", async () => {
		await writeFile(temporary.folder, 'x');
		await assert.rejects(temporary.open(), { code: 'IO' });
		assert.deepEqual(await temporary.bytes(temporary.root), { '.sessions': 'x' });
	});
	it('with a file in the place of .local can be read', async () => {
		const first = await temporary.open();
		const id = await first.createSession();
		await first.close();
		const folder = join(temporary.root, 'copy');
		await mkdir(folder);
		for (const [name, text] of Object.entries(await temporary.bytes()))
			await writeFile(join(folder, name), text);
		await writeFile(join(folder, '.local'), 'x');
		const store = await temporary.open({}, folder);
		assert.equal((await store.getSession(id)).id, id);
		await assert.rejects(say(store, id, 'a'), { code: 'IO' });
	});
	it('names a session that cannot be read, and does not write to it', async () => {
		const first = await temporary.open();
		const [a, b] = [await first.createSession(), await first.createSession()];
		const faulty = new FaultyFiles();
		faulty.before = (call, _, args) => {
			if (call === 'open' && args[1] === 'read' && String(args[0]).includes(a)) throw failure('EACCES');
		};
		const store = await temporary.open({ files: faulty.files });
		assert.deepEqual(
			(await store.listSessions()).map(({ id }) => id),
			[b],
		);
		assert.match(store.getProblems()[0]?.reason ?? '', /cannot be read.*EACCES/);
		await assert.rejects(store.getSession(a), { code: 'IO' });
		await assert.rejects(say(store, a, 'x'), { code: 'IO' });
		await say(store, b, 'x');
		faulty.heal();
		assert.equal((await store.getSession(a)).id, a);
		assert.deepEqual(store.getProblems(), []);
	});
	it('may fail half way through a long log, and goes on there', async () => {
		const first = await temporary.open();
		const id = await first.createSession();
		await first.addMessages(id, [said('x'.repeat(3_000_000))]);
		await say(first, id, 'b');
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		await say(first, id, 'c');
		await first.addMessages(id, [said('y'.repeat(3_000_000)), said('d')]);
		let reads = 0;
		faulty.before = (call) => {
			if (call === 'read' && ++reads > 2) throw failure('EIO');
		};
		await store.refresh();
		faulty.heal();
		assert.deepEqual((await texts(store, id)).length, 5);
	});
});
