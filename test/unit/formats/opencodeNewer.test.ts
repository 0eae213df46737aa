import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import { about, pathOf, readAll, said } from './importing.js';
import { assistant, exported, info, start, text, tool, user } from './opencodeExports.js';

/** A message of opencode 2, written `at` milliseconds after the start. */
function entry(type: string, id: string, at: number, more: JsonObject): JsonObject {
	return { id, type, time: { created: start + at }, ...more };
}

function prompt(id: string, at: number, words: string, more: JsonObject = {}): JsonObject {
	return entry('user', id, at, { text: words, ...more });
}

/** A session of opencode 2. */
function session(id: string, more: JsonObject = {}): JsonObject {
	const { directory, ...rest } = info(id);
	return { ...rest, location: { directory: directory ?? '' }, ...more };
}

const files = [
	{ data: 'aGk=', mime: 'text/plain', source: { type: 'uri', uri: 'file:///w/x.txt' }, name: 'x.txt' },
	{ data: 'AAAA', mime: 'image/png' },
	{ uri: 'file:///w/y.txt', mime: 'text/plain', name: 'y.txt' },
];

const calls: readonly JsonObject[] = [
	{
		type: 'tool',
		id: 'c1',
		name: 'shell',
		state: {
			status: 'completed',
			input: { command: 'ls' },
			content: [text('a'), { type: 'file', uri: 'data:image/png;base64,AAAA', mime: 'image/png' }],
		},
		time: { created: start + 20, ran: start + 21, completed: start + 26 },
	},
	{
		type: 'tool',
		id: 'c2',
		name: 'read',
		state: { status: 'error', input: {}, error: { message: 'ENOENT' }, content: [text('partial')] },
		time: { created: start + 30 },
	},
	{
		type: 'tool',
		id: 'c3',
		name: 'edit',
		state: { status: 'streaming', input: '{"a' },
		time: { created: 1 },
	},
];

