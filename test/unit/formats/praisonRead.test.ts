import { strict as assert } from 'node:assert';
import type { BundleSession } from '../../../src/store/bundleModel.js';
import type { JsonObject } from '../../../src/store/model.js';
import { noon, picked, session, snapshot, turn, turns } from './fixtures.js';
import { readBundle } from './importing.js';

interface Outline {
	readonly parent?: string;
	readonly relation?: string;
	readonly point?: string | null;
	readonly own: number;
}

/** Reads sessions as a directory and gives their tree and the warnings. */
async function outline(...files: readonly JsonObject[]): Promise<{
	readonly sessions: Record<string, Outline>;
	readonly warnings: readonly string[];
}> {
	const reading = await readBundle(files.map((file, i) => picked(`${i.toString()}.json`, file)));
	assert.deepEqual(reading.failures, []);
	const outlines = (reading.bundle?.sessions ?? []).map((each): [string, Outline] => [
		each.id,
		{
			...(each.parentId !== null && { parent: each.parentId, relation: each.relation }),
			...(each.forkPoint && { point: each.forkPoint.messageId }),
			own: each.messages.length,
		},
	]);
	return { sessions: Object.fromEntries(outlines), warnings: reading.warnings.map(({ message }) => message) };
}

async function readOne(file: JsonObject): Promise<BundleSession> {
	const { bundle } = await readBundle([picked('one.json', file)]);
	assert.ok(bundle?.sessions[0]);
	return bundle.sessions[0];
}

function forkOf(parent: string, index: string | null): JsonObject {
	return { parent_id: parent, forked_from_message_id: index };
}

