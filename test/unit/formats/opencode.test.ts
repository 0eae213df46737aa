import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { pathOf, readAll, said, unpacked } from './importing.js';

const start = 1_750_000_000_000;

function info(id: string, more: JsonObject = {}): JsonObject {
	return {
		id,
		projectID: 'p',
		directory: '/work/app',
		title: `Title of ${id}`,
		version: '1.0.0',
		time: { created: start, updated: start + 1000 },
		...more,
	};
}

/** Parts of messages get their ids when they are put into one. */
function user(id: string, at: number, ...parts: readonly JsonObject[]): JsonObject {
	return message({ id, role: 'user', time: { created: start + at }, agent: 'build' }, parts);
}

function assistant(id: string, at: number, parts: readonly JsonObject[], more: JsonObject = {}): JsonObject {
	const about = { id, role: 'assistant', time: { created: start + at }, modelID: 'model-x', agent: 'build' };
	return message({ ...about, cost: 0.5, tokens: { input: 5, output: 6 }, ...more }, parts);
}

function message(about: JsonObject, parts: readonly JsonObject[]): JsonObject {
	const id = idOf(about);
	return {
		info: { sessionID: 'ses_1', ...about },
		parts: parts.map((part, i) => ({
			id: `prt_${id}_${String(i)}`,
			messageID: id,
			sessionID: 'ses_1',
			...part,
		})),
	};
}

function idOf({ id }: JsonObject): string {
	return typeof id === 'string' ? id : '';
}

function text(words: string, more: JsonObject = {}): JsonObject {
	return { type: 'text', text: words, ...more };
}

function tool(callID: string, name: string, state: JsonObject): JsonObject {
	return { type: 'tool', callID, tool: name, state };
}

function done(output: string, more: JsonObject = {}): JsonObject {
	return {
		status: 'completed',
		input: { a: 1 },
		output,
		title: 'Title',
		metadata: {},
		time: { start: start + 20, end: start + 25 },
		...more,
	};
}

function exported(about: JsonObject, messages: readonly Json[], more: JsonObject = {}): JsonObject {
	return { info: about, messages, ...more };
}

function outline(session: IncomingSession): Json {
	return {
		id: session.source.id,
		parent: session.parent?.id ?? null,
		relation: session.relation,
		shares: session.shares === 'prefix' ? 'prefix' : null,
		ids: session.messages.map(({ id }) => id),
	};
}

const talk: readonly JsonObject[] = [
	user('msg_1', 1, text('Fix it'), text('Called the Read tool', { synthetic: true }), {
		type: 'file',
		mime: 'image/png',
		url: 'data:image/png;base64,AAAA',
	}),
	assistant('msg_2', 10, [
		{ type: 'step-start', snapshot: 'abc' },
		{ type: 'reasoning', text: 'Hm.', time: { start } },
		text('I look.'),
		tool('c1', 'read', done('let a;', { metadata: { preview: 'let', lines: 3 } })),
		tool('c2', 'bash', { status: 'error', input: {}, error: 'denied', time: { start, end: start } }),
		tool('c3', 'bash', { status: 'running', input: { command: 'ls' }, time: { start } }),
		{ type: 'step-finish', reason: 'tool-calls', cost: 0.5, tokens: {} },
		{ type: 'patch', hash: 'h', files: ['a.ts'] },
	]),
	assistant('msg_3', 30, [text('Done.')]),
];

