import { strict as assert } from 'node:assert';
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
	userItem,
} from './codexLines.js';
import { read } from './codexReading.js';
import { asLines, pathOf, readAll, said } from './importing.js';

async function talk(values: readonly Json[]): Promise<readonly string[]> {
	return pathOf(await read(values)).map(said);
}

describe('Codex: what is said', () => {
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

	it('leaves out what Codex puts before prompts by itself, also in rollbacks', async () => {
		const session = await read([
			meta('s'),
			userItem(
				'<recommended_plugins>\nHere is a list\n</recommended_plugins>',
				'<environment_context></environment_context>',
			),
			...exchange('One', 'First'),
			...exchange('Two', 'Second'),
			userItem('<goal_context>\nReach it\n</goal_context>'),
			answerItem('I go on'),
			userItem('Warning: The maximum number of unified exec processes you can keep open is 60.'),
			event('thread_rolled_back', { num_turns: 1 }),
			...exchange('Three', 'Third'),
		]);
		assert.deepEqual(
			[session.title, pathOf(session).map(said)],
			['One', ['user One', 'assistant First', 'user Three', 'assistant Third']],
		);
	});

	it('keeps prompts that only begin like what Codex puts there', async () => {
		const prompts = [
			'<external_link> in my XML is wrong',
			'<Skill issue> is what they say',
			'<skill-list> or <skill list>?',
			'<External_x>Hi</External_x>',
		];
		const own = [
			'<external_browser>\nA tab\n</external_browser>',
			'<external_context source="a" kind="untrusted">\nA tab\n</external_context>\n',
			'<skill>\n<name>x</name>\n</skill>',
			'<hook_prompt hook_run_id="1">Again</hook_prompt>',
		];
		const session = await read([meta('s'), ...[...prompts, ...own].map((each) => userItem(each))]);
		assert.deepEqual(
			pathOf(session).map(said),
			prompts.map((each) => `user ${each}`),
		);
	});

	it('shows pictures that were made, and why a turn failed', async () => {
		const session = await read([
			meta('s'),
			userItem('Draw'),
			item('image_generation_call', {
				id: 'ig_1',
				status: 'completed',
				revised_prompt: 'A cat',
				result: 'AAAA',
			}),
			event('task_complete', { error: { message: 'You’ve hit your usage limit.' } }),
		]);
		const [, answer, result, failure] = pathOf(session);
		assert.deepEqual(answer?.toolCalls?.[0]?.extra, { revised_prompt: 'A cat' });
		assert.deepEqual(
			[result?.toolCallId, result?.content],
			['ig_1', [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }]],
		);
		assert.deepEqual(
			[failure?.content, failure?.metadata['isError']],
			['You’ve hit your usage limit.', true],
		);
	});

	it('tells once why a turn failed, and of each turn that did', async () => {
		const limit = { message: 'You’ve hit your usage limit.' };
		const session = await read([
			meta('s'),
			userItem('One'),
			event('error', limit),
			event('task_complete', { error: limit }),
			userItem('Two'),
			event('task_complete', { error: limit }),
			userItem('Three'),
			event('task_complete'),
		]);
		assert.deepEqual(pathOf(session).map(said), [
			'user One',
			`system ${limit.message}`,
			'user Two',
			`system ${limit.message}`,
			'user Three',
		]);
	});

	const delegation =
		'<codex_delegation>\n<source_thread_id>p</source_thread_id>\n<input>Write the tests</input>\n</codex_delegation>';

	it('takes what another thread asked for the prompt, and that thread for the parent', async () => {
		const session = await read([
			meta('s'),
			item('function_call_output', { output: delegation }),
			answerItem('Written'),
		]);
		assert.deepEqual(
			[session.title, session.parent?.id, session.relation, pathOf(session).map(said)],
			['Write the tests', 'p', 'child', ['user Write the tests', 'assistant Written']],
		);
		assert.deepEqual([session.source.id, session.metadata['cwd']], ['s', '/w']);
	});

	it('believes the file about its parent before what was asked of it', async () => {
		const { sessions } = await readAll({
			'p.jsonl': asLines([meta('q'), userItem('Plan')]),
			's.jsonl': asLines([
				meta('s', { parent_thread_id: 'q', thread_source: 'subagent' }),
				item('function_call_output', { output: delegation }),
			]),
		});
		assert.equal(sessions.find(({ source }) => source.id === 's')?.parent?.id, 'q');
	});

	for (const output of [
		'<codex_delegation></codex_delegation>',
		'<codex_delegation><source_thread_id>p</source_thread_id></codex_delegation>',
		'<codex_delegation></input><source_thread_id>p</source_thread_id><input></codex_delegation>',
		'<codex_delegation><source_thread_id>p</source_thread_id><input></codex_delegation>',
	])
		it(`takes ${output} for no delegation`, async () => {
			const session = await read([meta('s'), userItem('Go'), item('function_call_output', { output })]);
			assert.deepEqual(
				[session.parent, pathOf(session).filter(({ role }) => role === 'user').length],
				[null, 1],
			);
		});

	it('takes no parent from what a tool that was called prints', async () => {
		const session = await read([meta('s'), userItem('Show it'), call('c1'), output('c1', delegation)]);
		assert.deepEqual(
			[session.parent, pathOf(session).map(said)],
			[null, ['user Show it', 'assistant  shell()#c1', `tool #c1 ${delegation}`]],
		);
	});

	for (const [prompt, title] of [
		['PLEASE IMPLEMENT THIS PLAN:\n# Add retries', 'Add retries'],
		['# Files mentioned by the user:\n- a.ts\n\n## My request:\nFix it', 'Fix it'],
	] as const)
		it(`calls a session ${title}, not by what stands before it`, async () => {
			assert.equal((await read([meta('s'), userItem(prompt), answerItem('Ok')])).title, title);
		});
});
