import { strict as assert } from 'node:assert';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { damages } from './damages.js';
import { quickFiles } from './faultyFiles.js';
import { say, Temporary } from './temporary.js';

describe('Check', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id = '';
	let log = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		await say(store, id, 'a', 'b');
		log = join(temporary.folder, (await temporary.logs())[0] ?? '');
	});
	afterEach(() => temporary.remove());

	it('finds nothing in what the store writes', async () => {
		const child = await store.createSession({ title: 'C', parentId: id });
		await say(store, child, 'c');
		const fork = await store.forkSession(id, { fromMessageIndex: 0 });
		await say(store, fork, 'd');
		await store.createSnapshot(fork);
		await store.createSnapshot(id, { messageId: null });
		await store.revertToMessage(id, { index: 0 });
		await store.moveSession(child, fork);
		await store.importSession(await store.exportSession(id, { descendants: true }));
		const gone = await store.createSession({ title: 'G' });
		const spared = await store.forkSession(id);
		await store.moveSession(spared, gone);
		await store.deleteSession(gone);
		await store.purgeSession(gone);
		const copy = join(temporary.root, 'clone');
		await cp(temporary.folder, copy, { recursive: true });
		const clone = await temporary.open({}, copy);
		await say(clone, id, 'e');
		await clone.setTitle(fork, 'F');
		for (const each of [store, clone, await temporary.open({ readOnly: true })]) {
			const { findings, sessions, messages } = await each.check();
			assert.deepEqual(findings, []);
			const all = await each.listSessions({ deleted: 'include' });
			assert.equal(sessions, all.length);
			assert.ok(messages >= 8);
		}
	});

	for (const damage of damages) {
		it(`finds ${damage.name}, and writes nothing`, async () => {
			const expected = await damage.work({ temporary, id, log });
			const before = await temporary.everything();
			const reader = await temporary.open({ readOnly: true });
			for (const each of [store, reader]) {
				const { findings } = await each.check();
				assert.deepEqual(
					findings.map(({ kind, file, line, fix }) => ({ kind, file, line, fix: fix?.type })),
					expected,
				);
				for (const { fix, message } of findings) {
					assert.match(message, /^[A-Z“].{40,}\.$/);
					if (!fix) assert.doesNotMatch(message, /the fix/i);
				}
			}
			assert.deepEqual(await temporary.everything(), before);
		});
	}

	it('passes over an import that is under way', async () => {
		let during: unknown;
		const flushFolder = async (path: string): Promise<void> => {
			if (path.endsWith('.tmp')) during = await store.check();
		};
		const other = await temporary.open({ files: { ...quickFiles, flushFolder } });
		const { sessions, ...bundle } = await other.exportSession(id);
		const twins = sessions.flatMap((session) => [session, { ...session, id: 'b' }]);
		await other.importSession({ ...bundle, sessions: twins });
		assert.deepEqual(during, { sessions: 1, messages: 2, findings: [] });
	});

	it('finds nothing where there is nothing', async () => {
		await rm(temporary.folder, { recursive: true });
		assert.deepEqual(await store.check(), { sessions: 0, messages: 0, findings: [] });
	});

	it('says with a code that the folder cannot be read', async () => {
		await rm(temporary.folder, { recursive: true });
		await writeFile(temporary.folder, 'a file');
		await assert.rejects(store.check(), { name: 'StoreError', code: 'IO' });
	});

	it('tells of its progress, ends when it is cancelled, and lets others run meanwhile', async () => {
		const copies = join(temporary.root, 'many');
		await mkdir(copies);
		for (let nth = 0; nth < 40; nth++) await cp(log, join(copies, `s${nth}.0000000000.jsonl`));
		const many = await temporary.open({}, copies);
		const progress: string[] = [];
		await many.check({ onProgress: (done, all) => progress.push(`${done}/${all}`) });
		assert.deepEqual([progress[0], progress.at(-1), progress.length], ['1/40', '40/40', 40]);
		const stop = new AbortController();
		const seen: number[] = [];
		const onProgress = (done: number): void => {
			seen.push(done);
			// As long a piece of work as that of a large log.
			for (const end = performance.now() + 25; performance.now() < end;);
			setImmediate(() => {
				stop.abort(new Error('enough'));
			});
		};
		await assert.rejects(many.check({ signal: stop.signal, onProgress }), { message: 'enough' });
		assert.ok(seen.length < 40);
	});
});