describe('opencode', () => {
	it('reads an export: parts, tools in every state, tokens and cost', async () => {
		const { sessions, recognised, warnings } = await readAll({
			'a.json': exported(info('ses_1'), talk, { todos: [{ content: 'x' }] }),
		});
		const [session] = sessions;
		assert.ok(session);
		const path = pathOf(session);
		assert.deepEqual(
			{
				recognised,
				warnings,
				title: session.title,
				metadata: session.metadata,
				times: [session.createdAt, session.updatedAt],
				said: path.map(said),
				answer: path[1]?.metadata,
				results: path.slice(2, 4).map(({ metadata }) => metadata),
			},
			{
				recognised: [{ path: 'a.json', format: 'opencode', sessions: 1, messages: 5 }],
				warnings: [],
				title: 'Title of ses_1',
				metadata: { cwd: '/work/app', opencode: { version: '1.0.0', todos: [{ content: 'x' }] } },
				times: [start, start + 1000],
				said: [
					'user <text>Fix it <data> <image>',
					'assistant <thinking>Hm. <text>I look. <data> read()#c1 bash()#c2 bash()#c3',
					'tool #c1 let a;',
					'tool #c2 denied',
					'assistant Done.',
				],
				answer: { model: 'model-x', usage: { input: 5, output: 6 }, cost: 0.5, nativeId: 'msg_2' },
				results: [
					{ durationMs: 5, opencode: { title: 'Title', metadata: { lines: 3 } }, nativeId: 'msg_2:c1' },
					{ isError: true, durationMs: 0, nativeId: 'msg_2:c2' },
				],
			},
		);
	});

	it('brings the pieces of the older storage together, whatever order they come in', async () => {
		const files = talk.flatMap((each) => {
			const { info: about, parts } = each as { info: JsonObject; parts: readonly JsonObject[] };
			return [
				[`storage/message/ses_1/${idOf(about)}.json`, about] as const,
				...parts.map((part) => [`storage/part/${idOf(about)}/${idOf(part)}.json`, part] as const),
			];
		});
		const all = [...files, ['storage/session/p/ses_1.json', info('ses_1')] as const];
		const one = await readAll(Object.fromEntries(all));
		const other = await readAll(Object.fromEntries(all.toReversed()));
		const whole = await readAll({ 'a.json': exported(info('ses_1'), talk) });
		const shown = ({ sessions }: typeof one): Json =>
			sessions.map((each) => [outline(each), pathOf(each).map(said)]);
		assert.deepEqual([shown(one), shown(other)], [shown(whole), shown(whole)]);
	});

	it('splits what older versions keep in one message into an answer a step', async () => {
		const { sessions } = await readAll({
			'a.json': exported(info('ses_1'), [
				user('msg_1', 1, text('Go')),
				assistant('msg_2', 10, [
					{ type: 'step-start' },
					text('First'),
					tool('c1', 'read', done('one')),
					{ type: 'step-finish', cost: 1, tokens: { input: 1, output: 1 } },
					{ type: 'step-start' },
					text('Second'),
					{ type: 'step-finish', cost: 2, tokens: { input: 2, output: 2 } },
				]),
			]),
		});
		assert.deepEqual(
			sessions.flatMap((session) =>
				pathOf(session).map((each) => [
					each.id,
					said(each),
					each.metadata['cost'] ?? null,
					each.timestamp - start,
				]),
			),
			[
				['msg_1', 'user Go', null, 1],
				['msg_2', 'assistant First read()#c1', 1, 10],
				['msg_2:c1', 'tool #c1 one', null, 25],
				['msg_2:2', 'assistant Second', 2, 25],
			],
		);
	});

	it('puts sub-agents below the session that started them, here or not', async () => {
		const task = tool('c9', 'task', done('found', { metadata: { sessionId: 'ses_3' } }));
		const { sessions } = await readAll({
			'1.json': exported(info('ses_2', { parentID: 'ses_1', title: 'Look (@scout subagent)' }), [
				assistant('msg_9', 5, [text('x')], { agent: 'scout' }),
			]),
			'2.json': exported(info('ses_3'), []),
			'3.json': exported(info('ses_4', { parentID: 'ses_gone' }), []),
			'4.json': exported(info('ses_1'), [assistant('msg_1', 1, [task])]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, agentName }) => [source.id, parent?.id, relation, agentName]),
			[
				['ses_1', undefined, 'child', null],
				['ses_2', 'ses_1', 'child', 'scout'],
				['ses_3', 'ses_1', 'child', null],
				['ses_4', 'ses_gone', 'child', null],
			],
		);
	});

	it('finds forks by their titles and by messages older than themselves', async () => {
		const first = (id: string): JsonObject => user(id, 1, text('Hello'));
		const second = (id: string): JsonObject => assistant(id, 2, [text('Hi'), tool('c', 'read', done('x'))]);
		const named = { title: 'Title of ses_1 (fork #1)', time: { created: start + 50, updated: start + 60 } };
		const unnamed = { title: 'Renamed', time: { created: start + 70, updated: start + 80 } };
		const again = { title: 'Title of ses_1 (fork #2)', time: { created: start + 90, updated: start + 95 } };
		const { sessions } = await readAll({
			'1.json': exported(info('ses_4', again), [
				first('msg_g1'),
				second('msg_g2'),
				user('msg_g3', 55, text('Or this')),
				user('msg_g4', 91, text('And that')),
			]),
			'2.json': exported(info('ses_1'), [first('msg_1'), second('msg_2'), user('msg_3', 3, text('On'))]),
			'3.json': exported(info('ses_2', named), [
				first('msg_c1'),
				second('msg_c2'),
				user('msg_c3', 55, text('Or this')),
			]),
			'4.json': exported(info('ses_3', unnamed), [first('msg_d1'), user('msg_d2', 71, text('Stop'))]),
			'5.json': exported(info('ses_5', { title: 'Else', time: { created: start + 1, updated: start + 2 } }), [
				user('msg_e1', 900, text('Hello')),
			]),
		});
		assert.deepEqual(sessions.map(outline), [
			{
				id: 'ses_1',
				parent: null,
				relation: 'child',
				shares: null,
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_3'],
			},
			{
				id: 'ses_2',
				parent: 'ses_1',
				relation: 'fork',
				shares: 'prefix',
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_c3'],
			},
			{
				id: 'ses_4',
				parent: 'ses_2',
				relation: 'fork',
				shares: 'prefix',
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_c3', 'msg_g4'],
			},
			{ id: 'ses_3', parent: 'ses_1', relation: 'fork', shares: 'prefix', ids: ['msg_1', 'msg_d2'] },
			{ id: 'ses_5', parent: null, relation: 'child', shares: null, ids: ['msg_e1'] },
		]);
	});

	it('takes a fork to be of the session that it is called after, where another shares as much', async () => {
		const first = (id: string): JsonObject => user(id, 1, text('Hello'));
		const fork = (created: number): JsonObject => ({
			title: 'Title of ses_9 (fork #1)',
			time: { created: start + created, updated: start + created },
		});
		const { sessions } = await readAll({
			'1.json': exported(info('ses_1', fork(50)), [first('msg_a'), user('msg_b', 51, text('One'))]),
			'2.json': exported(info('ses_2', fork(60)), [first('msg_c'), user('msg_d', 61, text('Two'))]),
			'3.json': exported(info('ses_9'), [first('msg_1')]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[
				['ses_9', undefined],
				['ses_1', 'ses_9'],
				['ses_2', 'ses_9'],
			],
		);
	});

	it('ends before what was reverted, and keeps that as a branch', async () => {
		const { sessions } = await readAll({
			'1.json': exported(info('ses_1', { revert: { messageID: 'msg_3' } }), talk),
			'2.json': exported(info('ses_2', { revert: { messageID: 'msg_1' } }), talk),
			'3.json': exported(info('ses_3', { revert: { messageID: 'msg_2', partID: 'prt_msg_2_4' } }), talk),
		});
		assert.deepEqual(
			sessions.map((session) => [
				session.head,
				pathOf(session).map(said),
				session.messages.map(({ id }) => id),
			]),
			[
				[
					'msg_2:c2',
					[
						'user <text>Fix it <data> <image>',
						'assistant <thinking>Hm. <text>I look. <data> read()#c1 bash()#c2 bash()#c3',
						'tool #c1 let a;',
						'tool #c2 denied',
					],
					['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:c2', 'msg_3'],
				],
				[null, [], ['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:c2', 'msg_3']],
				[
					'msg_2:c1',
					[
						'user <text>Fix it <data> <image>',
						'assistant <thinking>Hm. <text>I look. read()#c1',
						'tool #c1 let a;',
					],
					['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:undone', 'msg_2:undone:c2', 'msg_3'],
				],
			],
		);
	});

	it('marks a compaction and its summary', async () => {
		const { sessions } = await readAll({
			'a.json': exported(info('ses_1'), [
				user('msg_1', 1, text('Go')),
				user('msg_2', 2, { type: 'compaction', auto: true }),
				assistant('msg_3', 3, [text('What was said')], { summary: true }),
				user('msg_4', 4, text('Continue if you have next steps', { synthetic: true })),
			]),
		});
		const [session] = sessions;
		assert.ok(session);
		assert.deepEqual(
			[
				pathOf(session).map(said),
				pathOf(session)[1]?.metadata['compaction'],
				session.snapshots.map(({ messageId, label, createdAt }) => [messageId, label, createdAt - start]),
			],
			[
				['user Go', 'assistant What was said', 'system Continue if you have next steps'],
				true,
				[['msg_1', 'Before compaction', 2]],
			],
		);
	});

	it('takes a title from the prompt where opencode has none, and tells of another agent and of errors', async () => {
		const { sessions } = await readAll({
			'a.json': exported(info('ses_1', { title: 'New session - 2025-06-15T15:06:40.000Z' }), [
				user('msg_1', 1, text('Where is\nthe bug?')),
				assistant('msg_2', 2, [], { agent: 'plan', error: { name: 'MessageAbortedError', data: {} } }),
				user('msg_3', 3, { type: 'subtask', prompt: 'Review', description: 'd', agent: 'a' }),
			]),
		});
		const [session] = sessions;
		assert.ok(session);
		assert.deepEqual(
			[session.title, pathOf(session).map(said), pathOf(session)[1]?.metadata['opencode']],
			[
				'Where is',
				['user Where is\nthe bug?', 'assistant <data>', 'user <text>Review <data>'],
				{ agent: 'plan' },
			],
		);
	});

	it('mends circles, and tells of parts and messages that are not whole', async () => {
		const { sessions, warnings } = await readAll({
			'1.json': exported(info('ses_1', { parentID: 'ses_2' }), [{ info: {}, parts: [] }, null, ...talk]),
			'2.json': exported(info('ses_2', { parentID: 'ses_1' }), []),
			'part/msg_8/prt_1.json': { id: 'prt_1', messageID: 'msg_8', sessionID: 'ses_8', ...text('lost') },
		});
		assert.deepEqual(
			[
				sessions.map(({ source, parent }) => [source.id, parent?.id ?? null]),
				warnings.map(({ path, message: words }) => `${path}: ${words}`),
			],
			[
				[
					['ses_2', null],
					['ses_1', 'ses_2'],
				],
				[
					'1.json: message 1 has no id, and was left out',
					'1.json: message 2 has no id, and was left out',
					'part/msg_8/prt_1.json: of a message only parts are here; they were left out',
					'2.json: ses_2: the sessions above it lead back to it; it becomes a root',
				],
			],
		);
	});

	it('keeps names of messages when a session grows', async () => {
		const before = await readAll({ 'a.json': exported(info('ses_1'), talk.slice(0, 2)) });
		const after = await readAll({ 'a.json': exported(info('ses_1'), talk) });
		const messages = ({ sessions }: typeof before) => sessions.flatMap((each) => each.messages.map(unpacked));
		assert.deepEqual(messages(after).slice(0, 4), messages(before));
	});
});
