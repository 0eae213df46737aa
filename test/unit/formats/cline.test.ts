import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { readSources } from '../../../src/formats/readSources.js';
import { picked } from './fixtures.js';
import { pathOf, readAll, said } from './importing.js';

const started = 1_750_000_000_000;
const folder = `tasks/${String(started)}`;
const environment =
	'<environment_details>\n# Current Working Directory (/home/ann/app) Files\na.ts\n</environment_details>';

function text(words: string): JsonObject {
	return { type: 'text', text: words };
}

function user(...blocks: readonly JsonObject[]): JsonObject {
	return { role: 'user', content: blocks };
}

function assistant(...blocks: readonly JsonObject[]): JsonObject {
	return { role: 'assistant', content: blocks };
}

function call(id: string, name: string, input: JsonObject): JsonObject {
	return { type: 'tool_use', id, name, input };
}

/** A task in which results of tools are texts with a heading. */
const history: readonly JsonObject[] = [
	user(text('<task>\nFix the\nlogin\n</task>'), text(environment)),
	{
		...assistant(
			{ type: 'thinking', thinking: 'Let me see.', signature: 'sig' },
			text('I read two files.'),
			call('t1', 'read_file', { path: 'a.ts' }),
			call('t2', 'read_file', { path: 'b.ts' }),
		),
		modelInfo: { modelId: 'claude-x', providerId: 'anthropic' },
		metrics: { tokens: { prompt: 100, completion: 20, cached: 60 }, cost: 0.5 },
	},
	user(
		text("[read_file for 'a.ts'] Result:\nlet a;"),
		text("[read_file for 'b.ts'] Result:"),
		text('The tool execution failed with the following error:\n<error>\nno such file\n</error>'),
		text(environment),
	),
	assistant(text('Done.'), call('t3', 'attempt_completion', { result: 'Fixed' })),
	user(
		text('[attempt_completion] Result:\nThe user has given feedback.'),
		text('<feedback>\nAnd the tests?\n</feedback>'),
		text(environment),
	),
	assistant(text('They pass.')),
];

function shown(ts: number, kind: 'say' | 'ask', what: string, more: JsonObject = {}): JsonObject {
	return { ts: started + ts, type: kind, [kind]: what, ...more };
}

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
				answer: path[1]?.metadata,
				failed: path
					.filter(({ metadata }) => metadata['isError'] === true)
					.map(({ toolCallId }) => toolCallId),
				environment: path.filter(({ metadata }) => 'cline' in metadata).map(({ role }) => role),
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
				},
				failed: ['t2'],
				environment: ['user', 'tool', 'user'],
			},
		);
	});

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
				answer: pathOf(session)[1]?.metadata,
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
				['entry 2 was left out: nested deeper than 180 levels'],
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

