import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { stringAt } from '../../../src/formats/pick.js';
import { answer, call, line, mainId, ofAgent, piece, result, sessionId, user } from './claudeCodeLines.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

const other = sessionId('b');
const slug = 'projects/-w';
const mainFile = `${slug}/${mainId}.jsonl`;

/** What a person would see of each session: its id, title, relation, parent and conversation. */
function seen(sessions: readonly IncomingSession[]): readonly unknown[] {
	return sessions.map((session) => [
		session.source.id,
		session.title,
		session.parent && `${session.relation} of ${session.parent.id}`,
		pathOf(session).map(said),
	]);
}

/** Where the results of the calls that started sub-agents say that these are. */
function started({ messages }: IncomingSession): readonly unknown[] {
	return messages.flatMap((message) => {
		const { toolCallId, metadata } = unpacked(message);
		const session = stringAt(metadata['claude-code'], 'session');
		return session === undefined ? [] : [`${String(toolCallId)}: ${session}`];
	});
}

function byId(sessions: readonly IncomingSession[], id: string): IncomingSession {
	const session = sessions.find(({ source }) => source.id === id);
	assert.ok(session);
	return session;
}

function asked(name: string, id: string, prompt: string): JsonObject {
	return call(id, name, { prompt, description: `To ${prompt}`, subagent_type: 'Explore' });
}

const agentLines = (agentId: string, prompt: string): readonly JsonObject[] =>
	ofAgent([user(`${agentId}u`, null, prompt, 3), answer(`${agentId}a`, `${agentId}u`, 'Found', 4)], agentId);

