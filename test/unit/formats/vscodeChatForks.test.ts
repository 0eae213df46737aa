import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { readAll, said, shown, unpacked } from './importing.js';
import { Temporary } from '../store/temporary.js';
import { noon, pretty, request, stored, tool } from './vscodeChats.js';

const made = noon + 1000;

function asked(id: string, prompt: string, more: JsonObject = {}): JsonObject {
	return request(`request_${id}`, prompt, [{ value: `Answer to ${prompt}` }], more);
}

/** What VS Code makes of requests that it copies into a fork. */
function copies(requests: readonly JsonObject[], created = made): readonly JsonObject[] {
	return requests.map((each, i) => ({
		...each,
		requestId: `00000000-0000-4000-8000-${(created + i).toString(16).padStart(12, '0')}`,
		timestamp: created + i,
		modelState: { value: 1, completedAt: created + i },
	}));
}

function fork(sessionId: string, requests: readonly Json[], more: JsonObject = {}): string {
	return pretty(
		stored(requests, { sessionId, creationDate: made, customTitle: 'Abgezweigt: Planning', ...more }),
	);
}

const [plan, act, test] = [asked('1', 'Plan it'), asked('2', 'Do it'), asked('3', 'Test it')];
const parent = pretty(stored([plan, act, test], { sessionId: 'a', customTitle: 'Planning' }));
const own = asked('4', 'Do it otherwise');

function outline(sessions: readonly IncomingSession[]): readonly object[] {
	return sessions.map(({ source, parent: above, relation, shares, messages }) => [
		...[source.id, above?.id ?? null, relation],
		shares !== null && shares !== 'prefix' ? [shares.from?.id, shares.after] : null,
		messages.map(({ id }) => id),
	]);
}

const ofParent = ['request_1', 'request_1:answer', 'request_2', 'request_2:answer'];
const all = [...ofParent, 'request_3', 'request_3:answer'];

