import { strict as assert } from 'node:assert';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said, Temporary, texts, type Refuses } from './temporary.js';

describe('SessionStore', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let refuses: Refuses;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		refuses = temporary.refusing(store);
	});
	afterEach(() => temporary.remove());

	const gone = 'nowhere';

	describe('createSession', () => {
		it('makes an empty session with what it was given', async () => {
			const parent = await store.createSession();
			const id = await store.createSession({
				id: 'My.session-1',
				title: 'One',
				parentId: parent,
				agentName: 'coder',
				metadata: { model: 'm' },
			});
			const { createdAt, updatedAt, ...session } = await store.getSession(id);
			assert.ok(Math.abs(createdAt - Date.now()) < 5000 && updatedAt === createdAt);
			assert.deepEqual(session, {
				id: 'My.session-1',
				title: 'One',
				head: null,
				parentId: parent,
				relation: 'child',
				forkPoint: null,
				agentName: 'coder',
				metadata: { model: 'm' },
				shared: false,
				source: null,
				messageCount: 0,
				deleted: false,
				readOnly: false,
				incomplete: false,
				snapshotCount: 0,
				damaged: false,
			});
		});
		it('refuses an unknown parent', () =>
			refuses('UNKNOWN_SESSION', () => store.createSession({ parentId: gone })));
		it('refuses a parent in the trash', async () => {
			const parent = await store.createSession();
			await store.deleteSession(parent);
			await refuses('DELETED', () => store.createSession({ parentId: parent }));
		});
		for (const id of [
			'',
			'../x',
			'a/b',
			'a\\b',
			'con',
			'CON.txt',
			'nul.txt',
			'lpt1',
			'.hidden',
			'-x',
			'ä',
			'a b',
			'a\0',
			'x'.repeat(65),
		]) {
			it(`refuses the id ${JSON.stringify(id.slice(0, 20))}`, () =>
				refuses('INVALID_ID', () => store.createSession({ id })));
		}
		for (const id of ['x'.repeat(64), 'a.b.c', 'console', 'com', '0', 'a.0123456789', 'null']) {
			it(`takes the id ${id.slice(0, 20)}`, async () => {
				assert.equal(await store.createSession({ id }), id);
				assert.equal((await (await temporary.open()).getSession(id)).id, id);
			});
		}
		it('refuses a taken id, in another case, in the trash, and purged', async () => {
			await store.createSession({ id: 'a' });
			for (const id of ['a', 'A']) await refuses('EXISTS', () => store.createSession({ id }));
			await store.deleteSession('a');
			await refuses('EXISTS', () => store.createSession({ id: 'A' }));
			await store.purgeSession('a');
			for (const id of ['a', 'A']) await refuses('EXISTS', () => store.createSession({ id }));
			const other = await temporary.open();
			await assert.rejects(other.createSession({ id: 'a' }), { code: 'EXISTS' });
		});
		it('makes no folder when it refuses', async () => {
			await assert.rejects(store.createSession({ parentId: gone }), { code: 'UNKNOWN_SESSION' });
			assert.deepEqual(await temporary.bytes(temporary.root), {});
		});
	});

	describe('fields', () => {
		it('are set, and a second time write nothing', async () => {
			const id = await store.createSession();
			await store.setTitle(id, 'T');
			await store.setAgentInfo(id, { agentName: 'x' });
			await store.shareSession(id);
			const before = await temporary.bytes();
			for (const call of [
				store.setTitle(id, 'T'),
				store.setAgentInfo(id, { agentName: 'x' }),
				store.shareSession(id),
			])
				assert.equal(await call, undefined);
			assert.deepEqual(await temporary.bytes(), before);
			const { title, agentName, shared } = await (await temporary.open()).getSession(id);
			assert.deepEqual({ title, agentName, shared }, { title: 'T', agentName: 'x', shared: true });
			await store.unshareSession(id);
			assert.equal(await store.isShared(id), false);
		});
		it('of metadata are set by key; null removes', async () => {
			const id = await store.createSession({ metadata: { a: 1, b: { c: 2 } } });
			await store.setMetadata(id, { a: null, d: [3], constructor: 'x' });
			assert.deepEqual((await store.getSession(id)).metadata, { b: { c: 2 }, d: [3], constructor: 'x' });
		});
		it('are refused when they are of the wrong type', async () => {
			const id = await store.createSession();
			const wrong = 3 as never;
			await refuses('INVALID', () => store.setTitle(id, wrong));
			await refuses('INVALID', () => store.setMetadata(id, wrong));
			await refuses('INVALID', () => store.setAgentInfo(id, { agentName: wrong }));
			await refuses('INVALID', () => store.createSession({ title: wrong }));
			await refuses('INVALID', () => store.createSession({ metadata: wrong }));
			await refuses('INVALID', () => store.forkSession(id, { title: wrong }));
			await refuses('UNKNOWN_SESSION', () => store.setTitle(gone, 'x'));
			await refuses('UNKNOWN_SESSION', () => store.setMetadata(gone, {}));
			await refuses('UNKNOWN_SESSION', () => store.shareSession(gone));
			await assert.rejects(store.isShared(gone), { code: 'UNKNOWN_SESSION' });
		});
		it('move updatedAt, which sorts lists', async () => {
			const [a, b] = [await store.createSession(), await store.createSession({ agentName: 'x' })];
			await store.addMessage(a, { ...said('x'), timestamp: Date.now() + 60_000 });
			assert.deepEqual(
				(await store.listSessions()).map(({ id }) => id),
				[a, b],
			);
			assert.deepEqual(
				(await store.listSessions({ limit: 1 })).map(({ id }) => id),
				[a],
			);
			assert.deepEqual(
				(await store.listSessions({ agentName: 'x' })).map(({ id }) => id),
				[b],
			);
			await store.shareSession(b);
			assert.deepEqual(
				(await store.listSessions({ shared: true })).map(({ id }) => id),
				[b],
			);
		});
	});

	describe('the tree', () => {
		it('moves, and refuses a cycle', async () => {
			const a = await store.createSession();
			const b = await store.createSession({ parentId: a });
			const c = await store.createSession({ parentId: b });
			for (const parent of [a, b, c]) await refuses('CYCLE', () => store.moveSession(a, parent));
			await refuses('UNKNOWN_SESSION', () => store.moveSession(a, gone));
			await refuses('UNKNOWN_SESSION', () => store.moveSession(gone, a));
			await store.moveSession(c, null);
			await store.moveSession(a, c);
			assert.equal(await store.moveSession(a, c), undefined);
			await refuses('CYCLE', () => store.moveSession(c, b));
			assert.equal((await store.getParent(a))?.id, c);
			assert.equal(await store.getParent(c), null);
			assert.deepEqual(
				(await store.getChildren(c)).map(({ id }) => id),
				[a],
			);
			const [root, ...more] = await store.getSessionTree();
			assert.deepEqual(
				[root?.id, root?.children[0]?.id, root?.children[0]?.children[0]?.id, more],
				[c, a, b, []],
			);
			assert.equal((await store.getSessionTree(b)).children.length, 0);
			await assert.rejects(store.getSessionTree(gone), { code: 'UNKNOWN_SESSION' });
			await assert.rejects(store.getChildren(gone), { code: 'UNKNOWN_SESSION' });
			await assert.rejects(store.getParent(gone), { code: 'UNKNOWN_SESSION' });
		});
		it('refuses a parent in the trash', async () => {
			const [a, b] = [await store.createSession(), await store.createSession()];
			await store.deleteSession(a);
			await refuses('DELETED', () => store.moveSession(b, a));
			await refuses('DELETED', () => store.moveSession(a, b));
		});
	});

	describe('close and read only', () => {
		it('rejects with CLOSED', async () => {
			const id = await store.createSession();
			await store.close();
			await store.close();
			for (const call of [
				store.getSession(id),
				store.addMessage(id, said('a')),
				store.refresh(),
				store.listSessions(),
			])
				await assert.rejects(call, { code: 'CLOSED' });
		});
		it('finishes the write under way', async () => {
			const id = await store.createSession();
			const adding = Promise.all(['a', 'b', 'c'].map((text) => store.addMessage(id, said(text))));
			await store.close();
			await adding;
			assert.deepEqual(await texts(await temporary.open(), id), ['a', 'b', 'c']);
		});
		it('rejects with READ_ONLY, and reading makes no file', async () => {
			const reader = await temporary.open({ readOnly: true });
			assert.deepEqual(await reader.listSessions(), []);
			await assert.rejects(reader.createSession(), { code: 'READ_ONLY' });
			assert.deepEqual(await temporary.bytes(temporary.root), {});
			const id = await store.createSession();
			assert.equal((await reader.getSession(id)).id, id);
			for (const call of [
				reader.addMessage(id, said('a')),
				reader.deleteSession(id),
				reader.purgeSession(id),
			])
				await assert.rejects(call, { code: 'READ_ONLY' });
		});
	});

	it('does the example of the README', async () => {
		const main = await store.createSession({ title: 'My project' });
		await store.addMessage(main, { role: 'user', content: 'Hello!' });
		await store.addMessage(main, { role: 'assistant', content: 'Hi there!' });
		const safe = await store.createSnapshot(main, { label: 'Checkpoint 1' });
		await store.addMessage(main, { role: 'user', content: 'Do something risky' });
		await store.revertToSnapshot(main, safe);
		const fork = await store.forkSession(main, { fromMessageIndex: 1, title: 'Experiment' });
		assert.deepEqual(
			[(await store.getSession(fork)).title, (await texts(store, fork)).length],
			['Experiment', 2],
		);
	});
});
