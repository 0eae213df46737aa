import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { picked } from './fixtures.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';
import { readSources } from '../../../src/formats/readSources.js';

function user(content: Json, more: JsonObject = {}): JsonObject {
	return { role: 'user', content, ...more };
}

function answer(content: Json, more: JsonObject = {}): JsonObject {
	return { role: 'assistant', content, ...more };
}

const talk = [user('Which tree?'), answer('An oak.')];

async function readOne(messages: readonly Json[], more: JsonObject = {}): Promise<IncomingSession> {
	const { sessions, failures, warnings } = await readAll({ 'a.jsonl': asLines([{ messages, ...more }]) });
	assert.deepEqual([failures, warnings], [[], []]);
	return sessions[0] ?? assert.fail();
}

function ids(sessions: readonly IncomingSession[]): readonly string[] {
	return sessions.map(({ source }) => source.id);
}

describe('reading OpenAI chats', () => {
	it('reads what other interfaces call parts', async () => {
		const turns = [
			{ role: 'user', parts: [{ text: 'Which tree?' }] },
			{ role: 'model', parts: [{ text: 'An oak.' }, { functionCall: { name: 'plant' } }] },
		];
		const { sessions } = await readAll({ 'talk.json': JSON.stringify({ messages: turns }) });
		assert.deepEqual(
			sessions.map(pathOf).map((path) => path.map(said)),
			[['user Which tree?', 'assistant <text>An oak. <data>']],
		);
	});

	it('gives one session a line, called by its first prompt, at the time of the file', async () => {
		const lines = asLines([
			{ messages: [{ role: 'developer', content: 'Be short' }, ...talk], tools: [{ type: 'function' }] },
			{ messages: [user('Which bush?')], title: 'Bushes', model: 'gpt-x', score: 3 },
		]);
		const { sessions, recognised, warnings } = await readSources([
			{ ...picked('a.jsonl', lines), modified: 1_760_000_000_000 },
		]);
		assert.deepEqual(
			{
				sessions: sessions.map((session) => [
					session.title,
					session.source.format,
					session.createdAt,
					session.metadata,
					pathOf(session).map(said),
				]),
				first: unpacked(sessions[0]?.messages[0] ?? assert.fail()).metadata['openai'],
				recognised,
				warnings,
			},
			{
				sessions: [
					[
						'Which tree?',
						'openai',
						1_760_000_000_000,
						{},
						['system Be short', 'user Which tree?', 'assistant An oak.'],
					],
					[
						'Bushes',
						'openai',
						1_760_000_000_000,
						{ model: 'gpt-x', openai: { score: 3 } },
						['user Which bush?'],
					],
				],
				first: { tools: [{ type: 'function' }] },
				recognised: [{ path: 'a.jsonl', format: 'openai', sessions: 2, messages: 4 }],
				warnings: [],
			},
		);
	});

	it('reads a list of conversations, a list of messages, and a single conversation', async () => {
		const reading = await readAll({
			'bare.json': talk,
			'list.json': [{ messages: [user('one')] }, { messages: [user('two')] }],
			'pretty.json': JSON.stringify({ messages: [user('three')] }, undefined, 1),
			'rows.jsonl': asLines([[user('four')], [user('five')]]),
			'single.json': { messages: [user('six')] },
		});
		assert.deepEqual(
			[reading.sessions.map(({ title }) => title), reading.recognised.map(({ format }) => format)],
			[
				['Which tree?', 'one', 'two', 'three', 'four', 'five', 'six'],
				['openai', 'openai', 'openai', 'openai', 'openai'],
			],
		);
	});

	it('pairs calls with results: by id, by name, or one after the other', async () => {
		const call = (id: string | null, name: string): JsonObject => ({
			...(id !== null && { id }),
			type: 'function',
			function: { name, arguments: '{}' },
		});
		const session = await readOne([
			user('Look'),
			answer(null, { tool_calls: [call('a', 'ls'), call('b', 'cat')] }),
			{ role: 'tool', tool_call_id: 'b', content: 'meow' },
			{ role: 'tool', tool_call_id: 'a', content: 'files' },
			answer('And', { function_call: { name: 'ls', arguments: { path: '/' } } }),
			{ role: 'function', name: 'ls', content: 'bin' },
			answer(null, { tool_calls: [call(null, 'ls'), call(null, 'cat')] }),
			{ role: 'tool', name: 'cat', content: 'purr' },
			{ role: 'tool', content: 'more' },
			{ role: 'tool', content: 'unasked' },
		]);
		const path = pathOf(session);
		assert.deepEqual(
			[path.map(said), path[4]?.toolCalls?.[0]?.arguments],
			[
				[
					'user Look',
					'assistant  ls()#a cat()#b',
					'tool #b meow',
					'tool #a files',
					'assistant And ls()#call 1',
					'tool #call 1 bin',
					'assistant  ls()#call 2 cat()#call 3',
					'tool #call 3 purr',
					'tool #call 2 more',
					'tool unasked',
				],
				'{"path":"/"}',
			],
		);
	});

	it('takes parts, thoughts, names and what else a message says', async () => {
		const session = await readOne([
			user(
				[
					{ type: 'text', text: 'See' },
					{ type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
					{ type: 'image_url', image_url: { url: 'https://pictures.example/1.png' } },
					{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' } },
					{ type: 'input_audio', input_audio: { format: 'wav' } },
				],
				{ name: 'ann' },
			),
			answer('No.', { reasoning_content: 'Hm.', weight: 0, usage: { total_tokens: 5 }, model: 'm' }),
			{ role: 'critic', content: 'Why not?' },
		]);
		assert.deepEqual(
			pathOf(session).map(({ role, content, metadata: { nativeId, ...more } }) => [
				typeof nativeId,
				role,
				content,
				more,
			]),
			[
				[
					'string',
					'user',
					[
						{ type: 'text', text: 'See' },
						{ type: 'image', mediaType: 'image/png', data: 'QUJD' },
						{ type: 'image', mediaType: 'image/*', url: 'https://pictures.example/1.png' },
						{ type: 'file', name: 'a.pdf', mediaType: 'application/pdf', data: 'QUJD' },
						{
							type: 'data',
							source: 'openai',
							value: { type: 'input_audio', input_audio: { format: 'wav' } },
						},
					],
					{ author: 'ann' },
				],
				[
					'string',
					'assistant',
					[
						{ type: 'thinking', text: 'Hm.' },
						{ type: 'text', text: 'No.' },
					],
					{ model: 'm', usage: { total_tokens: 5 }, openai: { weight: 0 } },
				],
				['string', 'assistant', 'Why not?', { author: 'critic' }],
			],
		);
	});

	it('understands blocks of Anthropic', async () => {
		const session = await readOne(
			[
				user('Look'),
				answer([
					{ type: 'thinking', thinking: 'Hm.', signature: 's' },
					{ type: 'tool_use', id: 't1', name: 'ls', input: { path: '/' } },
					{ type: 'tool_use', id: 't2', name: 'ls', input: {} },
				]),
				user([
					{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'bin' }] },
					{ type: 'tool_result', tool_use_id: 't2', content: 'denied', is_error: true },
					{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
					{ type: 'text', text: 'Go on' },
				]),
			],
			{ system: 'Be short' },
		);
		const path = pathOf(session);
		assert.deepEqual(
			[path.map(said), path.filter(({ metadata }) => metadata['isError'] === true).length, session.title],
			[
				[
					'system Be short',
					'user Look',
					'assistant <thinking>Hm. ls()#t1 ls()#t2',
					'tool #t1 bin',
					'tool #t2 denied',
					'user <image> <text>Go on',
				],
				1,
				'Look',
			],
		);
	});

	it('knows a conversation that went on, and its messages, again', async () => {
		const longer = [...talk, user('Why?'), answer('An oak.')];
		const before = await readOne(talk);
		const after = await readOne(longer);
		assert.deepEqual(
			[after.source, after.messages.slice(0, 2).map(({ id }) => id)],
			[before.source, before.messages.map(({ id }) => id)],
		);
		const together = await readAll({
			'1.jsonl': asLines([{ messages: longer }]),
			'2.jsonl': asLines([{ messages: talk }]),
		});
		assert.deepEqual(
			[ids(together.sessions), together.sessions.map(({ messages }) => messages.length)],
			[[before.source.id], [4]],
		);
	});

	it('keeps conversations apart that are there twice, or have other ids', async () => {
		const { sessions } = await readAll({
			'a.jsonl': asLines([
				{ messages: talk },
				{ messages: talk },
				{ messages: [...talk, user('Why?')] },
				{ messages: talk, id: 'x' },
				{ messages: [user('Which tree?'), answer('An elm.')] },
			]),
		});
		const [first, second, third, ...others] = ids(sessions);
		assert.deepEqual([second, third], [`${first ?? ''}.1`, `${first ?? ''}.2`]);
		assert.equal(new Set([first, ...others]).size, 3);
	});

	it('leaves out lines and turns that are none, and tells which', async () => {
		const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		const input = answer([{ type: 'tool_use', id: 't', name: 'n', input: 'DEEP' }]);
		const { sessions, warnings } = await readAll({
			'a.jsonl': asLines([
				{ messages: talk },
				{ other: 1 },
				{ messages: [...talk, input, answer('Still here')] },
				{ messages: ['text', user('one'), { content: 'nobody' }] },
				{ messages: [] },
				{ messages: talk, about: 'DEEP' },
			]).replaceAll('"DEEP"', deep),
		});
		assert.deepEqual(
			[sessions.map((session) => pathOf(session).map(said)), warnings.map(({ message }) => message)],
			[
				[
					['user Which tree?', 'assistant An oak.'],
					['user Which tree?', 'assistant An oak.', 'assistant Still here'],
					['user one'],
				],
				[
					'line 2 and 1 more: no conversation; left out',
					'line 3 and 1 more: nested deeper than 180 levels; left out',
					'line 4 and 1 more: a turn without a role; left out',
				],
			],
		);
	});

	it('keeps off sessions of agents, and lists of anything else', async () => {
		const { recognised } = await readAll({
			'praison.json': { session_id: 's', messages: [{ ...user('x'), timestamp: 1 }] },
			'opencode.json': { info: { id: 's' }, messages: [{ info: { role: 'user' }, parts: [] }] },
			'people.json': [{ role: 'admin', content: 'Ann' }],
			'mail.json': { messages: [{ subject: 'x' }] },
		});
		assert.deepEqual(
			recognised.map(({ path, format }) => [path, format]).filter(([, format]) => format !== 'opencode'),
			[['praison.json', 'praisonai']],
		);
	});
});