describe('reading PraisonAI sessions', () => {
	it('takes over everything a session holds', async () => {
		const call = { id: 'c', type: 'function', function: { name: 'ls', arguments: '{"a": 1}' } };
		const file = session(
			'my.id',
			[
				turn('assistant', 'I look.', 0, { tool_calls: [call], metadata: { model: 'm' } }),
				turn('tool', 'a.txt', 1, { tool_call_id: 'c', name: 'ls' }),
			],
			{ agent_name: 'Coder', is_shared: true, metadata: { team: 'x' }, snapshots: [snapshot('S', 0, 0.5)] },
		);
		assert.deepEqual(await readOne(file), {
			id: 'my.id',
			title: 'Title of my.id',
			parentId: null,
			relation: 'child',
			forkPoint: null,
			head: 'my.id/1',
			messages: [
				{
					id: 'my.id/0',
					after: null,
					role: 'assistant',
					content: 'I look.',
					toolCalls: [{ id: 'c', name: 'ls', arguments: '{"a": 1}' }],
					timestamp: noon * 1000,
					metadata: { model: 'm' },
				},
				{
					id: 'my.id/1',
					after: 'my.id/0',
					role: 'tool',
					content: 'a.txt',
					toolCallId: 'c',
					timestamp: (noon + 1) * 1000,
					metadata: { praisonai: { fields: { name: 'ls' } } },
				},
			],
			snapshots: [
				{
					id: 'my.id/snapshot 0',
					messageId: 'my.id/0',
					label: 'S',
					createdAt: (noon + 0.5) * 1000,
					metadata: { praisonai: { fields: { id: 'S', session_id: 's' } } },
				},
			],
			discarded: [],
			agentName: 'Coder',
			metadata: {
				team: 'x',
				praisonai: {
					title: 'Title of my.id',
					fields: {
						session_id: 'my.id',
						created_at: '2023-11-14T22:13:20.000123+00:00',
						updated_at: '2023-11-14T23:13:20.000456+00:00',
						agent_name: 'Coder',
						user_id: null,
						parent_id: null,
						forked_from_message_id: null,
						children_ids: [],
						snapshots: [],
						is_shared: true,
						title: 'Title of my.id',
					},
				},
			},
			shared: true,
			createdAt: Date.UTC(2023, 10, 14, 22, 13, 20),
			updatedAt: Date.UTC(2023, 10, 14, 23, 13, 20),
			source: { format: 'praisonai', id: 'my.id' },
		});
	});

	const titles: readonly (readonly [string, JsonObject, string])[] = [
		['its title', { title: 'A', metadata: { title: 'B' } }, 'A'],
		['the title in its metadata', { title: ' ', metadata: { title: 'B' } }, 'B'],
		[
			'its first prompt',
			{ title: null, messages: [turn('system', 's', 0), turn('user', 'Do\n this', 1)] },
			'Do this',
		],
		[
			'the beginning of a long prompt',
			{ title: null, messages: [turn('user', 'ab '.repeat(99), 1)] },
			`${'ab '.repeat(19)}ab…`,
		],
		['its id', { title: null }, 't'],
	];
	for (const [name, more, title] of titles) {
		it(`is called by ${name}`, async () => {
			assert.equal((await readOne(session('t', [], more))).title, title);
		});
	}

	it('tells forks from children, though either has only a parent_id', async () => {
		const whole = turns(4);
		assert.deepEqual(
			await outline(
				session('child', turns(2, 50), forkOf('root', null)),
				session('empty', [], forkOf('root', null)),
				session('fork', [...whole.slice(0, 2), ...turns(2, 60)], forkOf('root', '1')),
				session('all', [...whole, ...turns(1, 70)], forkOf('root', null)),
				session('deep', [...whole.slice(0, 2), ...turns(1, 60), ...turns(1, 80)], forkOf('fork', '2')),
				session('root', [...whole, ...turns(3, 4)]),
			),
			{
				sessions: {
					root: { own: 7 },
					child: { parent: 'root', relation: 'child', own: 2 },
					empty: { parent: 'root', relation: 'child', own: 0 },
					fork: { parent: 'root', relation: 'fork', point: 'root/1', own: 2 },
					all: { parent: 'root', relation: 'fork', point: 'root/3', own: 1 },
					deep: { parent: 'fork', relation: 'fork', point: 'fork/2', own: 1 },
				},
				warnings: [],
			},
		);
	});

	it('believes the recorded index where messages without times are equal by chance', async () => {
		const bare = (content: string): JsonObject => ({ role: 'user', content });
		const { sessions, warnings } = await outline(
			session('p', [bare('a'), bare('b'), bare('c')]),
			session('f', [bare('a'), bare('b'), bare('c')], forkOf('p', '0')),
			session('c', [{ role: 'system', content: 'rules' }], forkOf('q', null)),
			session('q', [{ role: 'system', content: 'rules' }, bare('x')]),
		);
		assert.deepEqual(
			{ f: sessions['f'], c: sessions['c'], warnings },
			{
				f: { parent: 'p', relation: 'fork', point: 'p/0', own: 2 },
				c: { parent: 'q', relation: 'child', own: 1 },
				warnings: [],
			},
		);
	});

	it('takes a message for another one where no time tells them apart', async () => {
		const bare = (content: string): JsonObject => ({ role: 'user', content });
		assert.deepEqual(
			await outline(
				session('p', [bare('a'), bare('yes'), bare('b')]),
				session('c', [bare('yes'), bare('b')], forkOf('p', null)),
			),
			{ sessions: { p: { own: 3 }, c: { parent: 'p', relation: 'child', own: 2 } }, warnings: [] },
		);
	});

	it('gives a message without a time that of the message before it', async () => {
		const bare = { role: 'user', content: 'x' };
		const { messages, createdAt } = await readOne(session('s', [bare, turn('user', 'y', 9), bare]));
		assert.deepEqual(
			messages.map(({ timestamp }) => timestamp),
			[createdAt, (noon + 9) * 1000, (noon + 9) * 1000],
		);
	});

	it('finds the place of a fork whose parent was reverted after it, and says so', async () => {
		assert.deepEqual(
			await outline(
				session('p', [...turns(2), ...turns(2, 40)]),
				session('f', turns(5), forkOf('p', '4')),
				session('g', turns(2, 90), forkOf('p', '3')),
			),
			{
				sessions: {
					p: { own: 4 },
					f: { parent: 'p', relation: 'fork', point: 'p/1', own: 3 },
					g: { parent: 'p', relation: 'fork', point: null, own: 2 },
				},
				warnings: [
					'“Title of f” was forked from message number 5 of “Title of p”, and that no longer fits: they share 2 messages, and the fork now begins after those',
					'“Title of g” was forked from message number 4 of “Title of p”, and that no longer fits: they share none, so all of its messages are its own',
				],
			},
		);
	});

	it('gives a session back the head that PraisonAI cut off, where a fork still has it', async () => {
		const { sessions, warnings } = await outline(
			session('p', turns(6, 4)),
			session('early', [...turns(6), ...turns(1, 50)], forkOf('p', '5')),
			session('late', [...turns(3, 6), ...turns(1, 60)], forkOf('p', '8')),
		);
		assert.deepEqual(
			{ sessions, warnings },
			{
				sessions: {
					p: { own: 10 },
					early: { parent: 'p', relation: 'fork', point: 'p/5', own: 1 },
					late: { parent: 'p', relation: 'fork', point: 'p/8', own: 1 },
				},
				warnings: [
					'“Title of p”: PraisonAI had cut off its first 4 messages; its fork “Title of early” still had them, so they are back',
				],
			},
		);
	});

	it('gives heads back along a line of forks, to those that are forks themselves too', async () => {
		const { sessions, warnings } = await outline(
			session('p', turns(3, 4)),
			session('f', [...turns(5, 2), ...turns(1, 50)], forkOf('p', '6')),
			session('g', [...turns(7), ...turns(2, 50)], forkOf('f', '7')),
		);
		assert.deepEqual(
			{ sessions, warnings: warnings.length },
			{
				sessions: {
					p: { own: 7 },
					f: { parent: 'p', relation: 'fork', point: 'p/6', own: 1 },
					g: { parent: 'f', relation: 'fork', point: 'f/7', own: 1 },
				},
				warnings: 2,
			},
		);
	});

	it('understands an index from before the parent archived, and one of a fork that lost its head', async () => {
		const summaries = [90, 91].map((second) =>
			turn('system', `[Session Summary ${second.toString()}]`, second),
		);
		const [first = {}, second = {}] = summaries;
		const { sessions, warnings } = await outline(
			session('p', [second, ...turns(3, 5)], { archived_messages: [...turns(3), first, ...turns(2, 3)] }),
			session('before', [first, ...turns(1, 3), ...turns(1, 40)], forkOf('p', '1')),
			session('cut', [...turns(2, 5), ...turns(1, 50)], forkOf('p', '2')),
		);
		assert.deepEqual(
			{ sessions, warnings },
			{
				sessions: {
					p: { own: 10 },
					before: { parent: 'p', relation: 'fork', point: 'p/4', own: 1 },
					cut: { parent: 'p', relation: 'fork', point: 'p/8', own: 1 },
				},
				warnings: [],
			},
		);
	});

	it('puts archived messages before the summary, and counts indices from the summary', async () => {
		const summary = turn('system', '[Session Summary]', 100, { metadata: { compaction: true } });
		const live = [summary, ...turns(3, 3)];
		const file = session('p', live, { archived_messages: turns(3), snapshots: [snapshot('S', 2, 4.5)] });
		const fork = session('f', [...live.slice(0, 3), ...turns(1, 50)], forkOf('p', '2'));
		const { bundle, warnings } = await readBundle([picked('p', file), picked('f', fork)]);
		assert.deepEqual(
			{
				contents: bundle?.sessions[0]?.messages.map(({ content }) => content),
				snapshot: bundle?.sessions[0]?.snapshots[0]?.messageId,
				point: bundle?.sessions[1]?.forkPoint?.messageId,
				own: bundle?.sessions[1]?.messages.length,
				warnings,
			},
			{
				contents: ['turn 0', 'turn 1', 'turn 2', '[Session Summary]', 'turn 3', 'turn 4', 'turn 5'],
				snapshot: 'p/5',
				point: 'p/5',
				own: 1,
				warnings: [],
			},
		);
	});

	it('makes a root of what has no parent here, or is its own', async () => {
		const { sessions, warnings } = await outline(
			session('orphan', turns(2), forkOf('gone', '1')),
			session('a', [], { ...forkOf('b', null), created_at: '2023-01-02T00:00:00+00:00' }),
			session('b', [], { ...forkOf('a', null), created_at: '2023-01-01T00:00:00+00:00' }),
			session('self', [], forkOf('self', null)),
		);
		assert.deepEqual(
			{ sessions, warnings },
			{
				sessions: {
					orphan: { own: 2 },
					b: { own: 0 },
					a: { parent: 'b', relation: 'child', own: 0 },
					self: { own: 0 },
				},
				warnings: [
					'“Title of orphan”: its parent gone is not among the files; it becomes a root, with all of its messages',
					'“Title of b”: its parents lead back to itself (its parent is “Title of a”); it becomes a root',
					'“Title of self”: its parents lead back to itself (its parent is itself); it becomes a root',
				],
			},
		);
	});

	it('knows a fork whose parent is yet to come by its recorded point', async () => {
		const relations = await Promise.all(
			['1', null].map(async (at) => (await readOne(session('f', turns(2), forkOf('later', at)))).relation),
		);
		assert.deepEqual(relations, ['fork', 'child']);
	});

	it('keeps both of two sessions with one id', async () => {
		assert.deepEqual(await outline(session('s', turns(1)), session('s', turns(2))), {
			sessions: { s: { own: 1 }, 's~2': { own: 2 } },
			warnings: ['“Title of s”: 0.json is a session with the same id (s); both are kept'],
		});
	});
});
