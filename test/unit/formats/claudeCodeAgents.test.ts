import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { JsonObject } from '../../../src/store/model.js';
import { stringAt } from '../../../src/formats/pick.js';
import { answer, call, line, mainId, ofAgent, piece, result, user } from './claudeCodeLines.js';
import { first, mainFile, seen, slug } from './claudeCodeProjects.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

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

describe('Claude Code: sub-agents', () => {
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
});
