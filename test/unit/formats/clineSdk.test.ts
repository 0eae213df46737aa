import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { call, started, text } from './clineTasks.js';
import { pathOf, readAll, said } from './importing.js';

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
			cwd: '/home/ann/app',
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
					cline: { modelInfo: { provider: 'p' } },
					nativeId: 'm2',
				},
				failed: true,
				snapshots: [['m2', 'Before compaction']],
				metadata: {
					cwd: '/home/ann/app',
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

	async function read(...list: readonly JsonObject[]) {
		const { sessions } = await readAll({ [`${at}/${id}.messages.json`]: messages(list) });
		return sessions.flatMap(pathOf);
	}

	it('reads results that tell of several things as text, failed where all of them did', async () => {
		const good = { query: '/w/a', result: '1 | AAA', success: true };
		const bad = { query: '/w/b', result: '', error: 'ENOENT', success: false };
		const results = [[good, bad], [bad], [{ ...good, result: '' }], []];
		const path = await read(
			message('m1', 'user', 'Read'),
			message(
				'm2',
				'assistant',
				results.map((_, i) => call(`c${String(i)}`, 'read_files', {})),
			),
			message(
				'm3',
				'user',
				results.map((content, i) => ({ type: 'tool_result', tool_use_id: `c${String(i)}`, content })),
			),
		);
		assert.deepEqual(
			path.slice(2).map((each) => [said(each), each.metadata['isError'] ?? false]),
			[
				['tool #c0 1 | AAA\n\nENOENT', false],
				['tool #c1 ENOENT', true],
				['tool #c2 ', false],
				['tool #c3 ', false],
			],
		);
	});

	it('tells what went wrong as no person, in its place', async () => {
		const [, fault, answer] = await read(
			message('m1', 'user', 'Read'),
			message('m2', 'error', [text('Rate limited')], { code: 429 }),
			message('m3', 'assistant', 'Done'),
		);
		assert.deepEqual(
			[fault && said(fault), fault?.metadata, answer && said(answer)],
			['system Rate limited', { isError: true, cline: { code: 429 }, nativeId: 'm2' }, 'assistant Done'],
		);
	});

	it('keeps the thought that hangs on a text', async () => {
		const details = [
			{ type: 'reasoning.summary', summary: 'Hm.' },
			{ type: 'reasoning.text', text: 'So.', signature: 'sig' },
			{ type: 'reasoning.encrypted', data: 'x' },
		];
		const [answer] = await read(
			message('m1', 'assistant', [{ ...text('Yes.'), reasoning_details: details }]),
		);
		assert.deepEqual(answer?.content, [
			{ type: 'thinking', text: 'Hm.' },
			{ type: 'thinking', text: 'So.', signature: 'sig' },
			{ type: 'text', text: 'Yes.' },
		]);
	});
});
