import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { pathOf, readAll, said, unpacked } from './importing.js';
import {
	assistant,
	done,
	exported,
	idOf,
	info,
	outline,
	start,
	talk,
	text,
	tool,
	user,
} from './opencodeExports.js';

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
				metadata: { cwd: '/home/ann/app', opencode: { version: '1.0.0', todos: [{ content: 'x' }] } },
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

	it('keeps who served the model, and how an answer ended that is not whole', async () => {
		const served = { providerID: 'openrouter', variant: 'high' };
		const messages = [
			user('msg_1', 1, text('Hi')),
			assistant('msg_2', 2, [text('Hel')], { ...served, finish: 'length' }),
			assistant('msg_3', 3, [text('Hello')], { finish: 'stop' }),
		];
		const { sessions } = await readAll({ 'a.json': exported(info('ses_1'), messages) });
		const kept = sessions.flatMap(pathOf).map(({ metadata }) => metadata['opencode']);
		assert.deepEqual(kept, [undefined, { ...served, finish: 'length' }, undefined]);
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

	it('keeps names of messages when a session grows', async () => {
		const before = await readAll({ 'a.json': exported(info('ses_1'), talk.slice(0, 2)) });
		const after = await readAll({ 'a.json': exported(info('ses_1'), talk) });
		const messages = ({ sessions }: typeof before) => sessions.flatMap((each) => each.messages.map(unpacked));
		assert.deepEqual(messages(after).slice(0, 4), messages(before));
	});
});
