import { strict as assert } from 'node:assert';
import type { NewMessage } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { numbers, said, say, Temporary, texts, type Refuses } from './temporary.js';

describe('addMessage, addMessages', () => {
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
	it('says at once what it will say when it is read again', async () => {
		const id = await store.createSession();
		await store.addMessage(id, { role: 'user', content: '', timestamp: -0 });
		for (const reader of [store, await temporary.open()]) {
			const [message] = await reader.getMessages(id);
			assert.deepEqual([message?.timestamp, message?.metadata], [0, {}]);
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
