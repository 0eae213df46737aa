import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import { assistant, folder, history, shown, started, text } from './clineTasks.js';
import { about, pathOf, readAll, said } from './importing.js';

describe('Cline: what it showed of a task', () => {
	it('takes times, costs, models, the title and the folder from the files beside the history', async () => {
		const request = JSON.stringify({ request: '…', tokensIn: 7, tokensOut: 3, cacheReads: 5, cost: 0.25 });
		const { sessions, recognised } = await readAll({
			'state/taskHistory.json': [
				{ id: String(started), ts: started, task: 'Login is broken', cwdOnTaskInitialization: '/w', size: 9 },
			],
			[`${folder}/api_conversation_history.json`]: [history[0] ?? null, assistant(text('Hello.'))],
			[`${folder}/task_metadata.json`]: {
				files_in_context: [{ path: 'a.ts' }, { path: 'a.ts' }],
				model_usage: [
					{ ts: started + 1, model_id: 'old', model_provider_id: 'p', mode: 'act' },
					{ ts: started + 100, model_id: 'new', model_provider_id: 'p', mode: 'act' },
				],
				environment_history: [],
			},
			[`${folder}/ui_messages.json`]: [
				shown(5, 'say', 'task', { text: 'Fix the\nlogin', conversationHistoryIndex: -1 }),
				shown(10, 'say', 'api_req_started', { text: request, conversationHistoryIndex: -1 }),
				shown(20, 'say', 'text', { text: 'Hello.', partial: true, conversationHistoryIndex: 0 }),
			],
		});
		const [session] = sessions;
		assert.ok(session);
		assert.deepEqual(
			{
				counts: recognised.map(({ sessions: count }) => count),
				title: session.title,
				metadata: session.metadata,
				times: pathOf(session).map(({ timestamp }) => timestamp - started),
				answer: about(pathOf(session)[1]),
			},
			{
				counts: [0, 1, 0, 0],
				title: 'Login is broken',
				metadata: { cwd: '/w', cline: { files: ['a.ts'] } },
				times: [10, 20],
				answer: {
					model: 'old',
					usage: { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 5 },
					cost: 0.25,
				},
			},
		);
	});

	it('tells times by the order of requests where older versions tell no places', async () => {
		const { sessions } = await readAll({
			[`${folder}/api_conversation_history.json`]: history,
			[`${folder}/ui_messages.json`]: [10, 30, 50].flatMap((ts) => [
				shown(ts, 'say', 'api_req_started', { text: '{}' }),
				shown(ts + 10, 'say', 'text', { text: '…' }),
			]),
		});
		assert.deepEqual(
			sessions.flatMap((session) => pathOf(session).map(({ timestamp }) => timestamp - started)),
			[10, 20, 30, 30, 40, 50, 50, 60],
		);
	});

	it('reads a task of which only the shown messages are left', async () => {
		const { sessions } = await readAll({
			[`${folder}/ui_messages.json`]: [
				shown(1, 'say', 'task', { text: 'Look', images: ['data:image/png;base64,AAAA'] }),
				shown(2, 'say', 'api_req_started', { text: '{"tokensIn":1,"tokensOut":2,"cost":0.1}' }),
				shown(3, 'say', 'text', { text: 'I run it.', reasoning: 'Hm.' }),
				shown(4, 'ask', 'command', { text: 'npm test' }),
				shown(5, 'say', 'command_output', { text: 'one' }),
				shown(6, 'ask', 'command_output', { text: 'two' }),
				shown(7, 'say', 'api_req_started', { text: '{}' }),
				shown(8, 'ask', 'tool', { text: '{"tool":"readFile","path":"a.ts"}' }),
				shown(9, 'say', 'checkpoint_created'),
				shown(10, 'say', 'api_req_started', { text: '{}' }),
				shown(11, 'say', 'completion_result', { text: 'Done.' }),
				shown(12, 'ask', 'completion_result', { text: 'Done.' }),
				shown(13, 'say', 'user_feedback', { text: 'Thanks' }),
				shown(14, 'say', 'error', { text: 'Out of money' }),
				shown(15, 'say', 'novelty', { text: 'x' }),
			],
		});
		const [session] = sessions;
		assert.ok(session);
		const [c1, c2] = [`shown-${String(started + 3)}.0`, `shown-${String(started + 8)}.0`];
		assert.deepEqual(
			[session.source.id, session.title, pathOf(session).map(said), pathOf(session)[1]?.metadata],
			[
				String(started),
				'Look',
				[
					'user <text>Look <image>',
					`assistant <thinking>Hm. <text>I run it. execute_command()#${c1.replace('3.0', '4.0')}`,
					`tool #${c1.replace('3.0', '4.0')} one\n\ntwo`,
					`assistant  readFile()#${c2}`,
					'assistant Done.',
					'user Thanks',
					'system Out of money',
					'system <data>',
				],
				{
					usage: { input_tokens: 1, output_tokens: 2 },
					cost: 0.1,
					nativeId: `shown-${String(started + 3)}`,
				},
			],
		);
	});

	async function read(...messages: readonly JsonObject[]) {
		const { sessions } = await readAll({ [`${folder}/ui_messages.json`]: messages });
		return sessions.flatMap(pathOf);
	}

	it('takes the first text for the prompt, and leaves out what only tells how far Cline is', async () => {
		const path = await read(
			shown(1, 'say', 'text', { text: 'Sing' }),
			...[
				...['api_req_deleted', 'api_req_rate_limited', 'api_req_retry_delayed', 'browser_session_status'],
				...['checkpoint_saved', 'error_retry'],
			].map((kind, i) => shown(2 + i, 'say', kind, { text: 'x' })),
			shown(9, 'say', 'text', { text: 'La' }),
		);
		assert.deepEqual(path.map(said), ['user Sing', 'assistant La']);
	});

	it('lets the person answer by what they chose of what was offered', async () => {
		const ask = (ts: number, kind: string, info: JsonObject) =>
			shown(ts, 'ask', kind, { text: JSON.stringify(info) });
		const path = await read(
			shown(1, 'say', 'task', { text: 'Paint' }),
			ask(2, 'followup', { question: 'Which?', options: ['red', 'blue'], selected: 'blue' }),
			shown(2, 'say', 'user_feedback', { text: 'blue' }),
			ask(3, 'plan_mode_respond', { response: 'So.', options: ['Go'], selected: 'Go' }),
			ask(4, 'followup', { question: 'Where?', options: ['here'] }),
			shown(5, 'say', 'user_feedback', { text: 'There' }),
		);
		assert.deepEqual(
			path.map((each) => [said(each), each.timestamp - started]),
			[
				['user Paint', 1],
				['assistant Which?', 2],
				['user blue', 2],
				['assistant So.', 3],
				['user Go', 3],
				['assistant Where?', 4],
				['user There', 5],
			],
		);
	});

	it('keeps the files that a person added to a prompt', async () => {
		const path = await read(
			shown(1, 'say', 'task', { text: 'Look', files: ['/w/a.md'] }),
			shown(2, 'say', 'text', { text: 'Yes?' }),
			shown(3, 'say', 'user_feedback', { text: '', files: ['/w/b.md', 5] }),
		);
		assert.deepEqual(
			path.map(({ content }) => content),
			[
				[
					{ type: 'text', text: 'Look' },
					{ type: 'file', name: '/w/a.md' },
				],
				'Yes?',
				[{ type: 'file', name: '/w/b.md' }],
			],
		);
	});

	it('marks where the context was summed up', async () => {
		const { sessions } = await readAll({
			[`${folder}/ui_messages.json`]: [
				shown(1, 'say', 'text', { text: 'Sing' }),
				shown(2, 'say', 'text', { text: 'La' }),
				shown(3, 'say', 'condense_context', { contextCondense: { summary: 'We sang.', cost: 0.1 } }),
			],
		});
		assert.deepEqual(
			sessions.flatMap((session) => [
				...pathOf(session).map(said),
				...session.snapshots.map(({ messageId, label }) => [messageId, label]),
			]),
			['user Sing', 'assistant La', 'system We sang.', [`shown-${String(started + 2)}`, 'Before compaction']],
		);
	});

	it('pairs what came of a task with the call that gave it', async () => {
		const path = await read(
			shown(1, 'say', 'text', { text: 'Build' }),
			shown(2, 'ask', 'tool', { text: '{"tool":"newTask","content":"Write"}' }),
			shown(3, 'say', 'subtask_result', { text: 'Written' }),
		);
		const id = `shown-${String(started + 2)}.0`;
		assert.deepEqual(path.map(said), ['user Build', `assistant  newTask()#${id}`, `tool #${id} Written`]);
	});
});
