import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json } from '../../../src/store/model.js';
import {
	answerItem,
	call,
	compacted,
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
import { asLines, pathOf, readAll, said } from './importing.js';

async function read(values: readonly Json[]): Promise<IncomingSession> {
	const { sessions, warnings, failures } = await readAll({ 'rollout-x.jsonl': asLines(values) });
	assert.deepEqual([warnings, failures], [[], []]);
	return sessions[0] ?? assert.fail();
}

async function talk(values: readonly Json[]): Promise<readonly string[]> {
	return pathOf(await read(values)).map(said);
}

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

	it('reads files that have only events, and such as have some of both', async () => {
		const onlyEvents = [
			meta('s'),
			event('task_started'),
			event('user_message', {
				message: 'List',
				images: ['data:image/png;base64,AAAA'],
				local_images: ['a.png'],
			}),
			event('agent_reasoning', { text: 'hm' }),
			event('agent_message', { message: 'One' }),
			call('c1'),
			output('c1'),
			event('agent_message', { message: 'Two' }),
			event('task_complete', { last_agent_message: 'Two' }),
			event('user_message', { message: 'List' }),
		];
		const mixed = [
			meta('s'),
			userItem('Ask'),
			event('agent_message', { message: 'Same' }),
			answerItem('Same'),
			answerItem('Same'),
			event('agent_message', { message: 'Same' }),
			event('agent_message', { message: 'Same' }),
		];
		const items = [
			meta('s'),
			event('item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text: 'Go' }] } }),
			userItem('Go'),
			event('item_completed', { item: { type: 'Reasoning', summary_text: ['a', 'b'], raw_content: [] } }),
			item('reasoning', {
				summary: [
					{ type: 'summary_text', text: 'a' },
					{ type: 'summary_text', text: 'b' },
				],
			}),
			answerItem('Gone'),
			event('item_completed', { item: { type: 'AgentMessage', content: [{ type: 'Text', text: 'Gone' }] } }),
		];
		assert.deepEqual(
			[await talk(onlyEvents), await talk(mixed), await talk(items)],
			[
				[
					'user <text>List <image> <file>',
					'assistant <thinking>hm <text>One shell()#c1',
					'tool #c1 done',
					'assistant Two',
					'user List',
				],
				['user Ask', 'assistant Same\n\nSame\n\nSame'],
				['user Go', 'assistant <thinking>a\n\nb <text>Gone'],
			],
		);
	});

	it('matches parallel calls by their ids, in one answer; an output may be missing', async () => {
		const session = await read([
			meta('s'),
			...exchange('Go', 'First'),
			call('c1', 'one', '{"a":1}'),
			item('custom_tool_call', {
				name: 'apply_patch',
				input: '*** Begin',
				call_id: 'c2',
				status: 'completed',
			}),
			item('local_shell_call', { call_id: 'c3', action: { type: 'exec', command: ['ls'] } }),
			item('web_search_call', { id: 'ws_1', action: { type: 'search', query: 'q' } }),
			item('ghost_snapshot', { ghost_commit: {} }),
			output('c3', [
				{ type: 'input_text', text: 'seen' },
				{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
			]),
			item('custom_tool_call_output', {
				call_id: 'c2',
				output: 'Exit code: 2\nWall time: 1 seconds\nOutput:\nno',
			}),
			output('c4', { content: 'refused', success: false }),
			event('agent_reasoning_raw_content', { text: 'raw' }),
			thought('', { encrypted_content: 'x' }),
		]);
		const path = pathOf(session);
		assert.deepEqual(
			[path.map(said), path[1]?.toolCalls, path.map(({ metadata }) => metadata['isError'] ?? false)],
			[
				[
					'user Go',
					'assistant First one()#c1 apply_patch()#c2 local_shell()#c3 web_search()#ws_1',
					'tool #c3 <text>seen <image>',
					'tool #c2 Exit code: 2\nWall time: 1 seconds\nOutput:\nno',
					'tool #c4 refused',
					'assistant <thinking>raw <thinking>',
				],
				[
					{ id: 'c1', name: 'one', arguments: '{"a":1}' },
					{ id: 'c2', name: 'apply_patch', arguments: '*** Begin' },
					{ id: 'c3', name: 'local_shell', arguments: '{"type":"exec","command":["ls"]}' },
					{ id: 'ws_1', name: 'web_search', arguments: '{"type":"search","query":"q"}' },
				],
				[false, false, false, true, true, false],
			],
		);
	});

	it('gives the tokens to the answer that they are told with, or else to the next', async () => {
		const session = await read([
			meta('s'),
			userItem('Go'),
			answerItem('One'),
			tokens(5, 5),
			call('c1'),
			output('c1'),
			event('token_count', { info: null }),
			tokens(12, 7),
			thought('hm'),
			userItem('Next'),
			answerItem('Two'),
			call('c2'),
			tokens(20, 8),
			output('c2'),
			tokens(20, 8),
			answerItem('Three'),
		]);
		assert.deepEqual(
			pathOf(session).map(({ metadata }) => metadata['usage'] ?? null),
			[null, { total_tokens: 5 }, null, { total_tokens: 7 }, null, { total_tokens: 8 }, null, null],
		);
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

	it('marks a compaction, with a snapshot before it', async () => {
		const session = await read([
			meta('s'),
			...exchange('one', 'A'),
			compacted('Long story short'),
			event('context_compacted'),
			...exchange('two', 'B'),
			compacted(''),
		]);
		const path = pathOf(session);
		assert.deepEqual(
			[
				path.map((message) => [said(message), message.metadata['compaction'] ?? false]),
				session.snapshots.map(({ messageId, label }) => [messageId, label]),
			],
			[
				[
					['user one', false],
					['assistant A', false],
					['system Long story short', true],
					['user two', false],
					['assistant B', false],
					['system Context compacted', true],
				],
				[
					[path[1]?.id, 'Before compaction'],
					[path[4]?.id, 'Before compaction'],
				],
			],
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

	it('keeps what other agents say, and items that it does not know', async () => {
		const session = await read([
			meta('s'),
			{ type: 'inter_agent_communication', payload: { author: '/root', recipient: '/a', content: 'Look' } },
			item('from_the_future', { x: 1 }),
		]);
		const [message, answer] = pathOf(session);
		assert.deepEqual(
			[message?.role, message?.content, message?.metadata['author'], answer?.content],
			[
				'user',
				'Look',
				'/root',
				[{ type: 'data', source: 'codex', value: { type: 'from_the_future', x: 1 } }],
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
