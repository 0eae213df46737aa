import { strict as assert } from 'node:assert';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDomain } from '../../../src/store/identity.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { canonical } from './canonical.js';
import { failure, FaultyFiles, quickFiles } from './faultyFiles.js';
import { numbers, said, say, Temporary, texts } from './temporary.js';

describe('Adds that wait', () => {
	let temporary: Temporary;
	let disk: FaultyFiles;
	let store: SessionStore;
	let id: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		disk = new FaultyFiles();
		store = await temporary.open({ files: disk.files, patience: 50 });
		id = await store.createSession();
		disk.calls.length = 0;
	});
	afterEach(() => temporary.remove());

	const add = (text: string, to = id): Promise<string> => store.addMessage(to, said(text));
	const count = (name: string): number => disk.calls.filter((call) => call === name).length;
	/** The log's lines after its head. */
	const lines = async (): Promise<readonly { readonly id: string; readonly op: string }[]> => {
		const [log = ''] = await temporary.logs();
		const text = await readFile(join(temporary.folder, log), 'utf8');
		return text
			.trimEnd()
			.split('\n')
			.slice(1)
			.map((line) => JSON.parse(line) as { id: string; op: string });
	};

	it('for nothing, as disk and lock are quick, give others in this process a turn', async () => {
		const quick = await temporary.open({ files: { ...quickFiles, flush: () => undefined } });
		await quick.addMessage(id, said('a'));
		let turns = 0;
		const others = setInterval(() => turns++, 1);
		const began = performance.now();
		while (turns < 3 && performance.now() - began < 1000) await quick.addMessage(id, said('b'));
		clearInterval(others);
		assert.equal(turns, 3);
	});
	it('are more writes when they are very many, in their order', async () => {
		await Promise.all(numbers(0, 300).map((text) => add(text)));
		assert.deepEqual([count('write'), count('flush')], [3, 3]);
		assert.deepEqual(await texts(store, id), numbers(0, 300));
	});

	it('share one write and one flush, and are one line and one command each', async () => {
		const ids = await Promise.all(numbers(0, 100).map((text) => add(text)));
		assert.deepEqual([count('write'), count('flush')], [1, 1]);
		const written = await lines();
		assert.deepEqual(
			written.map((line) => line.id),
			ids,
		);
		assert.equal(new Set(written.map(({ op }) => op)).size, 100);
		for (const reader of [store, await temporary.open()]) {
			const messages = await reader.getMessages(id);
			assert.deepEqual(
				messages.map((message) => [message.id, message.after, message.content]),
				ids.map((each, nth) => [each, ids[nth - 1] ?? null, String(nth)]),
			);
			assert.deepEqual(await reader.getBranches(id), []);
		}
	});
	it('share one more when they came during the flush', async () => {
		const late: Promise<string>[] = [];
		disk.before = (call) => {
			if (call === 'flush' && late.length === 0) late.push(...numbers(50, 100).map((text) => add(text)));
		};
		await Promise.all(numbers(0, 50).map((text) => add(text)));
		await Promise.all(late);
		assert.equal(count('flush'), 2);
		assert.deepEqual(await texts(store, id), numbers(0, 100));
	});
	it('are acknowledged by no flush but their own', async () => {
		let flushed = false;
		const done: boolean[] = [];
		const slow = await temporary.open({
			files: {
				...disk.files,
				flush: async (file) => {
					await disk.files.flush(file);
					// Whatever was going to be said too early has had its chance.
					await new Promise(setImmediate);
					flushed = true;
				},
			},
		});
		const noted = async (text: string): Promise<void> => {
			await slow.addMessage(id, said(text));
			done.push(flushed);
		};
		await Promise.all(['a', 'b', 'c'].map(noted));
		assert.deepEqual(done, [true, true, true]);
	});
	it('keep the order of calls around other commands and other sessions', async () => {
		const other = await store.createSession();
		const calls = [
			add('a'),
			add('b'),
			store.createSnapshot(id, { label: 'two' }),
			add('c'),
			add('x', other),
			add('d'),
			store.revertToMessage(id, { index: 0 }),
			add('e'),
		];
		const results = await Promise.all(calls);
		const branch = await store.getPath(id, results[5] ?? '');
		assert.deepEqual(
			branch.map(({ content }) => content),
			['a', 'b', 'c', 'd'],
		);
		assert.deepEqual(await texts(store, id), ['a', 'e']);
		assert.deepEqual(
			(await store.getSnapshots(id)).map(({ label, messageId }) => [label, messageId]),
			[['two', results[1]]],
		);
		assert.deepEqual(await texts(store, other), ['x']);
	});
	it('come out as if each had waited for the one before', async () => {
		const begin = async (): Promise<readonly string[]> => [id, ...(await say(store, id, 'a', 'b'))];
		const [, a = ''] = await begin();
		const twin = await temporary.openOther();
		await twin.importSession(await store.exportSession(id), { id: 'twin' });
		const [twinA] = await twin.getMessages('twin');
		const steps = (to: SessionStore, session: string, first: string): (() => Promise<unknown>)[] => [
			() => to.addMessage(session, said('c')),
			() => to.addMessages(session, []),
			() => to.addMessages(session, [said('d'), said('e')]),
			() => to.addMessage(session, said('f'), { after: first }),
			() => to.addMessage(session, said('g')),
			() => to.addMessage(session, said('h'), { after: null }),
			() => to.addMessage(session, said('i')),
		];
		await Promise.all(steps(store, id, a).map((step) => step()));
		for (const step of steps(twin, 'twin', twinA?.id ?? '')) await step();
		const timeless = async (from: SessionStore, session: string): Promise<unknown> =>
			JSON.parse(
				JSON.stringify(canonical(await from.exportSession(session)), (key, value: unknown) =>
					key === 'timestamp' || key === 'createdAt' ? 0 : value,
				),
			);
		assert.deepEqual(await timeless(store, id), await timeless(twin, 'twin'));
		assert.deepEqual(await texts(store, id), ['h', 'i']);
	});
	it('are refused alone', async () => {
		const settled = await Promise.allSettled([
			add('a'),
			store.addMessage(id, said('lost'), { after: 'nowhere' }),
			add('b'),
			store.addMessage(id, { role: 'user', content: 1 as unknown as string }),
			add('c'),
		]);
		const codes = settled.map((one) =>
			one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code,
		);
		assert.deepEqual(codes, ['done', 'UNKNOWN_MESSAGE', 'done', 'INVALID', 'done']);
		assert.deepEqual(await texts(await temporary.open(), id), ['a', 'b', 'c']);
		assert.equal(count('flush'), 1);
	});
	for (const call of ['write', 'flush', 'open', 'keyOf'] as const) {
		it(`fail together when their ${call} fails, and leave nothing`, async () => {
			// Another store's, so that this one has the log not open yet.
			await say(await temporary.open(), id, 'before');
			await store.refresh();
			const heard: unknown[] = [];
			store.onDidChange((change) => heard.push(change));
			let torn = false;
			disk.before = (now, _, [path, mode]) => {
				if (now !== call || torn || (call === 'open' && mode !== 'append')) return;
				torn = true;
				assert.ok(call !== 'open' || String(path).includes(id));
				throw failure('EIO');
			};
			const settled = await Promise.allSettled(numbers(0, 5).map((text) => add(text)));
			assert.ok(torn);
			for (const one of settled) {
				assert.ok(one.status === 'rejected');
				const { code, uncertain } = one.reason as { code: string; uncertain: boolean };
				assert.deepEqual([code, uncertain], ['IO', false]);
			}
			assert.deepEqual(heard, []);
			for (const reader of [store, await temporary.open()])
				assert.deepEqual(await texts(reader, id), ['before']);
			await Promise.all([add('x'), add('y')]);
			assert.deepEqual(await texts(await temporary.open(), id), ['before', 'x', 'y']);
		});
	}
	it('fail together when the lock cannot be had, and do not hold up those after them', async () => {
		const lock = join(temporary.folder, '.local', `lock-${lockDomain}`);
		await mkdir(lock, { recursive: true });
		await writeFile(join(lock, 'somebody'), '');
		const settled = await Promise.allSettled(numbers(0, 3).map((text) => add(text)));
		assert.deepEqual(
			settled.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code),
			['BUSY', 'BUSY', 'BUSY'],
		);
		await rm(lock, { recursive: true });
		await Promise.all([add('a'), add('b')]);
		assert.deepEqual(await texts(store, id), ['a', 'b']);
	});
	it('begin one log together where the old one is not to be continued', async () => {
		const [log = ''] = await temporary.logs();
		const copy = await readFile(join(temporary.folder, log));
		await rm(join(temporary.folder, log));
		await writeFile(join(temporary.folder, log), copy);
		await Promise.all(numbers(0, 5).map((text) => add(text)));
		assert.equal((await temporary.logs()).length, 2);
		assert.deepEqual([count('flush'), await texts(await temporary.open(), id)], [1, numbers(0, 5)]);
	});
	it('are all there when the store is closed right after', async () => {
		const adds = numbers(0, 5).map((text) => add(text));
		await store.close();
		await Promise.all(adds);
		assert.deepEqual(await texts(await temporary.open(), id), numbers(0, 5));
	});
});
