import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import {
	answerItem,
	call,
	event,
	exchange,
	item,
	meta,
	output,
	thought,
	tokens,
	turnContext,
	userItem,
} from './codexLines.js';
import { read } from './codexReading.js';
import { asLines, pathOf, readAll, said } from './importing.js';

describe('Codex', () => {
	it('reads a session: what was said once each, without what Codex itself put in', async () => {
		const session = await read([
			meta('s', { git: { branch: 'main', commit_hash: 'abc' }, source: 'cli', instructions: 'Be brief' }),
			item('message', { role: 'developer', content: [{ type: 'input_text', text: 'Obey' }] }),
			userItem('# AGENTS.md instructions for /w\n\nx', '<environment_context>\n<cwd>/w</cwd>'),
			userItem('<user_instructions>x</user_instructions>'),
			userItem('# Context from my IDE setup:\n\n## My request for Codex:\nFix it\nplease'),
			event('user_message', {
				message: '# Context from my IDE setup:\n\n## My request for Codex:\nFix it\nplease',
			}),
			turnContext('m1'),
			event('agent_reasoning', { text: 'hm' }),
			event('agent_message', { message: 'On it' }),
			tokens(10, 10),
			thought('hm'),
			answerItem('On it'),
			call('c1'),
			output('c1', '{"output":"a\\n","metadata":{"exit_code":1,"duration_seconds":0.25}}'),
			turnContext('m2'),
			tokens(30, 20),
			tokens(30, 20),
			answerItem('Done'),
			event('agent_message', { message: 'Done' }),
		]);
		const path = pathOf(session);
		assert.deepEqual(
			{ ...session, messages: path.map(said) },
			{
				source: { format: 'codex', id: 's' },
				title: 'Fix it',
				parent: null,
				relation: 'child',
				shares: null,
				messages: [
					'user # Context from my IDE setup:\n\n## My request for Codex:\nFix it\nplease',
					'assistant <thinking>hm <text>On it shell()#c1',
					'tool #c1 a\n',
					'assistant Done',
				],
				head: path[3]?.id,
				snapshots: [],
				agentName: null,
				metadata: {
					cwd: '/w',
					gitBranch: 'main',
					codex: { originator: 'o', cli_version: '1', source: 'cli', commit_hash: 'abc' },
				},
				shared: false,
				createdAt: Date.UTC(2026, 0, 1, 10),
				updatedAt: Date.UTC(2026, 0, 1, 10, 0, 18),
			},
		);
		assert.deepEqual(
			path.map(({ metadata, id }) => ({ ...metadata, nativeId: metadata['nativeId'] === id })),
			[
				{ nativeId: true },
				{ model: 'm1', usage: { total_tokens: 10 }, nativeId: true },
				{ isError: true, durationMs: 250, nativeId: true },
				{ model: 'm2', usage: { total_tokens: 20 }, nativeId: true },
			],
		);
	});

	it('keeps settings with the answer that is the first to have them, and events with the message after them', async () => {
		const goal = { type: 'thread_goal_updated', goal: 'Ship' };
		const session = await read([
			meta('s', { memory_mode: 'on', base_instructions: { text: 'Be Codex' } }),
			turnContext('m', { effort: 'high', sandbox_policy: { mode: 'read-only' }, summary: null }),
			event('thread_goal_updated', { goal: 'Ship' }),
			...exchange('one', 'A'),
			event('patch_apply_end', { call_id: 'c', stdout: 'x' }),
			turnContext('m', { effort: 'low', sandbox_policy: { mode: 'read-only' } }),
			...exchange('two', 'B'),
			event('turn_aborted', { reason: 'interrupted' }),
		]);
		assert.deepEqual(
			[session.metadata['codex'], pathOf(session).map(({ metadata }) => metadata['codex'])],
			[
				{
					originator: 'o',
					cli_version: '1',
					memory_mode: 'on',
					events: [{ type: 'turn_aborted', reason: 'interrupted' }],
				},
				[
					{ events: [goal] },
					{ effort: 'high', sandbox_policy: { mode: 'read-only' } },
					undefined,
					{ effort: 'low' },
				],
			],
		);
	});

	it('shows that a turn failed, and calls a session as the person did', async () => {
		const session = await read([
			meta('s'),
			userItem('one'),
			event('thread_name_updated', { thread_name: 'First name' }),
			event('error', { message: 'You hit your usage limit', codex_error_info: 'usage_limit_exceeded' }),
			event('thread_name_updated', { thread_name: 'Ours' }),
		]);
		const failed = pathOf(session).at(-1);
		assert.deepEqual(
			[session.title, pathOf(session).map(said), failed?.metadata['isError'], failed?.metadata['codex']],
			[
				'Ours',
				['user one', 'system You hit your usage limit'],
				true,
				{ codex_error_info: 'usage_limit_exceeded' },
			],
		);
	});

	it('finds the folder of old files in the words for the model', async () => {
		const told = (text: string): JsonObject => ({
			type: 'message',
			role: 'user',
			content: [{ type: 'input_text', text: `<environment_context>\n${text}\n</environment_context>` }],
		});
		const folders = ['Current working directory: /old one\nApproval policy: never', '<cwd>/new</cwd>'];
		const found = folders.map(async (text) => {
			const header = { id: 'o', timestamp: '2025-08-01T10:00:00.000Z', instructions: null };
			return (await read([header, told(text)])).metadata['cwd'];
		});
		assert.deepEqual(await Promise.all(found), ['/old one', '/new']);
	});

	it('keeps what was rolled back as a branch', async () => {
		const session = await read([
			meta('s'),
			...exchange('one', 'A'),
			...exchange('two', 'B'),
			userItem('<user_shell_command>ls</user_shell_command>'),
			...exchange('three', 'C'),
			event('thread_rolled_back', { num_turns: 2 }),
			...exchange('two again', 'D'),
			event('thread_rolled_back', { num_turns: 0 }),
		]);
		const all = [...exchange('one', 'A'), event('thread_rolled_back', { num_turns: 9 })];
		const emptied = await read([meta('s'), ...all]);
		const names = new Map(session.messages.map(({ id }, i) => [id, i]));
		assert.deepEqual(
			[
				pathOf(session).map(said),
				session.messages.map(({ after }) => names.get(after ?? '') ?? null),
				emptied.messages.length,
				emptied.head,
			],
			[['user one', 'assistant A', 'user two again', 'assistant D'], [null, 0, 1, 2, 3, 4, 5, 1, 7], 2, null],
		);
	});

	it('reads old files without an envelope', async () => {
		const { sessions } = await readAll({
			'old.jsonl': asLines([
				{ id: 'old', timestamp: '2025-08-01T10:00:00.000Z', instructions: null, git: { branch: 'b' } },
				{ record_type: 'state' },
				{
					type: 'message',
					role: 'user',
					content: [
						{ type: 'input_text', text: '<environment_context><cwd>/old</cwd></environment_context>' },
					],
				},
				{ type: 'message', id: null, role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
				{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
				{ record_type: 'state' },
				{ type: 'function_call', id: 'fc_1', name: 'shell', arguments: '{}', call_id: 'c1' },
				{ type: 'function_call_output', call_id: 'c1', output: 'ok' },
			]),
		});
		const session = sessions[0] ?? assert.fail();
		assert.deepEqual(
			[
				session.source.id,
				session.title,
				session.metadata,
				session.createdAt,
				pathOf(session).map((message) => [said(message), message.timestamp]),
				session.messages[1]?.id,
			],
			[
				'old',
				'Hello',
				{ gitBranch: 'b', cwd: '/old' },
				Date.UTC(2025, 7, 1, 10),
				['user Hello', 'assistant <thinking>hm shell()#c1', 'tool #c1 ok'].map((each) => [
					each,
					Date.UTC(2025, 7, 1, 10),
				]),
				'rs_1',
			],
		);
	});

	it('names messages the same each time, as a file grows', async () => {
		const lines = [
			meta('s'),
			...exchange('yes', 'A'),
			...exchange('yes', 'A'),
			thought('hm'),
			answerItem('B', { id: 'msg_1' }),
			call('c1'),
			output('c1'),
			...exchange('yes', 'A'),
		];
		const all = (await read(lines)).messages.map(({ id }) => id);
		for (let length = 5; length < lines.length; length++) {
			const some = (await read(lines.slice(0, length))).messages.map(({ id }) => id);
			assert.deepEqual(some, all.slice(0, some.length), `${String(length)} lines`);
		}
		assert.equal(new Set(all).size, all.length);
	});

	it('skips what cannot be kept, and says where', async () => {
		let deep: Json = {};
		for (let level = 0; level < 300; level++) deep = [deep];
		const { sessions, warnings } = await readAll({
			'a.jsonl': asLines([
				meta('s'),
				...exchange('one', 'A'),
				item('local_shell_call', { call_id: 'c', action: deep }),
				item('message', { role: 'user', content: [{ type: 'odd', deep }] }),
				item('message', { role: 'user', content: 7 }),
				null,
				[],
				{ type: 7, payload: 'x' },
				userItem('two'),
			]),
		});
		assert.deepEqual(
			[sessions[0] && pathOf(sessions[0]).map(said), warnings.map(({ message }) => message)],
			[
				['user one', 'assistant A', 'user two'],
				['line 6 and 1 more: nested deeper than 180 levels; left out'],
			],
		);
	});
});
