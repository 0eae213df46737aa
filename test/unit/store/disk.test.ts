import { strict as assert } from 'node:assert';
import { copyFile, cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { late, record } from './handmade.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('The files', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id = '';
	let log = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		log = join(temporary.folder, (await temporary.logs())[0] ?? '');
	});
	afterEach(() => temporary.remove());

	const lines = async (): Promise<string[]> => (await readFile(log, 'utf8')).split('\n').slice(0, -1);

	it('are what the format says: a log, and two files for git', async () => {
		await say(store, id, 'a');
		const bytes = await temporary.bytes();
		assert.deepEqual(
			[bytes['.gitattributes'], bytes['.gitignore']],
			['*.jsonl -text merge=union\n', '.local/\n'],
		);
		const [first = '', second = ''] = await lines();
		const [header, session] = JSON.parse(first) as Record<string, unknown>[];
		assert.deepEqual([header?.['type'], header?.['v'], header?.['session']], ['log', 1, id]);
		assert.deepEqual([session?.['type'], session?.['title']], ['session', 'T']);
		assert.equal((JSON.parse(second) as Record<string, unknown>)['content'], 'a');
	});
	it('for git are written once', async () => {
		await rm(join(temporary.folder, '.gitattributes'));
		await rm(join(temporary.folder, '.local'), { recursive: true });
		await say(await temporary.open(), id, 'a');
		assert.equal((await temporary.bytes())['.gitattributes'], undefined);
	});

	it('cut at every byte of the last line keep all that was acknowledged, and are gone on with', async () => {
		await say(store, id, 'a', 'ö 𝄞');
		const whole = await readFile(log);
		const start = whole.lastIndexOf(10, whole.length - 2) + 1;
		for (let size = start; size <= whole.length; size++) {
			const folder = join(temporary.root, `cut${size}`);
			await mkdir(folder);
			const path = join(folder, log.slice(log.lastIndexOf('/') + 1));
			await writeFile(path, whole.subarray(0, size));
			const cut = await temporary.open({}, folder);
			const kept = size >= whole.length - 1 ? ['a', 'ö 𝄞'] : ['a'];
			assert.deepEqual(await texts(cut, id), kept, `cut at ${size}`);
			await say(cut, id, 'next');
			await say(cut, id, 'one more');
			const fresh = await temporary.open({}, folder);
			assert.deepEqual(await texts(fresh, id), [...kept, 'next', 'one more']);
			await cut.close();
			await fresh.close();
		}
	}).timeout(20_000);
	it('torn while the store is open: the next writer closes the line and reports it', async () => {
		await say(store, id, 'a', 'b');
		await truncate(log, (await readFile(log)).length - 5);
		assert.deepEqual(await texts(store, id), ['a']);
		await say(store, id, 'c');
		assert.deepEqual(await temporary.logs(), [log.slice(log.lastIndexOf('/') + 1)], 'in the same log');
		for (const reader of [store, await temporary.open()]) {
			assert.deepEqual(await texts(reader, id), ['a', 'c']);
			assert.deepEqual(
				reader.getProblems().map(({ reason }) => reason),
				['not JSON'],
			);
			const [problem] = reader.getProblems();
			assert.equal((await readFile(log)).subarray(problem?.offset).indexOf('{"type":"message"'), 0);
		}
	});
	it('cut within the first line are no session, and harm nobody', async () => {
		const whole = await readFile(log);
		for (let size = 0; size < whole.length - 1; size += 7) {
			await writeFile(log, whole.subarray(0, size));
			const reader = await temporary.open();
			assert.deepEqual(await reader.listSessions(), []);
			await reader.close();
		}
	});

	it('that were copied are read, and gone on with in a log of their own', async () => {
		await say(store, id, 'a');
		const folder = join(temporary.root, 'copy');
		await cp(temporary.folder, folder, { recursive: true });
		const copy = await temporary.open({}, folder);
		await say(copy, id, 'b');
		await say(copy, id, 'c');
		assert.equal((await temporary.logs(folder)).length, 2);
		assert.deepEqual(await texts(copy, id), ['a', 'b', 'c']);
		await say(await temporary.open({}, folder), id, 'd');
		assert.equal((await temporary.logs(folder)).length, 2, 'a restart goes on with the log begun here');
		assert.deepEqual(await copy.getLogFiles(id), [
			...(await temporary.logs()),
			...(await temporary.logs(folder)).filter((name) => !log.endsWith(name)),
		]);
		assert.deepEqual(await texts(store, id), ['a']);
	});
	it('replaced while the store is open are folded anew, and not gone on with', async () => {
		await say(store, id, 'a');
		await copyFile(log, `${log}.tmp`);
		await say(store, id, 'b');
		await rename(`${log}.tmp`, log);
		assert.deepEqual(await texts(store, id), ['a']);
		await say(store, id, 'c');
		assert.equal((await temporary.logs()).length, 2);
		assert.deepEqual(await texts(await temporary.open(), id), ['a', 'c']);
	});
	it('changed in place are noticed', async () => {
		await say(store, id, 'a', 'b');
		const text = await readFile(log, 'utf8');
		await writeFile(log, text.replace('"content":"b"', '"content":"x"'));
		assert.deepEqual(await texts(store, id), ['a', 'x']);
	});
	it('that go take their session along, and bring it back', async () => {
		const changes: unknown[] = [];
		store.onDidChange((change) => changes.push(change));
		await rename(log, join(temporary.root, 'away'));
		await assert.rejects(store.getSession(id), { code: 'UNKNOWN_SESSION' });
		assert.deepEqual(await store.listSessions(), []);
		await rename(join(temporary.root, 'away'), log);
		assert.equal((await store.getSession(id)).title, 'T');
		assert.equal(changes.length, 2);
	});
	it('of a parent that comes later complete the fork', async () => {
		await say(store, id, 'a', 'b');
		const fork = await store.forkSession(id);
		const away = join(temporary.root, 'away');
		await rename(log, away);
		const reader = await temporary.open();
		for (const each of [store, reader]) {
			const { incomplete, parentId } = await each.getSession(fork);
			assert.deepEqual([incomplete, parentId, await texts(each, fork)], [true, null, []]);
		}
		await say(reader, fork, 'c');
		assert.deepEqual(await texts(reader, fork), ['c']);
		await rename(away, log);
		for (const each of [store, reader]) {
			assert.deepEqual(await texts(each, fork), ['a', 'b', 'c']);
			const { incomplete, parentId } = await each.getSession(fork);
			assert.deepEqual([incomplete, parentId], [false, id]);
		}
	});

	it('of a chain of 1,000 forks are read along it', async () => {
		await say(store, id, 'a');
		let last = id;
		for (let nth = 0; nth < 1000; nth++) {
			const name = `f${nth}`;
			const forkPoint = { sessionId: last, messageId: (await store.getSession(id)).head };
			await writeFile(
				join(temporary.folder, `${name}.0000000000.jsonl`),
				record('session', late(nth), {
					session: name,
					title: name,
					parentId: last,
					relation: 'fork',
					forkPoint,
				}),
			);
			last = name;
		}
		assert.deepEqual(await texts(store, last), ['a']);
		await store.deleteSession(id);
		assert.equal((await store.getSession('f0')).parentId, null);
		await say(store, last, 'b');
		assert.deepEqual(await texts(store, last), ['a', 'b']);
	});
	it('with long lines and many chunks are read whole', async () => {
		const long = 'é'.repeat(3_000_000);
		await store.addMessages(id, [said('a'), said(long), said('b')]);
		assert.deepEqual(await texts(await temporary.open(), id), ['a', long, 'b']);
	});
});
