import { strict as assert } from 'node:assert';
import type { Bundle } from '../../../src/store/bundleModel.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { canonical } from './canonical.js';
import { numbers, said, say, Temporary, texts } from './temporary.js';

describe('Export and import', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	async function roundTrip(id: string): Promise<void> {
		const bundle = await store.exportSession(id, { descendants: true });
		const other = await temporary.openOther();
		const { sessionId, sessionIds, warnings } = await other.importSession(bundle);
		assert.deepEqual([sessionIds.length, warnings], [bundle.sessions.length, []]);
		const again = await other.exportSession(sessionId, { descendants: true });
		assert.deepEqual(canonical(again), canonical(bundle));
		for (const [nth, made] of sessionIds.entries()) {
			const old = bundle.sessions[nth]?.id ?? '';
			assert.deepEqual(await texts(other, made), await texts(store, old));
			const states = async (of: SessionStore, session: string): Promise<unknown> =>
				(await of.getBranches(session)).map(({ state, messageCount }) => `${state} ${messageCount}`).sort();
			assert.deepEqual(await states(other, made), await states(store, old));
			assert.deepEqual((await other.getSession(made)).source, { format: 'session-hierarchy', id: old });
		}
	}

	/** A tree with everything: children, forks of forks, branches of both kinds, snapshots on them, tool calls, parts. */
	async function everything(): Promise<string> {
		const id = await store.createSession({
			title: 'Main',
			agentName: 'coder',
			metadata: { a: { b: [1, null, 'x'] } },
		});
		const [a = ''] = await say(store, id, 'a', 'b', 'c');
		await store.createSnapshot(id, { label: 'on c', metadata: { n: 1 } });
		await store.revertToMessage(id, { index: 0 });
		const discarded = await store.addMessage(id, {
			role: 'assistant',
			content: [
				{ type: 'text', text: 'x' },
				{ type: 'data', source: 's', value: { deep: true } },
			],
			toolCalls: [{ id: 't', name: 'run', arguments: '{"a":1}', extra: { index: 0 } }],
			timestamp: 123.25,
			metadata: { tokens: 7 },
		});
		await store.addMessage(id, { role: 'tool', content: 'result', toolCallId: 't' });
		await store.createSnapshot(id, { messageId: discarded });
		await store.createSnapshot(id, { messageId: null, label: 'empty' });
		await store.revertToMessage(id, { index: 0 });
		await say(store, id, 'y');
		await store.addMessage(id, said('diverged'), { after: a });
		await store.addMessage(id, said('head'), { after: a });
		await store.shareSession(id);
		const child = await store.createSession({ parentId: id, title: 'Child' });
		await say(store, child, '1', '2');
		const fork = await store.forkSession(id, { fromMessageId: discarded });
		await say(store, fork, 'f1', 'f2');
		await store.createSnapshot(fork, { messageId: a });
		await store.revertToMessage(fork, { index: 0 });
		const forkOfFork = await store.forkSession(fork, { fromMessageIndex: 0 });
		await say(store, forkOfFork, 'ff');
		await store.revertToMessage(forkOfFork, { index: -1 });
		await store.moveSession(await store.forkSession(child, { fromMessageIndex: 0 }), fork);
		await store.forkSession(await store.createSession({ parentId: child }));
		return id;
	}

	it('keep everything', async () => {
		await roundTrip(await everything());
	});
	it('keep a fork whose parent was purged', async () => {
		const id = await everything();
		const [child] = (await store.getChildren(id)).filter(({ relation }) => relation === 'child');
		const [fork] = (await store.getChildren(id)).filter(({ relation }) => relation === 'fork');
		for (const gone of [child?.id ?? '', fork?.id ?? '']) {
			await store.deleteSession(gone);
			await store.purgeSession(gone);
		}
		await roundTrip(id);
	});
	it('keep a fork alone, with the messages that it shares', async () => {
		const id = await everything();
		const [fork] = (await store.getChildren(id)).filter(({ relation }) => relation === 'fork');
		await roundTrip(fork?.id ?? '');
	});
	it('put it under a parent, with the id asked for', async () => {
		const parent = await store.createSession();
		const bundle = await store.exportSession(await everything());
		const { sessionId } = await store.importSession(bundle, { id: 'mine', parentId: parent });
		assert.deepEqual([sessionId, (await store.getParent('mine'))?.id], ['mine', parent]);
		await assert.rejects(store.undoRevert('mine'), { code: 'NOTHING_TO_UNDO' });
	});
	it('change nothing when they are refused', async () => {
		const id = await everything();
		const bundle = await store.exportSession(id, { descendants: true });
		const before = await temporary.bytes();
		const [first, second, ...rest] = bundle.sessions;
		assert.ok(first && second);
		const hostile: Readonly<Record<string, unknown>> = {
			'a later version': { ...bundle, version: 2 },
			'a dangling parent': { ...bundle, sessions: [first, { ...second, parentId: 'x' }, ...rest] },
			'a dangling head': { ...bundle, sessions: [{ ...first, head: 'x' }, second, ...rest] },
			'one id twice': { ...bundle, sessions: [first, first] },
			null: null,
			'a list': [],
		};
		for (const value of Object.values(hostile))
			await assert.rejects(store.importSession(value as Bundle), { code: 'INVALID' });
		await assert.rejects(store.importSession(bundle, { id }), { code: 'EXISTS' });
		await assert.rejects(store.importSession(bundle, { id: '../x' }), { code: 'INVALID_ID' });
		await assert.rejects(store.importSession(bundle, { parentId: 'x' }), { code: 'UNKNOWN_SESSION' });
		await assert.rejects(store.exportSession('x'), { code: 'UNKNOWN_SESSION' });
		assert.deepEqual(await temporary.bytes(), before);
	});
	it('take a chain of 2,000 messages and 100 sessions', async () => {
		const id = await store.createSession();
		await store.addMessages(id, numbers(0, 2000).map(said));
		let parentId = id;
		for (let nth = 0; nth < 100; nth++) parentId = await store.createSession({ parentId, title: `${nth}` });
		await roundTrip(id);
	});
});