describe('Claude Code sessions', () => {
	it('puts sub-agents below the session whose tool started them, whatever says so', async () => {
		const { sessions, recognised, skipped } = await readAll({
			[mainFile]: asLines([
				user('u1', null, 'Search'),
				piece('a1', 'u1', 't', [
					asked('Task', 'c1', 'one'),
					asked('Agent', 'c2', 'two'),
					asked('Task', 'c3', 'three'),
					asked('Task', 'c4', 'four'),
				]),
				line('progress', 'p', 'a1', 3, {
					data: { type: 'agent_progress', agentId: 'ag3' },
					parentToolUseID: 'c3',
				}),
				result('r1', 'a1', 'c1', 'Found', 5, { toolUseResult: { agentId: 'ag1', totalDurationMs: 9 } }),
				result('r2', 'a1', 'c2', [{ type: 'text', text: 'Found\nagentId: ag2 (for resuming)' }], 5),
				result('r3', 'a1', 'c3', 'Found', 5),
				result('r4', 'a1', 'c4', 'Found', 5),
			]),
			[`${slug}/${mainId}/subagents/agent-ag1.jsonl`]: asLines(agentLines('ag1', 'one')),
			[`${slug}/${mainId}/subagents/agent-ag1.meta.json`]: { agentType: 'Plan', description: 'First' },
			[`${slug}/${mainId}/subagents/agent-ag3.jsonl`]: asLines(agentLines('ag3', 'three')),
			[`${slug}/${mainId}/subagents/workflows/wf1/agent-ag4.jsonl`]: asLines(agentLines('ag4', 'x')),
			[`${slug}/${mainId}/subagents/workflows/wf1/agent-ag4.meta.json`]: {
				agentType: 'Explore',
				toolUseId: 'c4',
				spawnDepth: 1,
			},
			[`${slug}/${mainId}/tool-results/x.json`]: { big: 'output' },
			[`${slug}/agent-ag2.jsonl`]: asLines(agentLines('ag2', 'two')),
		});
		const children = sessions
			.slice(1)
			.map((each) => [
				each.source.id,
				each.title,
				each.agentName,
				`${each.relation} of ${String(each.parent?.id)}`,
				pathOf(each).map(said),
			]);
		const below = (id: string, title: string, agent: string, prompt: string): unknown => [
			`${mainId}/agent-${id}`,
			title,
			agent,
			`child of ${mainId}`,
			[`user ${prompt}`, 'assistant Found'],
		];
		assert.deepEqual(
			{
				children: children.toSorted(),
				started: started(byId(sessions, mainId)),
				counts: recognised.map(({ sessions: count, messages }) => [count, messages]),
				skipped,
				meta: byId(sessions, `${mainId}/agent-ag4`).metadata['claude-code'],
			},
			{
				children: [
					below('ag1', 'First', 'Plan', 'one'),
					below('ag2', 'To two', 'Explore', 'two'),
					below('ag3', 'To three', 'Explore', 'three'),
					below('ag4', 'To four', 'Explore', 'x'),
				],
				started: ['1', '2', '3', '4'].map((n) => `c${n}: ${mainId}/agent-ag${n}`),
				counts: [
					[1, 6],
					[1, 2],
					[0, 0],
					[1, 2],
					[1, 2],
					[0, 0],
					[1, 2],
				],
				skipped: [`${slug}/${mainId}/tool-results/x.json`],
				meta: { version: '2.1.0', agentId: 'ag4', toolUseId: 'c4', spawnDepth: 1 },
			},
		);
	});

	it('puts the sub-agent of a sub-agent below that', async () => {
		const { sessions } = await readAll({
			[`${mainId}/subagents/agent-ag2.jsonl`]: asLines(agentLines('ag2', 'deeper')),
			[`${mainId}/subagents/agent-ag1.jsonl`]: asLines(
				ofAgent(
					[
						user('u', null, 'one'),
						piece('a', 'u', 't', [asked('Task', 'c', 'deeper')]),
						result('r', 'a', 'c', 'Found', 5, { toolUseResult: { agentId: 'ag2' } }),
					],
					'ag1',
				),
			),
		});
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[
				[`${mainId}/agent-ag1`, mainId],
				[`${mainId}/agent-ag2`, `${mainId}/agent-ag1`],
			],
		);
	});

	it('takes sub-agents out of the file of their session, where old versions wrote them', async () => {
		const { sessions } = await readAll({
			[mainFile]: asLines([
				user('u1', null, 'Search'),
				piece('a1', 'u1', 't', [asked('Task', 'c1', 'same'), asked('Task', 'c2', 'same')]),
				...ofAgent([user('s1', null, 'same'), answer('s2', 's1', 'First')]),
				...ofAgent([user('s3', null, 'same'), answer('s4', 's3', 'Second')]),
				result('r1', 'a1', 'c1', 'First', 5),
				result('r2', 'a1', 'c2', 'Second', 5),
				...ofAgent([answer('s5', 's2', 'Late')]),
			]),
		});
		assert.deepEqual([seen(sessions), started(byId(sessions, mainId))], [
			[
				[
					mainId,
					'Search',
					null,
					['user Search', 'assistant  Task()#c1 Task()#c2', 'tool #c1 First', 'tool #c2 Second'],
				],
				['s1', 'To same', `child of ${mainId}`, ['user same', 'assistant First', 'assistant Late']],
				['s3', 'To same', `child of ${mainId}`, ['user same', 'assistant Second']],
			],
			['c1: s1', 'c2: s3'],
		] as unknown[]);
	});

	it('reads a session that only has what sub-agents did', async () => {
		const { sessions } = await readAll({
			[mainFile]: asLines(ofAgent([user('s1', null, 'Alone'), answer('s2', 's1', 'Yes')])),
		});
		assert.deepEqual(seen(sessions), [
			['s1', 'Alone', `child of ${mainId}`, ['user Alone', 'assistant Yes']],
		]);
	});

	const first = [user('u1', null, 'Start'), answer('a1', 'u1', 'Ready')];
	const copied = (lines: readonly JsonObject[], from: string, to: string): readonly JsonObject[] =>
		lines.map((each) => ({
			...each,
			sessionId: to,
			forkedFrom: { sessionId: from, messageUuid: each['uuid'] ?? null },
		}));

	it('links a fork with the session that its lines say they come from, and shares those', async () => {
		const fork = [...copied(first, mainId, other), { ...user('f1', 'a1', 'Elsewhere'), sessionId: other }];
		const { sessions } = await readAll({
			[`${slug}/${other}.jsonl`]: asLines(fork),
			[mainFile]: asLines([...first, user('u2', 'a1', 'Go on')]),
		});
		const alone = await readAll({ [`${slug}/${other}.jsonl`]: asLines(fork) });
		assert.deepEqual(
			[seen(sessions), sessions.map(({ shares }) => shares), seen(alone.sessions)],
			[
				[
					[mainId, 'Start', null, ['user Start', 'assistant Ready', 'user Go on']],
					[other, 'Elsewhere', `fork of ${mainId}`, ['user Start', 'assistant Ready', 'user Elsewhere']],
				],
				[null, 'prefix'],
				[[other, 'Elsewhere', `fork of ${mainId}`, ['user Start', 'assistant Ready', 'user Elsewhere']]],
			],
		);
	});

	it('links forks that do not say so by the messages they repeat: with the one that had them first', async () => {
		const third = sessionId('c');
		const fourth = sessionId('d');
		const resumed = [...first, { ...user('v2', 'a1', 'Resumed', 20), sessionId: third }];
		const { sessions } = await readAll({
			[`${fourth}.jsonl`]: asLines([...resumed, { ...user('w3', 'v2', 'Again', 30), sessionId: fourth }]),
			[`${third}.jsonl`]: asLines(resumed),
			[`${mainId}.jsonl`]: asLines([...first, user('u2', 'a1', 'Go on', 10)]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, shares }) => [source.id, parent?.id, relation, shares]),
			[
				[mainId, undefined, 'child', null],
				[third, mainId, 'fork', 'prefix'],
				[fourth, third, 'fork', 'prefix'],
			],
		);
	});

	it('keeps the parent of a resumed session that is not there', async () => {
		const { sessions } = await readAll({
			[`${other}.jsonl`]: asLines([...first, { ...user('v2', 'a1', 'Resumed'), sessionId: other }]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[[other, mainId]],
		);
	});

	it('says which message a forked sub-agent goes on from', async () => {
		const { sessions } = await readAll({
			[mainFile]: asLines([...first, line('progress', 'p', 'a1', 3, { data: {} })]),
			[`${slug}/${mainId}/subagents/agent-f.jsonl`]: asLines([
				{ type: 'fork-context-ref', agentId: 'f', parentSessionId: mainId, parentLastUuid: 'p' },
				...agentLines('f', 'Look into it'),
			]),
			[`${slug}/${mainId}/subagents/agent-g.jsonl`]: asLines(
				ofAgent([...first, user('g1', 'a1', 'And this')], 'g'),
			),
		});
		assert.deepEqual(
			sessions.map(({ source, relation, shares }) => [source.id, relation, shares]),
			[
				[mainId, 'child', null],
				[`${mainId}/agent-f`, 'child', { from: { format: 'claude-code', id: mainId }, after: 'a1' }],
				[`${mainId}/agent-g`, 'child', 'prefix'],
			],
		);
	});

	it('cuts forks that come from each other', async () => {
		const { sessions, warnings } = await readAll({
			[`${mainId}.jsonl`]: asLines(copied(first, other, mainId)),
			[`${other}.jsonl`]: asLines(copied(first, mainId, other)),
		});
		assert.deepEqual(
			[sessions.map(({ source, parent }) => [source.id, parent?.id]), warnings.map(({ message }) => message)],
			[
				[
					[other, undefined],
					[mainId, other],
				],
				['its parents lead back to itself; it has no parent now'],
			],
		);
	});

	it('joins files of one session: what is in both is there once, a turn that one has in part as a whole', async () => {
		const part = [
			user('u1', null, 'Start'),
			piece('a1', 'u1', 't', [{ type: 'thinking', thinking: 'Hm', signature: '' }]),
		];
		const { sessions } = await readAll({
			[`old/${mainId}.jsonl`]: asLines(part),
			[`projects/${mainId}.jsonl`]: asLines([
				...part,
				piece('a2', 'a1', 't', 'Ready'),
				user('u2', 'a2', 'Go on', 5),
			]),
			'renamed.jsonl': asLines([answer('a3', 'u2', 'Done', 6)]),
		});
		assert.deepEqual(seen(sessions), [
			[
				mainId,
				'Start',
				null,
				['user Start', 'assistant <thinking>Hm <text>Ready', 'user Go on', 'assistant Done'],
			],
		]);
	});

	it('agrees with itself about a file that has grown', async () => {
		const lines = [
			...first,
			piece('b1', 'a1', 't', [call('c1')], 3),
			result('r1', 'b1', 'c1', 'x', 4),
			answer('b2', 'r1', 'Done', 5),
			user('u2', 'b2', 'Go on', 6),
		];
		const whole = (await readAll({ [mainFile]: asLines(lines) })).sessions[0];
		for (let count = 1; count < lines.length; count++) {
			const [session] = (await readAll({ [mainFile]: asLines(lines.slice(0, count)) })).sessions;
			assert.deepEqual(session?.source, whole?.source);
			assert.deepEqual(
				session?.messages.map(({ id, after }) => [id, after]),
				whole?.messages.slice(0, count).map(({ id, after }) => [id, after]),
			);
		}
	});

	it('says of a turn by which ids it was known before it was complete', async () => {
		const turn = [
			piece('b1', 'a1', 't', 'One'),
			piece('b2', 'b1', 't', 'Two'),
			piece('b3', 'b2', 't', 'Three'),
		];
		const versions = [1, 2, 3].map((count) =>
			readAll({ [mainFile]: asLines([...first, ...turn.slice(0, count)]) }),
		);
		const last = (await Promise.all(versions)).map(({ sessions }) => sessions[0]?.messages.at(-1));
		assert.deepEqual(
			last.map((message) => [message?.id, message?.earlier, message?.after]),
			[
				['b1', undefined, 'a1'],
				['b2', ['b1'], 'a1'],
				['b3', ['b1', 'b2'], 'a1'],
			],
		);
	});

	const titles: readonly (readonly [string, readonly Json[], string])[] = [
		[
			'the last title that a person gave',
			[
				{ type: 'custom-title', customTitle: 'One', sessionId: mainId },
				{ type: 'ai-title', aiTitle: 'Made up', sessionId: mainId },
				{ type: 'custom-title', customTitle: 'Two', sessionId: mainId },
				{ type: 'summary', summary: 'Summed up', leafUuid: 'a1' },
			],
			'Two',
		],
		[
			'the last summary of one of its own messages',
			[
				{ type: 'summary', summary: 'Summed up', leafUuid: 'u1' },
				{ type: 'summary', summary: 'Summed up later', leafUuid: 'a1' },
				{ type: 'summary', summary: 'Another session', leafUuid: 'elsewhere' },
			],
			'Summed up later',
		],
		['the first prompt', [{ type: 'summary', summary: 'Another session', leafUuid: 'elsewhere' }], 'Start'],
	];
	for (const [what, more, title] of titles) {
		it(`calls a session by ${what}`, async () => {
			const { sessions } = await readAll({ [mainFile]: asLines([...more, ...first]) });
			assert.deepEqual(
				sessions.map((each) => each.title),
				[title],
			);
		});
	}

	const prompts: readonly (readonly [string, string])[] = [
		['<ide_opened_file>The user opened a.ts</ide_opened_file>Fix a.ts', 'Fix a.ts'],
		['<command-name>/review</command-name>\n<command-args>12 fast</command-args>', '/review 12 fast'],
		['[Request interrupted by user for tool use]', 'Untitled'],
		['<local-command-stdout>x</local-command-stdout>', 'Untitled'],
		['if a <b> c </b> then', 'if a <b> c </b> then'],
		['Do it <system-reminder>and never', 'Do it'],
	];
	for (const [prompt, title] of prompts) {
		it(`calls a session that begins with ${prompt} “${title}”`, async () => {
			const { sessions } = await readAll({ [mainFile]: asLines([user('u1', null, prompt)]) });
			assert.deepEqual(
				sessions.map((each) => each.title),
				[title],
			);
		});
	}

	it('takes a file without messages for no session, and knows others by their id in it', async () => {
		const { sessions, recognised } = await readAll({
			'a.jsonl': asLines([{ type: 'summary', summary: 'Another session', leafUuid: 'x' }]),
			'b.jsonl': asLines(first),
		});
		assert.deepEqual(
			[recognised.map((each) => each.sessions), sessions.map(({ source }) => source.id)],
			[[0, 1], [mainId]],
		);
	});
});
