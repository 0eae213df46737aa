import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

function turn(from: string, value: Json, more: JsonObject = {}): JsonObject {
	return { from, value, ...more };
}

const talk = [turn('human', 'Which tree?'), turn('gpt', 'An oak.')];

async function readOne(value: Json): Promise<IncomingSession> {
	const { sessions, failures, warnings, recognised } = await readAll({ 'a.json': [value] });
	assert.deepEqual([failures, warnings], [[], []]);
	assert.equal(recognised[0]?.format, 'sharegpt');
	return sessions[0] ?? assert.fail();
}

/** What was said on the way to each end, the head first. */
function ways(session: IncomingSession): readonly (readonly string[])[] {
	const followed = new Set(session.messages.map(({ after }) => after));
	const ends = session.messages.map(({ id }) => id).filter((id) => !followed.has(id) && id !== session.head);
	return [session.head, ...ends].map((head) => pathOf({ ...session, head }).map(said));
}

const two = [
	['user Which tree?', 'assistant An oak.'],
	['user Which tree?', 'assistant An elm.'],
];

describe('reading ShareGPT sets', () => {
	it('reads lists, lines, single conversations, and either name', async () => {
		const { sessions, recognised } = await readAll({
			'bare.json': [turn('human', 'zero')],
			'lines.jsonl': asLines([
				{ id: 'a', conversations: [turn('human', 'one')] },
				{ conversation: [turn('user', 'two')] },
			]),
			'list.json': [{ conversations: [turn('human', 'three')] }],
			'pretty.json': JSON.stringify({ conversations: [turn('human', 'four')] }, undefined, 1),
		});
		assert.deepEqual(
			[sessions.map(({ title }) => title), recognised.map(({ format }) => format), sessions[1]?.metadata],
			[
				['zero', 'one', 'two', 'three', 'four'],
				['sharegpt', 'sharegpt', 'sharegpt', 'sharegpt'],
				{ sharegpt: { id: 'a' } },
			],
		);
	});

	const names: readonly (readonly [string, string])[] = [
		['human', 'user'],
		['user', 'user'],
		['gpt', 'assistant'],
		['chatgpt', 'assistant'],
		['assistant', 'assistant'],
		['bing', 'assistant'],
		['bard', 'assistant'],
		['system', 'system'],
		['tool', 'tool'],
		['observation', 'tool'],
		['function_response', 'tool'],
	];
	for (const [from, role] of names) {
		it(`knows ${from} as ${role}`, async () => {
			const session = await readOne({ conversations: [turn(from, 'x')] });
			assert.equal(session.messages[0]?.role, role);
		});
	}

	it('takes the rules and the tools that stand beside the turns', async () => {
		const session = await readOne({ conversations: talk, system: 'Be short', tools: '[{"name": "ls"}]' });
		assert.deepEqual(
			[pathOf(session).map(said), unpacked(session.messages[0] ?? assert.fail()).metadata['sharegpt']],
			[['system Be short', 'user Which tree?', 'assistant An oak.'], { tools: '[{"name": "ls"}]' }],
		);
	});

	it('pairs calls with what was observed', async () => {
		const session = await readOne({
			conversations: [
				turn('human', 'Look'),
				turn('function_call', '{"name": "ls", "arguments": {"path": "/"}}'),
				turn('observation', 'bin'),
				turn('function_call', '[{"name": "a", "arguments": {}}, {"name": "b"}]'),
				turn('tool', 'first'),
				turn('tool', 'second'),
				turn('function_call', 'ls -l'),
				turn('observation', 'total 0'),
				turn('gpt', 'Done'),
			],
		});
		const path = pathOf(session);
		assert.deepEqual(
			[path.map(said), path.flatMap(({ toolCalls = [] }) => toolCalls.map((call) => call.arguments))],
			[
				[
					'user Look',
					'assistant  ls()#call 1',
					'tool #call 1 bin',
					'assistant  a()#call 2 b()#call 3',
					'tool #call 2 first',
					'tool #call 3 second',
					'assistant  function_call()#call 4',
					'tool #call 4 total 0',
					'assistant Done',
				],
				['{"path":"/"}', '{}', '', 'ls -l'],
			],
		);
	});

	const rejected = turn('gpt', 'An elm.');
	const asRoles = (answer: string): JsonObject[] => [
		{ role: 'user', content: 'Which tree?' },
		{ role: 'assistant', content: answer },
	];
	const sets: readonly (readonly [string, JsonObject])[] = [
		['as single turns', { conversations: talk.slice(0, 1), chosen: talk[1] ?? null, rejected }],
		['as texts', { conversations: talk.slice(0, 1), chosen: 'An oak.', rejected: 'An elm.' }],
		['as texts after a prompt', { prompt: 'Which tree?', chosen: 'An oak.', rejected: 'An elm.' }],
		[
			'as lists that repeat the prompt',
			{ prompt: 'Which tree?', chosen: asRoles('An oak.'), rejected: asRoles('An elm.') },
		],
		['as whole lists', { chosen: asRoles('An oak.'), rejected: asRoles('An elm.') }],
		[
			'as lists of answers',
			{
				prompt: asRoles('').slice(0, 1),
				chosen: asRoles('An oak.').slice(1),
				rejected: asRoles('An elm.').slice(1),
			},
		],
		['beside messages', { messages: asRoles('').slice(0, 1), chosen: talk[1] ?? null, rejected }],
	];
	for (const [name, value] of sets) {
		it(`makes branches of two answers, the chosen one shown: ${name}`, async () => {
			const session = await readOne(value);
			assert.deepEqual([ways(session), session.messages.length, session.title], [two, 3, 'Which tree?']);
		});
	}

	it('remembers which branch was preferred, and the scores', async () => {
		const session = await readOne({
			chosen: asRoles('An oak.'),
			rejected: asRoles('An elm.'),
			score_chosen: 9,
		});
		assert.deepEqual(
			[session.metadata, session.messages.map((message) => unpacked(message).metadata['sharegpt'])],
			[{ sharegpt: { score_chosen: 9 } }, [undefined, { preference: 'chosen' }, { preference: 'rejected' }]],
		);
	});

	it('makes no branch where both answers are the same', async () => {
		const session = await readOne({ chosen: asRoles('An oak.'), rejected: asRoles('An oak.') });
		assert.deepEqual(ways(session), two.slice(0, 1));
	});

	it('keeps nothing for a number beyond all bounds', async () => {
		const { sessions } = await readAll({
			'a.jsonl': JSON.stringify({ conversations: talk, score: 'MUCH' }).replace('"MUCH"', '1e400'),
		});
		assert.deepEqual(
			sessions.map(({ metadata }) => metadata),
			[{ sharegpt: { score: null } }],
		);
	});
});
