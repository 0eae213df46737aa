import { strict as assert } from 'node:assert';
import { futimesSync } from 'node:fs';
import { join } from 'node:path';
import { readSources } from '../../../src/formats/readSources.js';
import { writeBundle } from '../../../src/formats/bundleWriter.js';
import { Spool } from '../../../src/formats/spool.js';
import type { IncomingSession, IncomingSnapshot } from '../../../src/store/incoming.js';
import type { Files } from '../../../src/store/files.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { picked } from '../formats/fixtures.js';
import { canonical } from './canonical.js';
import { quickFiles } from './faultyFiles.js';
import { fork, messages, session, source } from './incomingSessions.js';
import { say, Temporary, texts } from './temporary.js';

describe('Merging what other tools wrote', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	const idOf = async (title: string): Promise<string> => {
		const found = (await store.listSessions()).find((each) => each.title === `Title of ${title}`);
		assert.ok(found, title);
		return found.id;
	};

	it('makes sessions, and adds nothing when the same comes again', async () => {
		const first = await store.mergeSessions([session('s', ['a', 'b', 'c'])]);
		const again = await store.mergeSessions([session('s', ['a', 'b', 'c'])]);
		assert.deepEqual(await texts(store, first.created[0] ?? ''), ['a', 'b', 'c']);
		assert.deepEqual(
			[first.messages, first.known, again.operation, again.created, again.grown, again.known],
			[3, 0, null, [], 0, 3],
		);
		assert.deepEqual(again.sessionIds, first.sessionIds);
	});

	it('adds what is new to a session, also after a new opening, and takes that back alone', async () => {
		const { sessionIds } = await store.mergeSessions([session('s', ['a', 'b'])]);
		const [id = ''] = sessionIds;
		await store.close();
		store = await temporary.open();
		const more = await store.mergeSessions([session('s', ['a', 'b', 'c', 'd'])]);
		assert.deepEqual([more.updated, more.grown, more.known], [[id], 2, 2]);
		assert.deepEqual(await texts(store, id), ['a', 'b', 'c', 'd']);
		await store.undoOperation(more.operation ?? '');
		assert.deepEqual(await texts(store, id), ['a', 'b']);
	});

	it('adds thousands of messages to a session at once, and to two of them', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a'])])).sessionIds;
		const many = ['a', ...Array.from({ length: 1200 }, (_, i) => `m${String(i)}`)];
		assert.equal((await store.mergeSessions([session('s', many), session('t', ['x'])])).grown, 1200);
		assert.deepEqual(await texts(store, id), many);
		await store.mergeSessions([session('s', [...many, 'y']), session('t', ['x', 'z'])]);
		assert.deepEqual(
			[(await texts(store, id)).at(-1), await texts(store, await idOf('t'))],
			['y', ['x', 'z']],
		);
	});

	it('knows what it wrote without reading it, unless somebody wrote to it since', async () => {
		const long = Array.from({ length: 30 }, (_, at) => `${String(at)} ${'→'.repeat(3_000)}`);
		const all = [session('s', long), fork('f', 's', [...long.slice(0, 9), 'x', 'y']), session('t', ['a'])];
		let read = 0;
		const counted: Files = {
			...quickFiles,
			read: (...about) => {
				read++;
				return quickFiles.read(...about);
			},
		};
		const touched: Files = {
			...counted,
			flush: async (file) => {
				await quickFiles.flush(file);
				futimesSync(file, 1, 1);
			},
		};
		const reads: number[] = [];
		for (const [name, files] of Object.entries({ counted, touched })) {
			store = await temporary.open({ files }, join(temporary.root, name));
			read = 0;
			await store.mergeSessions(all);
			reads.push(read);
			await say(store, await idOf('s'), 'more');
			assert.deepEqual(await texts(store, await idOf('s')), [...long, 'more']);
			assert.deepEqual(await texts(store, await idOf('f')), [...long.slice(0, 9), 'x', 'y']);
			const bundles = [store, await temporary.open({}, join(temporary.root, name))].map(async (each) =>
				canonical(await each.exportSession(await idOf('s'), { descendants: true })),
			);
			assert.deepEqual(await bundles[0], await bundles[1]);
		}
		const [without = 0, withThem = 0] = reads;
		assert.ok(
			without + all.length <= withThem,
			`${String(without)} reads, ${String(withThem)} of what was touched`,
		);
	});

	it('is taken back as a whole', async () => {
		const { operation } = await store.mergeSessions([session('s', ['a']), fork('f', 's', ['a', 'b'])]);
		await store.undoOperation(operation ?? '');
		assert.deepEqual(await store.listSessions(), []);
	});

	it('shares the messages that a fork repeats, of parents that come along or are here', async () => {
		await store.mergeSessions([fork('f', 's', ['a', 'b', 'x']), session('s', ['a', 'b', 'c'])]);
		await store.mergeSessions([fork('g', 'f', ['a', 'b', 'x', 'y']), fork('h', 's', ['a', 'b', 'c'])]);
		const points = await Promise.all(
			['f', 'g', 'h'].map(async (title) => {
				const { sessions } = await store.exportSession(await idOf('s'), { descendants: true });
				const own = sessions.find((each) => each.title === `Title of ${title}`);
				return [own?.messages.map(({ content }) => content), await texts(store, await idOf(title))];
			}),
		);
		assert.deepEqual(points, [
			[['x'], ['a', 'b', 'x']],
			[['y'], ['a', 'b', 'x', 'y']],
			[[], ['a', 'b', 'c']],
		]);
	});

	it('puts children below a parent that comes later, unless somebody moved them', async () => {
		await store.mergeSessions([
			session('c', ['1'], { parent: source('s') }),
			session('d', ['2'], { parent: source('s') }),
		]);
		const [c, d] = [await idOf('c'), await idOf('d')];
		const place = await store.createSession({ title: 'A place' });
		await store.moveSession(d, place);
		const { sessionIds, operation } = await store.mergeSessions([session('s', ['a'])]);
		const parents = async (): Promise<unknown> =>
			Promise.all([c, d].map(async (id) => (await store.getSession(id)).parentId));
		assert.deepEqual(await parents(), [sessionIds[0], place]);
		await store.undoOperation(operation ?? '');
		assert.deepEqual(await parents(), [null, place]);
	});

	it('puts a child below a parent that came back from the trash, with the next import', async () => {
		const [parent = ''] = (await store.mergeSessions([session('s', ['a'])])).sessionIds;
		await store.deleteSession(parent);
		await store.mergeSessions([session('c', ['1'], { parent: source('s') })]);
		await store.restoreSession(parent);
		await store.mergeSessions([session('t', ['x'])]);
		assert.equal((await store.getSession(await idOf('c'))).parentId, parent);
	});

	it('makes branches of what the source has left behind, and keeps the head where the source has it', async () => {
		const { sessionIds } = await store.mergeSessions([
			session('s', ['a', 'b', 'c', 'd>a', 'e'], { head: 'c' }),
		]);
		const [id = ''] = sessionIds;
		assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
		const branches = await store.getBranches(id);
		assert.deepEqual(
			branches.map(({ state, messageCount }) => [state, messageCount]),
			[['discarded', 3]],
		);
		await store.mergeSessions([session('s', ['a', 'b', 'c', 'd>a', 'e', 'f>b'])]);
		assert.deepEqual(await texts(store, id), ['a', 'b', 'f']);
	});

	it('goes on from a message that came before it was complete, and keeps that as a branch', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a', 'part'])])).sessionIds;
		const whole = messages('a', 'whole', 'c').map((each) =>
			each.id === 'whole' ? { ...each, earlier: ['part'] } : each,
		);
		await store.mergeSessions([session('s', [], { messages: whole, head: 'c' })]);
		assert.deepEqual(
			[await texts(store, id), (await store.getBranches(id)).length],
			[['a', 'whole', 'c'], 1],
		);
	});

	it('leaves the head alone where a person went on', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a', 'b'])])).sessionIds;
		await say(store, id, 'mine');
		await store.mergeSessions([session('s', ['a', 'b', 'c'])]);
		assert.deepEqual(await texts(store, id), ['a', 'b', 'mine']);
		assert.equal((await store.getBranches(id)).length, 1);
	});

	it('puts a last message that was half written aside once it is whole', async () => {
		const half = session('s', ['a', 'b']);
		const [id = ''] = (await store.mergeSessions([half])).sessionIds;
		const [first, second] = half.messages;
		assert.ok(first && second);
		const fields = JSON.parse(second.body.text) as object;
		const whole = { ...second, body: new Spool().add(JSON.stringify({ ...fields, content: 'b, and more' })) };
		const [, , third] = messages('a', 'b', 'c');
		assert.ok(third);
		for (const all of [
			[first, whole],
			[first, whole],
			[first, whole, third],
		])
			await store.mergeSessions([{ ...half, messages: all, head: all.at(-1)?.id ?? null }]);
		assert.deepEqual(await texts(store, id), ['a', 'b, and more', 'c']);
		assert.equal((await store.getBranches(id)).length, 1);
	});

	it('is not set back by an older copy of what is here, however often both come', async () => {
		const half = session('s', ['a', 'b']);
		const saying = (text: string): IncomingSession => ({
			...half,
			messages: half.messages.map((each) => ({
				...each,
				body: new Spool().add(each.body.text.replace('"content":"b"', `"content":"${text}"`)),
			})),
		});
		const whole = saying('b, and more');
		const rewritten = saying('something else');
		const counts: number[] = [];
		for (const each of [whole, half, whole, rewritten, whole, rewritten])
			counts.push((await store.mergeSessions([each])).grown);
		assert.deepEqual(counts, [0, 0, 0, 1, 0, 0]);
		assert.deepEqual(await texts(store, await idOf('s')), ['a', 'something else']);
	});

	it('adds snapshots once', async () => {
		const marked = (labels: readonly string[]): IncomingSession =>
			session('s', ['a', 'b'], {
				snapshots: labels.map((label) => ({ messageId: 'a', label, createdAt: 5, metadata: {} })),
			});
		const [id = ''] = (await store.mergeSessions([marked(['One'])])).sessionIds;
		await store.mergeSessions([marked(['One', 'Two'])]);
		assert.deepEqual(
			(await store.getSnapshots(id)).map(({ label, messageIndex }) => [label, messageIndex]),
			[
				['One', 0],
				['Two', 0],
			],
		);
	});

	it('imports anew what lies in the trash, or leaves it there', async () => {
		const [id = ''] = (await store.mergeSessions([session('s', ['a'])])).sessionIds;
		await store.deleteSession(id);
		assert.deepEqual((await store.mergeSessions([session('s', ['a'])], { trashed: 'leave' })).sessionIds, []);
		assert.deepEqual((await store.mergeSessions([session('s', ['a'])])).created.length, 1);
	});

	it('makes roots of parents that go round in circles, and mends a message that follows none', async () => {
		const { warnings } = await store.mergeSessions([
			session('s', ['a', 'b>nowhere'], { parent: source('t') }),
			session('t', ['x'], { parent: source('s') }),
			session('u', ['y'], { parent: source('u') }),
		]);
		assert.equal(warnings.length, 3, warnings.join('\n'));
		assert.equal((await store.getSessionTree()).length, 2);
		assert.deepEqual(await texts(store, await idOf('s')), ['a', 'b']);
	});

	it('keeps the parent of a session that shares with one below it, and leaves it where it is', async () => {
		const sessions = [
			session('s', ['a']),
			session('f', ['x>y'], { parent: source('s'), shares: { from: source('g'), after: 'y' } }),
			session('g', ['y'], { parent: source('f') }),
		];
		await store.mergeSessions(sessions);
		const ids = await Promise.all(['s', 'f', 'g'].map(idOf));
		const parents = await Promise.all(ids.map(async (id) => (await store.getSession(id)).parentId));
		assert.deepEqual(parents, [null, ids[0], ids[1]]);
		assert.deepEqual(await texts(store, ids[1] ?? ''), ['y', 'x']);
		assert.equal((await store.mergeSessions(sessions)).operation, null);
	});

	it('shares nothing with a child that repeats its parent only aside, and leaves nothing of it out', async () => {
		const child = session('c', ['a', 'b', 'x>', 'y'], { parent: source('s'), shares: 'prefix' });
		const sessions = [session('s', ['a', 'b']), child];
		await store.mergeSessions(sessions);
		const { sessions: out } = await store.exportSession(await idOf('c'));
		assert.deepEqual(
			out.map(({ forkPoint, messages: all }) => [forkPoint, all.map(({ content }) => content)]),
			[[null, ['a', 'b', 'x', 'y']]],
		);
		assert.equal((await store.mergeSessions(sessions)).operation, null);
	});

	it('takes snapshots once that come with two versions of a session', async () => {
		const mark = (label: string): IncomingSnapshot => ({ messageId: 'a', label, createdAt: 1, metadata: {} });
		const one = session('s', ['a'], { snapshots: [mark('x'), mark('x')] });
		const other = session('s', ['a', 'b'], { snapshots: [mark('x'), mark('y')] });
		await store.mergeSessions([one, other]);
		const snapshots = await store.getSnapshots(await idOf('s'));
		assert.deepEqual(
			snapshots.map(({ label }) => label),
			['x', 'x', 'y'],
		);
	});

	it('takes each message once when two writers import at the same time', async () => {
		const other = await temporary.open();
		const grown = [session('s', ['a', 'b', 'c']), fork('f', 's', ['a', 'b', 'x'])];
		const results = await Promise.all([store, other].map((each) => each.mergeSessions(grown)));
		assert.equal(results[0]?.created.length === 2 || results[1]?.created.length === 2, true);
		await store.refresh();
		assert.equal((await store.listSessions()).length, 2);
		await Promise.all(
			[store, other].map((each) => each.mergeSessions([session('s', ['a', 'b', 'c', 'd', 'e'])])),
		);
		await store.refresh();
		assert.deepEqual(await texts(store, await idOf('s')), ['a', 'b', 'c', 'd', 'e']);
	});

	it('brings a bundle in and out again as it was', async () => {
		const id = await store.createSession({ title: 'Main', metadata: { a: [1, { b: null }] } });
		const [a = '', b = ''] = await say(store, id, 'a', 'b', 'c');
		await store.createSnapshot(id, { label: 'Mark', messageId: b });
		const forked = await store.forkSession(id, { fromMessageId: b });
		await say(store, forked, 'in the fork', 'c');
		await store.revertToMessage(id, { messageId: a });
		await say(store, id, 'b', 'b');
		const bundle = await store.exportSession(id, { descendants: true });
		const other = await temporary.openOther();
		const { sessions } = await readSources([picked('b.json', writeBundle(bundle))]);
		const { sessionIds } = await other.mergeSessions(sessions);
		const again = await other.exportSession(sessionIds[0] ?? '', { descendants: true });
		assert.deepEqual(canonical(again), canonical(bundle));
		assert.equal((await other.mergeSessions(sessions)).operation, null);
	});
});
