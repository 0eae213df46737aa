import type { Json, JsonObject } from '../../../../../src/store/model.js';
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
} from '../../codexLines.js';
import type { FixtureSet } from '../fixtureSet.js';

const ids = ['1', '2', '3', '4'].map(
	(n) => `${n.repeat(8)}-${n.repeat(4)}-4${n.repeat(3)}-8${n.repeat(3)}-${n.repeat(12)}`,
);
const [first = '', second = '', third = '', rest = ''] = ids;
const path = (n: number, id: string): string =>
	`sessions/2026/01/01/rollout-2026-01-01T10-00-0${String(n)}-${id}.jsonl`;

function talk(): readonly JsonObject[] {
	return [
		turnContext('gpt-x'),
		event('task_started'),
		item('message', { role: 'developer', content: [{ type: 'input_text', text: 'Be short' }] }),
		userItem('<environment_context>\n<cwd>/w</cwd>\n</environment_context>'),
		...exchange('Which bridges?', 'I look.'),
		thought('Hm.'),
		call('c1', 'shell', '{"command":["ls"]}'),
		item('custom_tool_call', {
			call_id: 'c2',
			name: 'apply_patch',
			input: '*** Begin Patch',
			status: 'completed',
		}),
		item('local_shell_call', {
			call_id: 'c3',
			status: 'completed',
			action: { type: 'exec', command: ['ls'] },
		}),
		output('c1', '{"output":"a.ts","metadata":{"exit_code":0,"duration_seconds":0.5}}'),
		item('custom_tool_call_output', { call_id: 'c2', output: [{ type: 'input_text', text: 'ok' }] }),
		output('c3', { content: 'no', success: false }),
		item('web_search_call', { id: 'w1', status: 'completed', action: { type: 'search', query: 'bridges' } }),
		item('message', {
			role: 'user',
			content: [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }],
		}),
		answerItem('Three.', { id: 'm1', phase: 'final_answer' }),
		tokens(9, 4),
		event('task_complete'),
		...exchange('And tunnels?', 'One.'),
		event('thread_rolled_back', { num_turns: 1 }),
		...exchange('And ferries?', 'Two.'),
		compacted('Bridges were counted.'),
		event('context_compacted'),
		...exchange('Thanks', 'Gladly.'),
		event('turn_aborted', { reason: 'interrupted' }),
	];
}

function numbered(lines: readonly JsonObject[], from = 0): Json[] {
	return lines.map((line, i) => ({ ...line, ordinal: from + i }));
}

const base = (thread: string, end: number): JsonObject => ({
	forked_from_id: thread,
	history_base: { thread_id: thread, end_ordinal_exclusive: end, end_byte_offset: 1 },
});
const spawn = { subagent: { thread_spawn: { parent_thread_id: first, depth: 1, agent_nickname: 'Ada' } } };
const git = { git: { commit_hash: 'abc', branch: 'main', repository_url: 'https://x.test' } };

export const codexSets: readonly FixtureSet[] = [
	{ [path(1, first)]: [meta(first, git), ...talk()] },
	{
		[path(1, first)]: [meta(first, git), ...talk()],
		[path(2, second)]: [
			meta(second, { forked_from_id: first }),
			meta(first),
			...talk(),
			...exchange('Else', 'C'),
		],
		[path(3, third)]: [meta(third, { source: spawn }), ...exchange('Count', 'Four.')],
		'session_index.jsonl': [{ id: first, thread_name: 'Bridges', updated_at: '2026-01-03T10:00:00Z' }],
	},
	{
		[path(1, first)]: numbered([meta(first), ...exchange('one', 'A'), ...exchange('two', 'B')]),
		[path(2, second)]: numbered([meta(second, base(first, 5)), ...exchange('three', 'C')], 5),
		[path(3, third)]: numbered([meta(third, base(second, 7)), ...exchange('four', 'D')], 7),
		[path(4, rest)]: numbered([meta(first, base(first, 5)), ...exchange('back', 'E')], 5),
	},
	{
		'old.jsonl': [
			{ id: first, timestamp: '2025-05-01T10:00:00.000Z', instructions: null, git: {} },
			{ record_type: 'state' },
			{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Which bridges?' }] },
			{ type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 'Hm.' }] },
			{ type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c1' },
			{ type: 'function_call_output', call_id: 'c1', output: 'done' },
			{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Three.' }] },
		],
	},
];
