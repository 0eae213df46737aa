import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { stringAt } from '../../../src/formats/pick.js';
import { readSources } from '../../../src/formats/readSources.js';
import { assistant, call, folder, history, shown, started, text, user } from './clineTasks.js';
import { picked } from './fixtures.js';
import { about, pathOf, readAll, said } from './importing.js';

describe('Cline', () => {
	it('reads a task: prompts without wrappers, results paired with their calls', async () => {
		const { sessions, recognised, warnings } = await readAll({
			[`${folder}/api_conversation_history.json`]: history,
		});
		const [session] = sessions;
		assert.ok(session);
		const path = pathOf(session);
		assert.deepEqual(
			{
				recognised,
				warnings,
				source: session.source,
				title: session.title,
				cwd: session.metadata['cwd'],
				said: path.map(said),
				thinking: path[1]?.content,
				answer: about(path[1]),
				failed: path
					.filter(({ metadata }) => metadata['isError'] === true)
					.map(({ toolCallId }) => toolCallId),
				environment: path
					.filter(({ metadata }) => stringAt(metadata['cline'], 'environment') !== undefined)
					.map(({ role }) => role),
			},
			{
				recognised: [
					{ path: `${folder}/api_conversation_history.json`, format: 'cline', sessions: 1, messages: 8 },
				],
				warnings: [],
				source: { format: 'cline', id: String(started) },
				title: 'Fix the',
				cwd: '/home/ann/app',
				said: [
					'user Fix the\nlogin',
					'assistant <thinking>Let me see. <text>I read two files. read_file()#t1 read_file()#t2',
					'tool #t1 let a;',
					'tool #t2 The tool execution failed with the following error:\n<error>\nno such file\n</error>',
					'assistant Done. attempt_completion()#t3',
					'tool #t3 The user has given feedback.',
					'user And the tests?',
					'assistant They pass.',
				],
				thinking: [
					{ type: 'thinking', text: 'Let me see.', signature: 'sig' },
					{ type: 'text', text: 'I read two files.' },
				],
				answer: {
					model: 'claude-x',
					usage: { input_tokens: 100, output_tokens: 20, cached_input_tokens: 60 },
					cost: 0.5,
					cline: { modelInfo: { providerId: 'anthropic' } },
				},
				failed: ['t2'],
				environment: ['user', 'tool', 'user'],
			},
		);
	});

	it('knows a task without a folder by when it began, else by how', async () => {
		const alone = await readAll({ 'api_conversation_history.json': history });
		const longer = await readAll({ 'renamed.json': [...history, user(text('More'))] });
		const both = await readAll({
			'api_conversation_history.json': history,
			'ui_messages.json': [shown(5, 'say', 'task', { text: 'x' })],
		});
		const ids = [alone, longer, both].map(({ sessions }) => sessions[0]?.source.id);
		assert.equal(ids[0], ids[1]);
		assert.equal(ids[2], String(started + 5));
	});

	it('keeps tasks apart whose files were picked from several folders', async () => {
		const task = (prompt: string): Json => [user(text(`<task>\n${prompt}\n</task>`)), assistant(text('Hi'))];
		const show = (ts: number, prompt: string): Json => [shown(ts, 'say', 'task', { text: prompt })];
		const { sessions } = await readSources([
			picked('api_conversation_history.json', task('One')),
			picked('api_conversation_history.json', task('Two')),
			picked('ui_messages.json', show(2, 'Two')),
			picked('ui_messages.json', show(3, 'Three')),
			picked('ui_messages.json', show(1, 'One')),
		]);
		assert.deepEqual(
			sessions.map((session) => [session.source.id, pathOf(session).map(said)]),
			[
				[String(started + 1), ['user One', 'assistant Hi']],
				[String(started + 2), ['user Two', 'assistant Hi']],
				[String(started + 3), ['user Three']],
			],
		);
	});

	it('keeps names of messages when a task grows', async () => {
		const file = `${folder}/api_conversation_history.json`;
		const before = await readAll({ [file]: history.slice(0, 4) });
		const after = await readAll({ [file]: history });
		const ids = (reading: typeof before) =>
			reading.sessions.flatMap(({ messages }) => messages.map(({ id }) => id));
		assert.deepEqual(ids(after).slice(0, 5), ids(before));
	});

	it('gives a result to the only call left, and leaves it where the call cannot be told', async () => {
		const { sessions } = await readAll({
			[`${folder}/api_conversation_history.json`]: [
				user(text('<task>Go</task>')),
				assistant(call('t1', 'a', {}), call('t2', 'b', {})),
				user(text('[c] Result:\nwhat?'), { type: 'tool_result', tool_use_id: 't2', content: [text('fine')] }),
				assistant(call('t3', 'a', {}), call('t4', 'b', {})),
				user(text('[c] Result:\nwhose?')),
			],
		});
		assert.deepEqual(sessions.flatMap((session) => pathOf(session).map(said)).slice(2), [
			'tool #t1 what?',
			'tool #t2 fine',
			'assistant  a()#t3 b()#t4',
			'user [c] Result:\nwhose?',
		]);
	});

	it('leaves out an entry that is nested too deep, and keeps the places of the others', async () => {
		const deep = JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`) as Json;
		const { sessions, warnings } = await readAll({
			[`${folder}/api_conversation_history.json`]: [
				user(text('<task>Go</task>')),
				{ role: 'assistant', content: [call('t1', 'x', { deep })] },
				user(text('On')),
			],
			[`${folder}/ui_messages.json`]: [
				shown(9, 'say', 'api_req_started', { text: '{}', conversationHistoryIndex: 1 }),
			],
		});
		assert.deepEqual(
			[
				warnings.map(({ message }) => message),
				sessions.flatMap(pathOf).map((each) => [said(each), each.timestamp]),
			],
			[
				['entry 2: nested deeper than 180 levels; left out'],
				[
					['user Go', started],
					['user On', started + 9],
				],
			],
		);
	});

	it('leaves plain messages and other files to others', async () => {
		const { recognised, skipped } = await readAll({
			'a.json': [{ role: 'user', content: 'Hi' }],
			'b.json': [{ ts: 1, type: 'log' }],
			'c.json': [],
		});
		assert.deepEqual(
			[recognised.filter(({ format }) => format === 'cline'), skipped],
			[[], ['b.json', 'c.json']],
		);
	});
});