describe('VS Code chat: forks', () => {
	it('shares what a fork copied with the chat that it was made of', async () => {
		const { sessions, warnings } = await readAll({
			'b.json': fork('b', [...copies([plan, act]), own]),
			'a.json': parent,
			'c.json': fork('c', copies([plan]), { creationDate: made }),
		});
		assert.deepEqual(
			[outline(sessions), sessions[1]?.messages[0]?.after, sessions[2]?.head, warnings],
			[
				[
					['a', null, 'child', null, all],
					['b', 'a', 'fork', ['a', 'request_2:answer'], ['request_4', 'request_4:answer']],
					['c', 'a', 'fork', ['a', 'request_1:answer'], []],
				],
				'request_2:answer',
				'request_1:answer',
				[],
			],
		);
	});

	it('finds what the fork of a fork shares with either', async () => {
		const later = made + 5000;
		const { sessions } = await readAll({
			'a.json': parent,
			'b.json': fork('b', [...copies([plan, act]), own]),
			'c.json': fork('c', [...copies([plan, act, own], later), asked('5', 'On')], { creationDate: later }),
			'd.json': fork('d', copies([plan, act], later), { creationDate: later }),
		});
		assert.deepEqual(outline(sessions.slice(2)), [
			['c', 'b', 'fork', ['b', 'request_4:answer'], ['request_5', 'request_5:answer']],
			['d', 'a', 'fork', ['a', 'request_2:answer'], []],
		]);
	});

	it('takes of chats that say the same the one that the fork is called after', async () => {
		const twin = (sessionId: string, customTitle: string): string =>
			pretty(stored([plan, act], { sessionId, customTitle }));
		const files = { 'a.json': twin('a', 'Else'), 'b.json': twin('b', 'Planning') };
		const { sessions } = await readAll({ ...files, 'c.json': fork('c', copies([plan, act])) });
		const { sessions: partly } = await readAll({ ...files, 'c.json': fork('c', copies([plan, test])) });
		assert.deepEqual(
			[sessions, partly].map((each) => each.at(-1)?.shares),
			[
				{ from: { format: 'vscode-chat', id: 'b' }, after: 'request_2:answer' },
				{ from: { format: 'vscode-chat', id: 'b' }, after: 'request_1:answer' },
			],
		);
	});

	it('leaves a fork whole whose parent is not there, and chats that only begin alike', async () => {
		const { sessions } = await readAll({
			'a.json': pretty(stored([plan, test], { sessionId: 'a', customTitle: 'Else' })),
			'b.json': fork('b', [...copies([plan, act]), own]),
			'c.json': fork('c', [asked('7', 'Plan it', { timestamp: made })]),
			'd.json': fork('d', copies([plan, test], made - 5000), { creationDate: made - 5000 }),
			'e.json': fork(
				'e',
				copies([plan, test]).map((each) => ({ ...each, timestamp: noon })),
			),
		});
		assert.deepEqual(
			sessions.map((session) => [session.source.id, session.parent, shown(session).path.length]),
			[
				['a', null, 4],
				['b', null, 6],
				['c', null, 2],
				['d', null, 4],
				['e', null, 4],
			],
		);
	});

	it('keeps beside what it shares a copied request that was undone', async () => {
		const [first, second] = copies([plan, act]);
		const undone = { ...second, isHidden: true };
		const { sessions } = await readAll({ 'a.json': parent, 'b.json': fork('b', [first ?? {}, undone, own]) });
		const forked = sessions.find(({ source }) => source.id === 'b');
		assert.deepEqual(forked?.shares, {
			from: { format: 'vscode-chat', id: 'a' },
			after: 'request_1:answer',
		});
		assert.deepEqual(
			forked.messages.map((each) => said(unpacked(each))),
			[
				'user Do it',
				'assistant Answer to Do it',
				'user Do it otherwise',
				'assistant Answer to Do it otherwise',
			],
		);
		assert.equal(forked.messages[2]?.after, 'request_1:answer');
	});

	it('has the sub-agents of what it shares with its parent once', async () => {
		const agent = request('request_1', 'Dig', [
			tool('c1', { toolSpecificData: { kind: 'subagent', prompt: 'Look', result: 'Found' } }),
		]);
		const { sessions } = await readAll({
			'a.json': pretty(stored([agent], { sessionId: 'a', customTitle: 'Planning' })),
			'b.json': fork('b', copies([agent])),
		});
		assert.deepEqual(
			sessions.map(({ source }) => source.id),
			['a', 'a/c1', 'b'],
		);
	});

	it('has the places where its parent was summarised from that only', async () => {
		const metadata = {
			toolCallRounds: [
				{ id: 'one', response: 'First', toolCalls: [{ id: 't1', name: 'grep', arguments: '{}' }] },
			],
			summaries: [{ toolCallRoundId: 'one', text: 'In short.' }],
		};
		const long = request('request_1', 'Go', [{ value: 'First' }, tool('t1')], { result: { metadata } });
		const { sessions } = await readAll({
			'a.json': pretty(stored([long], { sessionId: 'a', customTitle: 'Planning' })),
			'b.json': fork('b', [...copies([long]), own]),
		});
		assert.deepEqual(
			sessions.map(({ snapshots, messages }) => [snapshots.length, messages.length]),
			[
				[1, 4],
				[0, 2],
			],
		);
	});

	it('adds nothing the second time, together or alone, whichever came first', async () => {
		const files = { 'a.json': parent, 'b.json': fork('b', [...copies([plan, act]), own]) };
		const { 'a.json': above, 'b.json': forked } = files;
		const orders = [
			[files, files, { 'b.json': forked }, { 'a.json': above }],
			[{ 'b.json': forked }, { 'a.json': above }, files, { 'b.json': forked }],
		];
		for (const order of orders) {
			const temporary = await Temporary.make();
			try {
				const store = await temporary.open();
				const counts: number[] = [];
				for (const each of order) {
					const { messages, grown } = await store.mergeSessions((await readAll(each)).sessions);
					counts.push(messages + grown);
				}
				const apart = order === orders[0] ? [8, 0, 0, 0] : [6, 6, 0, 0];
				assert.deepEqual(counts, apart);
			} finally {
				await temporary.remove();
			}
		}
	});

	it('goes on alone after what it shares, whatever of its own was there before', async () => {
		const better = asked('5', 'Do it better');
		const grown = [...copies([plan, act]), own];
		for (const [first, next, texts] of [
			[copies([plan, act]), grown, ['Plan it', 'Do it', 'Do it otherwise']],
			[grown, [...copies([plan, act]), better], ['Plan it', 'Do it', 'Do it better']],
		] as const) {
			const temporary = await Temporary.make();
			try {
				const store = await temporary.open();
				await store.mergeSessions((await readAll({ 'a.json': parent, 'b.json': fork('b', first) })).sessions);
				const anew = await temporary.open();
				const result = await anew.mergeSessions((await readAll({ 'b.json': fork('b', next) })).sessions);
				const [id = ''] = result.sessionIds;
				const path = await anew.getMessages(id);
				assert.deepEqual(
					[
						result.grown,
						result.warnings,
						path.filter(({ role }) => role === 'user').map(({ content }) => content),
					],
					[2, [], texts],
				);
			} finally {
				await temporary.remove();
			}
		}
	});

	it('makes no fork of a fork that only copied the same', async () => {
		const other = fork('c', [...copies([plan, act], made + 50), asked('6', 'Or so')], {
			creationDate: made + 50,
		});
		const { sessions } = await readAll({
			'b.json': fork('b', [...copies([plan, act]), own]),
			'c.json': other,
		});
		assert.deepEqual(
			sessions.map(({ parent: above, messages }) => [above, messages.length]),
			[
				[null, 6],
				[null, 6],
			],
		);
	});

	it('goes below its parent when that comes after it', async () => {
		const temporary = await Temporary.make();
		try {
			const store = await temporary.open();
			const files = { 'a.json': parent, 'b.json': fork('b', [...copies([plan, act]), own]) };
			const [id = ''] = (await store.mergeSessions((await readAll({ 'b.json': files['b.json'] })).sessions))
				.created;
			const [above = ''] = (await store.mergeSessions((await readAll(files)).sessions)).created;
			assert.equal((await store.getSession(id)).parentId, above);
		} finally {
			await temporary.remove();
		}
	});
});
