import { strict as assert } from 'node:assert';
import type { StoreErrorCode } from '../../../src/store/errors.js';
import type { NewMessage } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { numbers, said, say, Temporary, texts } from './temporary.js';

describe('SessionStore', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	/** The call rejects with the code, and neither the disk nor what the store says has changed. */
	async function refuses(code: StoreErrorCode, call: () => Promise<unknown>): Promise<void> {
		const state = async (): Promise<unknown> => [
			await temporary.bytes(),
			await store.listSessions({ deleted: 'include' }),
		];
		const before = await state();
		await assert.rejects(call, { name: 'StoreError', code });
		assert.deepEqual(await state(), before);
	}
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

	describe('addMessage, addMessages', () => {
		const whole: NewMessage = {
			role: 'assistant',
			content: [
				{ type: 'text', text: 'Hi' },
				{ type: 'thinking', text: 'hm', signature: 's' },
				{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
				{ type: 'data', source: 'x', value: { a: [1, null] } },
			],
			toolCalls: [{ id: 'c', name: 'run', arguments: '{}', extra: { index: 0 } }],
			timestamp: 1234.5,
			metadata: { tokens: 3 },
		};
		it('keeps a message as it was given', async () => {
			const id = await store.createSession();
			const first = await store.addMessage(id, said('a\nb\u2028\ud800'));
			const second = await store.addMessage(id, whole);
			for (const reader of [store, await temporary.open()]) {
				const [one, two] = await reader.getMessages(id);
				assert.equal(one?.content, 'a\nb\u2028\ud800');
				assert.deepEqual(two, { id: second, after: first, ...whole });
			}
		});
		it('is not changed by what becomes of the object it was given', async () => {
			const id = await store.createSession();
			const message = { role: 'user' as const, content: 'a', metadata: { tags: ['x'] } };
			await store.addMessage(id, message);
			message.metadata.tags.push('y');
			assert.deepEqual((await store.getMessages(id))[0]?.metadata, { tags: ['x'] });
		});
		it('adds several, each after the one before, with one line', async () => {
			const id = await store.createSession();
			const [log = ''] = await temporary.logs();
			const before = (await temporary.bytes())[log]?.split('\n').length ?? 0;
			const ids = await store.addMessages(id, ['a', 'b', 'c'].map(said));
			assert.deepEqual(
				(await store.getMessages(id)).map(({ after }) => after),
				[null, ...ids.slice(0, 2)],
			);
			assert.equal((await temporary.bytes())[log]?.split('\n').length, before + 1);
			assert.deepEqual(await store.addMessages(id, []), []);
		});
		it('adds all or none', async () => {
			const id = await store.createSession();
			const wrong = { role: 'robot', content: 'b' } as unknown as NewMessage;
			await refuses('INVALID', () => store.addMessages(id, [said('a'), wrong]));
		});
		it('begins a branch after another message than the head', async () => {
			const id = await store.createSession();
			const [a, b] = await say(store, id, 'a', 'b');
			await store.addMessage(id, said('c'), { after: a ?? null });
			assert.deepEqual(await texts(store, id), ['a', 'c']);
			assert.deepEqual(await store.getBranches(id), [
				{ messageId: b, state: 'diverged', branchesFrom: a, messageCount: 2 },
			]);
			await store.addMessage(id, said('d'), { after: null });
			assert.deepEqual(await texts(store, id), ['d']);
			await refuses('UNKNOWN_MESSAGE', () => store.addMessage(id, said('e'), { after: gone }));
		});
		it('refuses an unknown session and one in the trash', async () => {
			const id = await store.createSession();
			await store.deleteSession(id);
			await refuses('DELETED', () => store.addMessage(id, said('a')));
			await refuses('UNKNOWN_SESSION', () => store.addMessage(gone, said('a')));
			await refuses('UNKNOWN_SESSION', () => store.addMessage('../x', said('a')));
		});
		const cyclic: Record<string, unknown> = {};
		cyclic['self'] = cyclic;
		const hostile: Readonly<Record<string, unknown>> = {
			null: null,
			'a string': 'x',
			'no role': { content: 'x' },
			'no content': { role: 'user' },
			'null content': { role: 'user', content: null },
			'a part that is no object': { role: 'user', content: ['x'] },
			'a timestamp that is no number': { role: 'user', content: '', timestamp: '1' },
			NaN: { role: 'user', content: '', timestamp: NaN },
			'a number as tool call id': { role: 'user', content: '', toolCallId: 1 },
			'half a tool call': { role: 'user', content: '', toolCalls: [{ id: 'x' }] },
			'cyclic metadata': { role: 'user', content: '', metadata: cyclic },
			'a bigint': { role: 'user', content: '', metadata: { a: 1n } },
			'a function': { role: 'user', content: '', metadata: { a: () => 1 } },
			'undefined in a list': { role: 'user', content: '', metadata: { a: [undefined] } },
			'a date': { role: 'user', content: '', metadata: { a: new Date() } },
			'a list as metadata': { role: 'user', content: '', metadata: [] },
			__proto__: {
				role: 'user',
				content: '',
				metadata: JSON.parse('{"__proto__": {"polluted": 1}}') as unknown,
			},
		};
		for (const [name, message] of Object.entries(hostile)) {
			it(`refuses ${name}`, async () => {
				const id = await store.createSession();
				await refuses('INVALID', () => store.addMessage(id, message as NewMessage));
				await store.addMessage(id, said('still works'));
			});
		}
		it('refuses what is no list', async () => {
			const id = await store.createSession();
			await refuses('INVALID', () => store.addMessages(id, 'ab' as unknown as NewMessage[]));
		});
		it('keeps all of 250 messages', async () => {
			const id = await store.createSession();
			await store.addMessages(id, numbers(0, 150).map(said));
			await say(store, id, ...numbers(150, 250));
			const other = await temporary.open();
			assert.deepEqual(await texts(other, id), numbers(0, 250));
			assert.deepEqual(
				(await other.getMessages(id, { start: 98, end: 101 })).map(({ content }) => content),
				['98', '99', '100'],
			);
			assert.equal((await other.getMessages(id, { start: 249 })).length, 1);
			assert.deepEqual(await other.getMessages(id, { start: 250, end: 300 }), []);
			assert.deepEqual(await other.getMessages(id, { start: 3, end: 2 }), []);
			assert.equal((await other.getMessages(id, { start: -5, end: 2 })).length, 2);
		});
	});

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
