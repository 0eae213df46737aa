import { strict as assert } from 'node:assert';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '../../../src/store/bundleModel.js';
import { StoreError } from '../../../src/store/errors.js';
import type { Files } from '../../../src/store/files.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { failure, FaultyFiles } from './faultyFiles.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('A disk that fails', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	/** All that a reader can see, times left out. */
	async function seen(store: SessionStore): Promise<string> {
		const sessions = await store.listSessions({ deleted: 'include' });
		const all = await Promise.all(
			sessions.map(async ({ id, title, head, deleted }) => [
				id,
				title,
				head,
				deleted,
				await texts(store, id),
				await store.getBranches(id),
				await store.getSnapshots(id),
			]),
		);
		return JSON.stringify(all.map((one) => JSON.stringify(one)).sort());
	}

	interface Prepared {
		readonly store: SessionStore;
		readonly bundle: Bundle;
	}
	const commands: Readonly<Record<string, (prepared: Prepared) => Promise<unknown>>> = {
		addMessage: ({ store }) => store.addMessage('a', said('new')),
		addMessages: ({ store }) => store.addMessages('a', [said('new'), said('newer')]),
		createSession: ({ store }) => store.createSession({ id: 'new', parentId: 'a' }),
		forkSession: ({ store }) => store.forkSession('a', { fromMessageIndex: 0 }),
		createSnapshot: ({ store }) => store.createSnapshot('a'),
		revertToMessage: ({ store }) => store.revertToMessage('a', { index: 0 }),
		setTitle: ({ store }) => store.setTitle('a', 'new'),
		deleteSession: ({ store }) => store.deleteSession('a'),
		importSession: ({ store, bundle }) => store.importSession(bundle, { id: 'new' }),
	};
	for (const [name, run] of Object.entries(commands)) {
		it(`does ${name} or nothing, whichever call fails`, async () => {
			const first = await temporary.open();
			await first.createSession({ id: 'a', title: 'A' });
			await say(first, 'a', '1', '2');
			await first.createSession({ id: 'b', parentId: 'a' });
			const bundle = await first.exportSession('a', { descendants: true });
			await first.close();
			let failed = 0;
			for (let nth = 1; nth < 200; nth++) {
				const folder = join(temporary.root, String(nth));
				await cp(temporary.folder, folder, { recursive: true });
				const faulty = new FaultyFiles();
				const store = await temporary.open({ files: faulty.files, patience: 50 }, folder);
				// The copied logs are continued in new ones; that is done once.
				await say(store, 'a', 'own');
				const before = await seen(store);
				faulty.failAt(nth, nth % 2 ? 'EIO' : 'ENOSPC');
				const count = faulty.calls.length;
				let error: unknown;
				await run({ store, bundle }).catch((caught: unknown) => (error = caught));
				const hit = faulty.calls.length >= count + nth;
				const call = faulty.calls[count + nth - 1] ?? '';
				faulty.heal();
				const after = await seen(store);
				const fresh = await temporary.open({}, folder);
				assert.equal(await seen(fresh), after, `memory and disk after ${call}, call ${nth}`);
				if (error !== undefined) {
					failed++;
					assert.ok(StoreError.is(error, 'IO'), call);
					assert.ok(error.cause instanceof Error);
					if (!error.uncertain) assert.equal(after, before, `nothing changed after ${call}, call ${nth}`);
				} else assert.notEqual(after, before, `done in spite of ${call}, call ${nth}`);
				if ((await store.getSession('a')).deleted) await store.restoreSession('a');
				await say(store, 'a', 'next');
				await say(fresh, 'a', 'after next');
				assert.deepEqual((await texts(store, 'a')).slice(-2), ['next', 'after next']);
				await store.close();
				await fresh.close();
				if (!hit) break;
			}
			assert.ok(failed >= 8, `${failed} calls failed`);
		}).timeout(20_000);
	}
	it('leaves the forks whole, whichever call of a purge fails', async () => {
		const first = await temporary.open();
		await first.createSession({ id: 'a', title: 'A' });
		await say(first, 'a', '1', '2');
		await first.createSession({ id: 'b', parentId: 'a' });
		await say(first, 'b', '3');
		for (const id of ['a', 'b']) await first.forkSession(id, { title: `fork of ${id}` });
		const bundle = await first.exportSession('a', { descendants: true });
		await first.close();
		for (let nth = 1, hit = true; hit; nth++) {
			const folder = join(temporary.root, String(nth));
			const faulty = new FaultyFiles();
			const store = await temporary.open({ files: faulty.files, patience: 50 }, folder);
			const { sessionId } = await store.importSession(bundle);
			await store.deleteSession(sessionId);
			const forks = await store.listSessions();
			const whole = await Promise.all(forks.map(({ id }) => texts(store, id)));
			const count = faulty.calls.length;
			faulty.failAt(nth, 'EIO');
			await store.purgeSession(sessionId).catch((error: unknown) => {
				assert.ok(StoreError.is(error, 'IO'), String(error));
			});
			hit = faulty.calls.length >= count + nth;
			faulty.heal();
			const fresh = await temporary.open({}, folder);
			for (const reader of [store, fresh]) {
				assert.deepEqual(await Promise.all(forks.map(({ id }) => texts(reader, id))), whole);
				assert.equal((await reader.listSessions()).length, 2);
			}
			assert.equal(await seen(store), await seen(fresh));
			const trash = await fresh.getTrash();
			for (const { id } of trash) await fresh.purgeSession(id);
			assert.deepEqual(await store.getTrash(), []);
			assert.deepEqual(await Promise.all(forks.map(({ id }) => texts(store, id))), whole);
			await store.close();
			await fresh.close();
		}
	}).timeout(20_000);
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
			lock('write', 'write', 'flush', 'flushFolder', 'rename', 'flushFolder', 'rename', 'flushFolder'),
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
