import type { Json, JsonObject } from '../../../../../src/store/model.js';
import { call, folder, shown, started, text, user } from '../../clineTasks.js';
import type { FixtureSet } from '../fixtureSet.js';

const environment = text(
	'<environment_details>\n# Current Working Directory (/w) Files\na.ts\n</environment_details>',
);
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

function assistant(content: readonly JsonObject[]): JsonObject {
	const modelInfo = { modelId: 'claude-x', providerId: 'anthropic', mode: 'act' };
	const metrics = { tokens: { prompt: 100, completion: 20, cached: 60 }, cost: 0.5 };
	return { role: 'assistant', content, modelInfo, metrics, ts: started + 20 };
}

const history: Json[] = [
	user(text('<task>\nPaint the\nfence\n</task>'), image, environment),
	assistant([
		{ type: 'thinking', thinking: 'Which colour?', signature: 'sig' },
		text('I look.'),
		call('t1', 'read_file', { path: 'a.ts' }),
		call('t2', 'execute_command', { command: 'ls' }),
	]),
	user(
		text("[read_file for 'a.ts'] Result:\ngreen"),
		{ type: 'tool_result', tool_use_id: 't2', content: [text('a.ts'), image], is_error: true },
		environment,
	),
	assistant([text('Done.\n<attempt_completion><result>Painted</result></attempt_completion>')]),
	user(text('[attempt_completion] Result:\n'), text('<feedback>\nAnd the gate?\n</feedback>')),
	assistant([text('Green too.'), call('t3', 'use_mcp_tool', { server_name: 's' })]),
	user({ type: 'tool_result', tool_use_id: 't3', content: '{"status":"denied","feedback":"No"}' }),
	{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'x' },
	assistant([{ type: 'reasoning', text: 'So.' }, text('<thinking>?</thinking>'), call('t4', 'x', {})]),
	{ ...user(text('We painted.')), isSummary: true, condenseId: 'c', ts: started + 30 },
	{ role: 'user', content: '[2 messages hidden]', isTruncationMarker: true, truncationId: 't' },
	user(
		text('[x] Result:\nThe user said:\n<feedback>\nOn\n</feedback>\n<file_content path="a">b</file_content>'),
	),
];

const request = '{"request":"x","tokensIn":7,"tokensOut":3,"cacheReads":5,"cost":0.25}';
const ui: Json[] = [
	shown(1, 'say', 'task', { text: 'Paint the fence', images: ['data:image/png;base64,AAAA'] }),
	shown(2, 'say', 'api_req_started', { text: request, conversationHistoryIndex: -1 }),
	shown(3, 'say', 'text', { text: 'I look.', reasoning: 'Hm.', conversationHistoryIndex: 0 }),
	shown(4, 'ask', 'command', { text: 'ls' }),
	shown(5, 'say', 'command_output', { text: 'a.ts' }),
	shown(6, 'ask', 'tool', { text: '{"tool":"readFile","path":"a.ts"}', conversationHistoryIndex: 1 }),
	shown(7, 'say', 'api_req_started', { text: request, conversationHistoryDeletedRange: [2, 3] }),
	shown(8, 'say', 'browser_action_result', {
		text: '{"screenshot":"data:image/png;base64,AAAA","logs":"x"}',
	}),
	shown(9, 'say', 'completion_result', { text: 'Painted' }),
	shown(10, 'ask', 'followup', { text: '{"question":"Which?","options":["a"],"selected":"a"}' }),
	shown(11, 'say', 'user_feedback', { text: 'And the gate?', files: ['/a.md'] }),
	shown(12, 'say', 'error', { text: 'Out of paint' }),
	shown(13, 'say', 'novelty', { text: 'x' }),
];

const id = '1750000000000_abcde';
const fork = '1750000000001_fghij';
const message = (name: string, role: string, content: Json): JsonObject => ({
	...{ id: name, role, content, ts: started + 1 },
	...(role === 'assistant' && {
		modelInfo: { id: 'model-x', provider: 'p' },
		metrics: { inputTokens: 5, outputTokens: 6, cost: 0.01 },
	}),
});
const talk: Json[] = [
	message('m1', 'user', [text('<user_input mode="act">Mow</user_input>')]),
	message('m2', 'assistant', [call('c1', 'spawn_agent', { task: 'Look' })]),
	message('m3', 'user', [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok', is_error: true }]),
	message('m4', 'assistant', 'Mown.'),
	message('m5', 'error', [text('Rate limited')]),
	message('m6', 'assistant', [call('c2', 'read_files', {})]),
	message('m7', 'user', [
		{ type: 'tool_result', tool_use_id: 'c2', content: [{ query: 'a', result: 'b', success: true }] },
	]),
];
const messages = (sessionId: string, list: readonly Json[], more: JsonObject = {}): JsonObject => ({
	...{ version: 1, updated_at: '2025-06-15T16:00:00.000Z', agent: 'lead', sessionId, messages: list },
	...more,
});
const manifest = (session: string, more: JsonObject = {}): JsonObject => ({
	...{ version: 1, session_id: session, started_at: '2025-06-15T15:06:40.000Z', cwd: '/w', provider: 'p' },
	...more,
});

const item = { id: String(started), ts: started, task: 'Paint', tokensIn: 1, workspace: '/w' };

export const clineSets: readonly FixtureSet[] = [
	{
		[`${folder}/api_conversation_history.json`]: history,
		[`${folder}/task_metadata.json`]: {
			files_in_context: [{ path: 'a.ts' }],
			model_usage: [{ ts: started + 1, model_id: 'old', model_provider_id: 'p', mode: 'act' }],
			environment_history: [{ ts: started, os_name: 'x' }],
		},
		[`${folder}/ui_messages.json`]: ui,
		'state/taskHistory.json': [
			{ id: String(started), ts: started, task: 'Paint', cwdOnTaskInitialization: '/w', size: 9 },
		],
	},
	{ 'api_conversation_history.json': history },
	{ [`${folder}/ui_messages.json`]: ui },
	{
		[`${folder}/api_conversation_history.json`]: history,
		[`tasks/${fork}/api_conversation_history.json`]: history.slice(0, 2),
		[`tasks/${fork}/history_item.json`]: { ...item, id: fork },
		'tasks/_index.json': {
			version: 1,
			entries: [item, { ...item, id: fork, parentTaskId: String(started) }],
		},
	},
	{
		[`sessions/${id}/${id}.compaction.json`]: {
			version: 1,
			updated_at: '2025-06-15T15:30:00.000Z',
			source_message_count: 2,
			messages: [{ role: 'user', content: 'Summary' }],
		},
		[`sessions/${id}/${id}.json`]: manifest(id, { metadata: { title: 'Lawn', extra: 1 } }),
		[`sessions/${id}/${id}.messages.json`]: messages(id, talk, { system_prompt: 'Be good.' }),
		[`sessions/${id}/scout.messages.json`]: messages(id, [message('s1', 'user', 'Look')], {
			agent: 'subagent',
		}),
		[`sessions/${fork}/${fork}.json`]: manifest(fork, { metadata: { fork: { forkedFromSessionId: id } } }),
		[`sessions/${fork}/${fork}.messages.json`]: messages(fork, [
			...talk.slice(0, 2),
			message('own', 'user', 'Rake'),
		]),
		'sessions/sessions.index.json': {
			version: 1,
			sessions: {
				x: {
					sessionId: `${id}__scout`,
					startedAt: '2025-06-15T15:10:00.000Z',
					isSubagent: true,
					parentSessionId: id,
					parentAgentId: 'lead',
				},
			},
		},
	},
];
