import type { Json } from '../../../../../src/store/model.js';
import {
	answer,
	call,
	line,
	mainId,
	ofAgent,
	piece,
	result,
	resultOf,
	sessionId,
	user,
} from '../../claudeCodeLines.js';
import type { FixtureSet } from '../fixtureSet.js';

const folder = 'projects/-w';
const fork = sessionId('b');
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
const task = (id: string, prompt: string): Json =>
	call(id, 'Task', { prompt, description: `To ${prompt}`, subagent_type: 'Explore' });

const begin = [
	{ type: 'summary', summary: 'Birds', leafUuid: 'a4' },
	user('u1', null, '<system-reminder>Be kind</system-reminder>Which birds sing?'),
	piece('a1', 'u1', 't1', [{ type: 'thinking', thinking: 'Which?', signature: 'sig' }]),
	piece('a2', 'a1', 't1', [call('c1', 'Bash', { command: 'ls' }), call('c2'), task('c3', 'Listen')]),
	line('progress', 'p1', 'a2', 3, {
		data: { type: 'agent_progress', agentId: 'ag1' },
		parentToolUseID: 'c3',
	}),
	result('r1', 'a2', 'c1', 'a.ts', 3, { toolUseResult: { stdout: 'a.ts', durationMs: 12, exitCode: 0 } }),
	user('r2', 'a2', [resultOf('c2', [{ type: 'text', text: 'see' }, image], { is_error: true })], 4),
	result('r3', 'r2', 'c3', 'Heard', 5, { toolUseResult: { agentId: 'ag1', totalDurationMs: 9 } }),
	answer('a3', 'r3', 'Some.', 6),
];
const whole = [
	...begin,
	user(
		'u2',
		'a3',
		[
			{ type: 'text', text: 'First try' },
			{ type: 'document', title: 'A.pdf' },
		],
		7,
	),
	answer('a4', 'u2', 'One', 8),
	user('u3', 'a3', 'Second try', 9),
	answer('a5', 'u3', 'Two', 10),
	line('system', 'b1', null, 11, {
		subtype: 'compact_boundary',
		logicalParentUuid: 'a5',
		compactMetadata: {
			trigger: 'auto',
			preTokens: 155,
			preservedSegment: { headUuid: 'u3', anchorUuid: 's1', tailUuid: 'a5' },
		},
	}),
	user('s1', 'b1', 'What was said', 12, { isCompactSummary: true }),
	user('u3', 's1', 'Second try', 9),
	answer('a5', 'u3', 'Two', 10),
	user('k1', 'a5', '<command-name>/model</command-name>\n<command-args></command-args>', 13),
	user('o1', 'k1', '<local-command-stdout>Set</local-command-stdout>', 13, { isMeta: true }),
	line('attachment', 'q1', 'o1', 14, {
		attachment: { type: 'queued_command', prompt: 'And the test', commandMode: 'prompt' },
	}),
	answer('a6', 'q1', 'Done', 15),
	{ type: 'custom-title', customTitle: 'Birds that sing', sessionId: mainId },
];
const agent = (id: string): Json[] => [
	...ofAgent([user(`${id}u`, null, 'Listen', 3), answer(`${id}a`, `${id}u`, 'Heard', 4)], id),
];

export const claudeCodeSets: readonly FixtureSet[] = [
	{ [`${folder}/${mainId}.jsonl`]: whole },
	{
		[`${folder}/${mainId}.jsonl`]: whole,
		[`${folder}/${mainId}/subagents/agent-ag1.jsonl`]: agent('ag1'),
		[`${folder}/${mainId}/subagents/agent-ag1.meta.json`]: {
			agentType: 'Plan',
			toolUseId: 'c3',
			spawnDepth: 1,
		},
		[`${folder}/${mainId}/subagents/agent-ag2.jsonl`]: [
			{ type: 'fork-context-ref', agentId: 'ag2', parentSessionId: mainId, parentLastUuid: 'a3' },
			...agent('ag2'),
		],
		[`${folder}/${fork}.jsonl`]: [
			...begin.map((each) => ({
				...each,
				sessionId: fork,
				forkedFrom: { sessionId: mainId, messageUuid: 'uuid' in each ? each['uuid'] : null },
			})),
			{ ...user('f1', 'a3', 'Elsewhere', 20), sessionId: fork },
		],
	},
	{
		[`${folder}/${mainId}.jsonl`]: [
			...begin,
			...ofAgent([user('s1', null, 'Listen'), answer('s2', 's1', 'Old')]),
			...ofAgent([user('s3', null, 'Listen'), answer('s4', 's3', 'Older')]),
		],
		[`${folder}/agent-ag3.jsonl`]: agent('ag3'),
		[`${sessionId('c')}.jsonl`]: [
			...begin,
			{ ...user('v2', 'a3', 'Resumed', 20), sessionId: sessionId('c') },
		],
		[`${sessionId('d')}.jsonl`]: [
			...begin,
			{ ...user('w2', 'a3', 'Resumed', 30), sessionId: sessionId('d') },
		],
	},
];