describe('Cline SDK', () => {
	const id = '1750000000000_abcde';
	const at = `sessions/${id}`;

	function message(name: string, role: string, content: Json, more: JsonObject = {}): JsonObject {
		return { id: name, role, content, ...more };
	}

	const talk: readonly JsonObject[] = [
		message('m1', 'user', [text('<user_input mode="act">Hello</user_input>')], { ts: started }),
		message('m2', 'assistant', [call('c1', 'spawn_agent', {})], {
			ts: started + 1,
			modelInfo: { id: 'model-x', provider: 'p' },
			metrics: { inputTokens: 5, outputTokens: 6, cost: 0.01 },
		}),
		message('m3', 'user', [
			{ type: 'tool_result', tool_use_id: 'c1', name: 'spawn_agent', content: 'ok', is_error: true },
		]),
	];

	function messages(list: readonly JsonObject[], more: JsonObject = {}): JsonObject {
		return {
			version: 1,
			updated_at: '2025-06-15T16:00:00.000Z',
			agent: 'lead',
			sessionId: id,
			messages: list,
			...more,
		};
	}

	function manifest(session: string, more: JsonObject = {}): JsonObject {
		return {
			version: 1,
			session_id: session,
			started_at: '2025-06-15T15:06:40.000Z',
			cwd: '/work/app',
			provider: 'p',
			...more,
		};
	}

	it('reads sessions with their manifests, sub-agents below them', async () => {
		const { sessions, recognised } = await readAll({
			[`${at}/${id}.compaction.json`]: {
				version: 1,
				updated_at: '2025-06-15T15:30:00.000Z',
				source_message_count: 2,
				messages: [{ role: 'user', content: 'Summary' }],
			},
			[`${at}/${id}.json`]: manifest(id, { metadata: { title: 'Greeting', extra: 1 } }),
			[`${at}/${id}.messages.json`]: messages(talk, { system_prompt: 'Be good.' }),
			[`${at}/scout.messages.json`]: messages([message('s1', 'user', 'Look around')], {
				agent: 'subagent',
				taskType: 'subagent_task',
			}),
			[`${at}/inner.messages.json`]: messages([message('i1', 'user', 'Deeper')], { agent: 'subagent' }),
			'sessions/sessions.index.json': {
				version: 1,
				sessions: {
					x: {
						sessionId: `${id}__inner`,
						startedAt: '2025-06-15T15:10:00.000Z',
						isSubagent: true,
						parentSessionId: id,
						parentAgentId: 'scout',
					},
				},
			},
		});
		const [lead] = sessions;
		assert.ok(lead);
		assert.deepEqual(
			{
				counts: recognised.map(({ sessions: count }) => count),
				tree: sessions.map(({ source, parent, relation, title, agentName }) => [
					source.id,
					parent?.id ?? null,
					relation,
					title,
					agentName,
				]),
				said: pathOf(lead).map(said),
				ids: lead.messages.map((each) => each.id),
				answer: pathOf(lead)[1]?.metadata,
				failed: pathOf(lead)[2]?.metadata['isError'],
				snapshots: lead.snapshots.map(({ messageId, label }) => [messageId, label]),
				metadata: lead.metadata,
				createdAt: lead.createdAt,
			},
			{
				counts: [0, 0, 1, 1, 1, 0],
				tree: [
					[id, null, 'child', 'Greeting', null],
					[`${id}__scout`, id, 'child', 'Look around', 'scout'],
					[`${id}__inner`, `${id}__scout`, 'child', 'Deeper', 'inner'],
				],
				said: ['user Hello', 'assistant  spawn_agent()#c1', 'tool #c1 ok'],
				ids: ['m1', 'm2', 'm3:c1'],
				answer: {
					model: 'model-x',
					usage: { input_tokens: 5, output_tokens: 6 },
					cost: 0.01,
					nativeId: 'm2',
				},
				failed: true,
				snapshots: [['m2', 'Before compaction']],
				metadata: {
					cwd: '/work/app',
					cline: { provider: 'p', metadata: { extra: 1 }, systemPrompt: 'Be good.' },
				},
				createdAt: started,
			},
		);
	});

	it('gives a fork the ids of what it repeats, whatever it calls them', async () => {
		const fork = '1750000000001_fghij';
		const copy = talk.map((each, i) => ({ ...each, id: `copy${String(i)}` }));
		const { sessions } = await readAll({
			[`s/${fork}/${fork}.json`]: manifest(fork, { metadata: { fork: { forkedFromSessionId: id } } }),
			[`s/${fork}/${fork}.messages.json`]: messages([...copy.slice(0, 2), message('own', 'user', 'Else')], {
				sessionId: fork,
			}),
			[`s/z/${id}.messages.json`]: messages(talk),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, shares, messages: own }) => [
				source.id,
				parent?.id ?? null,
				relation,
				shares,
				own.map((each) => each.id),
			]),
			[
				[id, null, 'child', null, ['m1', 'm2', 'm3:c1']],
				[fork, id, 'fork', 'prefix', ['m1', 'm2', 'own']],
			],
		);
	});

	it('makes a root of a session whose parents lead back to it, and takes the longer of two copies', async () => {
		const { sessions, warnings } = await readAll({
			[`a/${id}.json`]: manifest(id, { parentSessionId: id }),
			[`a/${id}.messages.json`]: messages(talk.slice(0, 1)),
			[`b/${id}.messages.json`]: messages(talk),
		});
		assert.deepEqual(
			[sessions.map(({ parent, messages: own }) => [parent, own.length]), warnings.map(({ path }) => path)],
			[[[null, 3]], [`b/${id}.messages.json`, `a/${id}.messages.json`]],
		);
	});
});
