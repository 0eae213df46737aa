import { strict as assert } from 'node:assert';
import type { NewMessage } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { numbers, said, say, Temporary, texts, type Refuses } from './temporary.js';

describe('SessionStore, branching', () => {
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

	describe('forkSession', () => {
		it('shares the messages up to and with its point, and copies none', async () => {
			const id = await store.createSession({ title: 'Main', agentName: 'coder' });
			const ids = await say(store, id, 'a', 'b', 'c');
			const fork = await store.forkSession(id, { fromMessageIndex: 1 });
			const { title, parentId, relation, forkPoint, head, messageCount, agentName } =
				await store.getSession(fork);
			assert.deepEqual(
				{ title, parentId, relation, forkPoint, head, messageCount, agentName },
				{
					title: 'Fork of Main',
					parentId: id,
					relation: 'fork',
					forkPoint: { sessionId: id, messageId: ids[1] },
					head: ids[1],
					messageCount: 2,
					agentName: 'coder',
				},
			);
			await say(store, fork, 'x');
			assert.deepEqual(await texts(store, fork), ['a', 'b', 'x']);
			assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
			const name = (await temporary.logs()).find((log) => log.startsWith(fork)) ?? '';
			assert.doesNotMatch((await temporary.bytes())[name] ?? '', /"content":"[abc]"/);
		});
		it('takes the whole transcript without a point, and an empty one', async () => {
			const id = await store.createSession();
			const empty = await store.forkSession(id);
			await say(store, id, 'a', 'b');
			assert.deepEqual(await texts(store, await store.forkSession(id, { title: 'T' })), ['a', 'b']);
			assert.deepEqual(await texts(store, empty), []);
			assert.equal((await store.getSession(empty)).forkPoint?.messageId, null);
		});
		it('refuses what is outside the transcript', async () => {
			const id = await store.createSession();
			for (const fromMessageIndex of [0, -1])
				await refuses('OUT_OF_RANGE', () => store.forkSession(id, { fromMessageIndex }));
			await say(store, id, 'a', 'b');
			for (const fromMessageIndex of [2, -1, 1000, 0.5, NaN, Infinity])
				await refuses('OUT_OF_RANGE', () => store.forkSession(id, { fromMessageIndex }));
			await refuses('UNKNOWN_MESSAGE', () => store.forkSession(id, { fromMessageId: gone }));
			await refuses('INVALID', () => store.forkSession(id, { fromMessageId: gone, fromMessageIndex: 0 }));
		});
		it('refuses an unknown session, and one in the trash', async () => {
			await refuses('UNKNOWN_SESSION', () => store.forkSession(gone));
			const id = await store.createSession();
			await store.deleteSession(id);
			await refuses('DELETED', () => store.forkSession(id));
		});
		it('forks from a discarded and from a diverged branch, not from beyond its point', async () => {
			const id = await store.createSession();
			const [a = '', b = ''] = await say(store, id, 'a', 'b');
			await store.revertToMessage(id, { index: 0 });
			await say(store, id, 'c');
			assert.deepEqual(await texts(store, await store.forkSession(id, { fromMessageId: b })), ['a', 'b']);
			const fork = await store.forkSession(id, { fromMessageId: a });
			await refuses('UNKNOWN_MESSAGE', () => store.forkSession(fork, { fromMessageId: b }));
		});
		it('forks a fork of a fork, from every level', async () => {
			let id = await store.createSession();
			const all: string[] = [];
			for (const level of numbers(0, 12)) {
				all.push(...(await say(store, id, `${level}a`, `${level}b`)));
				id = await store.forkSession(id);
			}
			assert.deepEqual(
				(await store.getMessages(id)).map((message) => message.id),
				all,
			);
			const early = await store.forkSession(id, { fromMessageIndex: 4 });
			assert.deepEqual(await texts(store, early), ['0a', '0b', '1a', '1b', '2a']);
			assert.deepEqual(await texts(await temporary.open(), early), await texts(store, early));
		});
	});

	describe('tool exchanges', () => {
		const call: NewMessage = {
			role: 'assistant',
			content: '',
			toolCalls: [{ id: 'c', name: 'run', arguments: '{}' }],
		};
		const result = (content: string): NewMessage => ({ role: 'tool', content, toolCallId: 'c' });
		async function exchange(): Promise<string> {
			const id = await store.createSession();
			await store.addMessages(id, [said('a'), call, result('1'), result('2'), said('b'), result('3')]);
			return id;
		}
		it('are not split by a fork or a revert unless the caller insists', async () => {
			const id = await exchange();
			const count = async (fromMessageIndex: number, splitToolExchange = false): Promise<number> => {
				const fork = await store.forkSession(id, { fromMessageIndex, splitToolExchange });
				return (await store.getSession(fork)).messageCount;
			};
			assert.deepEqual(
				[await count(0), await count(1), await count(2), await count(3), await count(1, true)],
				[1, 4, 4, 4, 2],
			);
			await store.revertToMessage(id, { index: 1 });
			assert.equal((await store.getSession(id)).messageCount, 4);
			await store.revertToMessage(id, { index: 1, splitToolExchange: true });
			assert.equal((await store.getSession(id)).messageCount, 2);
		});
		it('off the path of the head goes along the latest branch', async () => {
			const id = await exchange();
			const [, at] = await store.getMessages(id);
			await store.revertToMessage(id, { index: 0 });
			await store.addMessages(id, [result('late')], { after: at?.id ?? null });
			await store.revertToMessage(id, { index: 0 });
			const fork = await store.forkSession(id, { fromMessageId: at?.id ?? '' });
			assert.deepEqual(await texts(store, fork), ['a', '', 'late']);
		});
		it('are shared by a fork up to its point', async () => {
			const id = await exchange();
			const fork = await store.forkSession(id, { fromMessageIndex: 2, splitToolExchange: true });
			assert.equal((await store.getSession(fork)).messageCount, 3);
			await store.revertToMessage(fork, { index: 1 });
			assert.equal((await store.getSession(fork)).messageCount, 3);
		});
		it('are never begun in the middle by getChatHistory', async () => {
			const id = await exchange();
			const history = async (maxMessages?: number): Promise<readonly string[]> =>
				(await store.getChatHistory(id, maxMessages === undefined ? {} : { maxMessages })).map(
					({ role, content }) => `${role} ${content}`,
				);
			assert.deepEqual(await history(), ['user a', 'assistant ', 'tool 1', 'tool 2', 'user b', 'tool 3']);
			assert.deepEqual(await history(4), ['user b', 'tool 3']);
			assert.deepEqual(await history(3), ['user b', 'tool 3']);
			assert.deepEqual(await history(1), []);
			assert.deepEqual(await history(0), []);
			assert.equal((await history(5)).length, 5);
			assert.equal((await history(100)).length, 6);
		});
		it('have the shape of chat-completion APIs', async () => {
			const id = await exchange();
			const [, one, two] = await store.getChatHistory(id);
			assert.deepEqual(one, {
				role: 'assistant',
				content: '',
				tool_calls: [{ id: 'c', type: 'function', function: { name: 'run', arguments: '{}' } }],
			});
			assert.deepEqual(two, { role: 'tool', content: '1', tool_call_id: 'c' });
		});
	});

	describe('snapshots', () => {
		it('still lead to exactly their messages after 200 more', async () => {
			const id = await store.createSession();
			await say(store, id, 'a', 'b', 'c');
			const snapshot = await store.createSnapshot(id, { label: 'Safe', metadata: { by: 'me' } });
			await store.addMessages(id, numbers(0, 200).map(said));
			const [found] = await store.getSnapshots(id);
			assert.deepEqual(
				{ ...found, createdAt: 0 },
				{
					id: snapshot,
					sessionId: id,
					messageId: found?.messageId,
					label: 'Safe',
					createdAt: 0,
					metadata: { by: 'me' },
					messageIndex: 2,
					messageCount: 3,
				},
			);
			await store.revertToSnapshot(id, snapshot);
			assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
			assert.deepEqual(await texts(await temporary.open(), id), ['a', 'b', 'c']);
		});
		it('lead to a branch that was left behind, and to the middle of an exchange', async () => {
			const id = await store.createSession();
			await store.addMessages(id, [said('a'), { role: 'assistant', content: 'call' }]);
			const snapshot = await store.createSnapshot(id);
			await store.addMessage(id, { role: 'tool', content: 'result' });
			await store.revertToMessage(id, { index: 0 });
			await say(store, id, 'x');
			await store.revertToSnapshot(id, snapshot);
			assert.deepEqual(await texts(store, id), ['a', 'call']);
		});
		it('of an empty session have index −1', async () => {
			const id = await store.createSession();
			const snapshot = await store.createSnapshot(id);
			await say(store, id, 'a');
			const [found] = await store.getSnapshots(id);
			assert.deepEqual([found?.messageIndex, found?.messageCount, found?.label], [-1, 0, 'Snapshot 1']);
			assert.equal(await store.revertToSnapshot(id, snapshot), null);
			assert.deepEqual(await texts(store, id), []);
		});
		it('are deleted and restored', async () => {
			const id = await store.createSession();
			const snapshot = await store.createSnapshot(id, { messageId: null });
			await refuses('NOT_DELETED', () => store.restoreSnapshot(id, snapshot));
			await store.deleteSnapshot(id, snapshot);
			assert.deepEqual(await store.getSnapshots(id), []);
			for (const call of ['deleteSnapshot', 'revertToSnapshot'] as const)
				await refuses('UNKNOWN_SNAPSHOT', () => store[call](id, snapshot));
			await store.restoreSnapshot(id, snapshot);
			assert.equal((await (await temporary.open()).getSnapshots(id)).length, 1);
		});
		it('are refused where there is nothing to label', async () => {
			const id = await store.createSession();
			await refuses('UNKNOWN_MESSAGE', () => store.createSnapshot(id, { messageId: gone }));
			await refuses('UNKNOWN_SESSION', () => store.createSnapshot(gone));
			await refuses('INVALID', () => store.createSnapshot(id, { label: 3 as unknown as string }));
			for (const call of ['deleteSnapshot', 'restoreSnapshot', 'revertToSnapshot'] as const)
				await refuses('UNKNOWN_SNAPSHOT', () => store[call](id, gone));
			const other = await store.createSession();
			const snapshot = await store.createSnapshot(other);
			await refuses('UNKNOWN_SNAPSHOT', () => store.revertToSnapshot(id, snapshot));
		});
	});

	describe('revert', () => {
		it('keeps what lay behind as a discarded branch, and gets it back', async () => {
			const id = await store.createSession();
			const ids = await say(store, id, 'a', 'b', 'c');
			assert.equal(await store.revertToMessage(id, { index: 0 }), ids[0]);
			assert.deepEqual(await store.getBranches(id), [
				{ messageId: ids[2], state: 'discarded', branchesFrom: ids[0], messageCount: 3 },
			]);
			assert.deepEqual(
				(await store.getPath(id, ids[2] ?? '')).map((message) => message.id),
				ids,
			);
			const { message, index } = await store.getMessage(id, ids[2] ?? '');
			assert.deepEqual([message.content, index], ['c', 2]);
			assert.equal(await store.undoRevert(id), ids[2]);
			assert.deepEqual([await texts(store, id), await store.getBranches(id)], [['a', 'b', 'c'], []]);
		});
		it('empties, switches, and takes a chain back step by step', async () => {
			const id = await store.createSession();
			const [, b = '', c = ''] = await say(store, id, 'a', 'b', 'c');
			assert.equal(await store.revertToMessage(id, { index: 1 }), b);
			assert.equal(await store.revertToMessage(id, { messageId: null }), null);
			assert.equal(await store.revertToMessage(id, { messageId: c }), c);
			assert.equal(await store.revertToMessage(id, { index: -1 }), null);
			const other = await temporary.open();
			assert.deepEqual(
				[
					await other.undoRevert(id),
					await store.undoRevert(id),
					await other.undoRevert(id),
					await store.undoRevert(id),
				],
				[c, null, b, c],
			);
			await refuses('NOTHING_TO_UNDO', () => store.undoRevert(id));
		});
		it('makes a branch of what was added before it was taken back', async () => {
			const id = await store.createSession();
			const [a, , c] = await say(store, id, 'a', 'b', 'c');
			await store.revertToMessage(id, { index: 0 });
			const [x] = await say(store, id, 'x');
			await store.undoRevert(id);
			assert.deepEqual(
				[await texts(store, id), await store.getBranches(id)],
				[['a', 'b', 'c'], [{ messageId: x, state: 'discarded', branchesFrom: a, messageCount: 2 }]],
			);
			assert.equal((await store.getSession(id)).head, c);
		});
		it('names a branch by what left it last', async () => {
			const id = await store.createSession();
			const [a = '', b = ''] = await say(store, id, 'a', 'b');
			const states = async (): Promise<readonly string[]> =>
				(await store.getBranches(id)).map(
					({ messageId, state }) => `${messageId === b ? 'b' : '?'} ${state}`,
				);
			await store.revertToMessage(id, { messageId: a });
			assert.deepEqual(await states(), ['b discarded']);
			await store.revertToMessage(id, { messageId: b });
			await store.addMessage(id, said('c'), { after: a });
			assert.deepEqual(await states(), ['b diverged']);
		});
		it('to where it is writes nothing', async () => {
			const id = await store.createSession();
			await say(store, id, 'a');
			const before = await temporary.bytes();
			await store.revertToMessage(id, { index: 0 });
			assert.deepEqual(await temporary.bytes(), before);
			await refuses('NOTHING_TO_UNDO', () => store.undoRevert(id));
		});
		it('refuses what is not there', async () => {
			const id = await store.createSession();
			await say(store, id, 'a');
			for (const index of [1, -2, 0.5])
				await refuses('OUT_OF_RANGE', () => store.revertToMessage(id, { index }));
			await refuses('UNKNOWN_MESSAGE', () => store.revertToMessage(id, { messageId: gone }));
			await refuses('INVALID', () => store.revertToMessage(id, {}));
			await refuses('UNKNOWN_SESSION', () => store.revertToMessage(gone, { index: 0 }));
			await refuses('UNKNOWN_SESSION', () => store.undoRevert(gone));
			await assert.rejects(store.getPath(id, gone), { code: 'UNKNOWN_MESSAGE' });
			await assert.rejects(store.getMessage(id, gone), { code: 'UNKNOWN_MESSAGE' });
		});
		it('of a fork reaches before its point, which becomes a branch', async () => {
			const id = await store.createSession();
			const [a, b] = await say(store, id, 'a', 'b');
			const fork = await store.forkSession(id);
			await store.revertToMessage(fork, { index: 0 });
			assert.deepEqual(await store.getBranches(fork), [
				{ messageId: b, state: 'discarded', branchesFrom: a, messageCount: 2 },
			]);
			assert.deepEqual(await texts(store, id), ['a', 'b']);
		});
	});
});