describe('opencode 2', () => {
	it('reads an export: prompts with files, answers, calls and what came back', async () => {
		const model = { id: 'm', providerID: 'p' };
		const { sessions, warnings, recognised } = await readAll({
			'a.json': exported(session('ses_1'), [
				prompt('msg_1', 0, 'Look', { files }),
				entry('agent-switched', 'msg_2', 1, { agent: 'plan' }),
				entry('synthetic', 'msg_3', 2, { text: 'Remember' }),
				entry('assistant', 'msg_4', 10, {
					agent: 'build',
					model,
					content: [{ type: 'reasoning', text: 'Hm.' }, text('I look.'), ...calls],
					finish: 'tool-calls',
					rawFinish: 'tool_use',
					cost: 0.5,
					tokens: { input: 1 },
				}),
				entry('idle', 'msg_5', 40, { outcome: 'succeeded' }),
			]),
		});
		const path = sessions.flatMap(pathOf);
		assert.deepEqual(
			{
				count: recognised.map(({ messages }) => messages),
				metadata: sessions[0]?.metadata,
				said: path.map(said),
				about: path.slice(2).map(about),
				files: path[0]?.content.slice(1),
				streamed: path[2]?.toolCalls?.[2]?.arguments,
				warnings,
			},
			{
				count: [5],
				metadata: { cwd: '/home/ann/app', opencode: { version: '1.0.0' } },
				said: [
					'user <text>Look <file> <image> <file>',
					'system Remember',
					'assistant <thinking>Hm. <text>I look. shell()#c1 read()#c2 edit()#c3',
					'tool #c1 <text>a <image>',
					'tool #c2 ENOENT\n\npartial',
				],
				about: [
					{ model: 'm', usage: { input: 1 }, cost: 0.5, opencode: { providerID: 'p' } },
					{ durationMs: 5 },
					{ isError: true, durationMs: 0 },
				],
				files: [
					{ type: 'file', name: 'x.txt', mediaType: 'text/plain', data: 'aGk=' },
					{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
					{ type: 'file', name: 'y.txt', mediaType: 'text/plain', url: 'file:///w/y.txt' },
				],
				streamed: '{"a',
				warnings: [],
			},
		);
	});

	it('keeps what it does not know, in words where it has some', async () => {
		const { sessions } = await readAll({
			'a.json': exported(session('ses_1'), [
				prompt('msg_1', 0, 'Go'),
				entry('notice', 'msg_2', 1, { text: 'Out of paint' }),
				entry('novelty', 'msg_3', 2, { body: 'x' }),
				entry('model-switched', 'msg_4', 3, { model: {} }),
			]),
		});
		const path = sessions.flatMap(pathOf);
		assert.deepEqual(path.map(said), ['user Go', 'system Out of paint', 'system <data>']);
		const value = { type: 'novelty', time: { created: start + 2 }, body: 'x' };
		assert.deepEqual(path[2]?.content, [{ type: 'data', source: 'opencode', value }]);
	});

	it('shows commands that a person ran, and marks compactions that came to an end', async () => {
		const { sessions } = await readAll({
			'a.json': exported(session('ses_1'), [
				prompt('msg_1', 0, 'Go'),
				entry('shell', 'msg_2', 10, { shellID: 'sh', command: 'echo hi', output: { output: 'hi' } }),
				entry('compaction', 'msg_3', 20, { status: 'running' }),
				entry('compaction', 'msg_4', 30, { status: 'completed', summary: 'So far' }),
			]),
		});
		const path = sessions.flatMap(pathOf);
		assert.deepEqual(
			[
				path.map(said),
				path[1]?.toolCalls?.[0]?.arguments,
				path.at(-1)?.metadata['compaction'],
				sessions[0]?.snapshots.map(({ messageId, label }) => [messageId, label]),
			],
			[
				['user Go', 'assistant  shell()#sh', 'tool #sh hi', 'assistant So far'],
				'{"command":"echo hi"}',
				true,
				[['msg_2:sh', 'Before compaction']],
			],
		);
	});

	it('puts a fork below the session that it names, here or not, and shares what it repeats', async () => {
		const fork = (id: string, from: string): JsonObject =>
			session(id, { title: id, fork: { sessionID: from, messageID: 'msg_2' } });
		const { sessions } = await readAll({
			'1.json': exported(fork('ses_2', 'ses_1'), [prompt('msg_f1', 0, 'Go'), prompt('msg_f2', 9, 'Else')]),
			'2.json': exported(session('ses_1'), [prompt('msg_1', 0, 'Go'), prompt('msg_2', 5, 'On')]),
			'3.json': exported(fork('ses_3', 'ses_gone'), [prompt('msg_g1', 0, 'Hi')]),
			'4.json': exported(session('ses_4', { parentID: 'ses_1' }), []),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, messages, metadata }) => [
				source.id,
				parent?.id,
				relation,
				messages.map(({ id, after }) => [id, after]),
				metadata['opencode'],
			]),
			[
				[
					'ses_1',
					undefined,
					'child',
					[
						['msg_1', null],
						['msg_2', 'msg_1'],
					],
					{ version: '1.0.0' },
				],
				[
					'ses_2',
					'ses_1',
					'fork',
					[
						['msg_1', null],
						['msg_f2', 'msg_1'],
					],
					{ version: '1.0.0' },
				],
				['ses_3', 'ses_gone', 'fork', [['msg_g1', null]], { version: '1.0.0' }],
				['ses_4', 'ses_1', 'child', [], { version: '1.0.0' }],
			],
		);
	});

	it('keeps what a tool had printed until it was stopped', async () => {
		const stopped = (error: string, output: string): JsonObject => ({
			status: 'error',
			input: {},
			error,
			metadata: { output, exit: 1 },
			time: { start, end: start },
		});
		const { sessions } = await readAll({
			'a.json': exported(info('ses_1'), [
				user('msg_1', 1, text('Go')),
				assistant('msg_2', 2, [
					tool('c1', 'bash', stopped('Aborted', 'line 1')),
					tool('c2', 'bash', stopped('Failed: line 1', 'line 1')),
				]),
			]),
		});
		const results = sessions.flatMap(pathOf).slice(2);
		assert.deepEqual(
			[results.map(said), results.map(({ metadata }) => metadata['isError'])],
			[
				['tool #c1 Aborted\n\nline 1', 'tool #c2 Failed: line 1'],
				[true, true],
			],
		);
	});
});
