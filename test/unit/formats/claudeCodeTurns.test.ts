import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { answer, call, line, mainId, piece, result, start, user } from './claudeCodeLines.js';
import { links, read } from './claudeCodeReading.js';
import { pathOf, said, unpacked } from './importing.js';

async function talk(lines: readonly Json[]): Promise<readonly string[]> {
	return pathOf((await read(lines)).session).map(said);
}

describe('Claude Code: turns', () => {
	it('puts the lines of a turn together, with what was measured', async () => {
		const { session, warnings } = await read([
			{ type: 'queue-operation', operation: 'dequeue', sessionId: mainId },
			user('u1', null, 'List the files'),
			piece('a1', 'u1', 't', [{ type: 'thinking', thinking: 'Which?', signature: 'sig' }], 2),
			piece('a2', 'a1', 't', 'Let me look.', 3),
			piece('a3', 'a2', 't', [call('c1', 'Bash', { command: 'ls' })], 4),
			result('r1', 'a3', 'c1', 'a.ts', 5, { toolUseResult: { stdout: 'a.ts', durationMs: 12, exitCode: 0 } }),
			answer('a4', 'r1', 'One file.', 6),
		]);
		assert.deepEqual(
			{
				path: pathOf(session).map(said),
				turn: unpacked(session.messages[1] as never),
				result: unpacked(session.messages[2] as never).metadata,
				session: [session.source, session.title, session.parent, session.relation, session.shares],
				metadata: session.metadata,
				times: [session.createdAt, session.updatedAt],
				warnings,
			},
			{
				path: [
					'user List the files',
					'assistant <thinking>Which? <text>Let me look. Bash()#c1',
					'tool #c1 a.ts',
					'assistant One file.',
				],
				turn: {
					id: 'a3',
					after: 'u1',
					role: 'assistant',
					content: [
						{ type: 'thinking', text: 'Which?', signature: 'sig' },
						{ type: 'text', text: 'Let me look.' },
					],
					toolCalls: [{ id: 'c1', name: 'Bash', arguments: '{"command":"ls"}' }],
					timestamp: start + 2000,
					metadata: {
						model: 'claude-sonnet',
						usage: { input_tokens: 3, output_tokens: 4 },
						nativeId: 'a3',
					},
				},
				result: { durationMs: 12, 'claude-code': { exitCode: 0 }, nativeId: 'r1' },
				session: [{ format: 'claude-code', id: mainId }, 'List the files', null, 'child', null],
				metadata: { cwd: '/w', gitBranch: 'main', 'claude-code': { version: '2.1.0' } },
				times: [start + 1000, start + 6000],
				warnings: [],
			},
		);
	});

	it('chains the answers of tools that ran at once, and passes through lines that say nothing', async () => {
		const hook = { data: { type: 'hook_progress' }, toolUseID: 'c1', parentToolUseID: 'c1' };
		const { session } = await read([
			user('u1', null, 'Go'),
			piece('a1', 'u1', 't', [call('c1')], 2),
			line('progress', 'p1', 'a1', 2, hook),
			// The first tool answers before the second is called.
			result('r1', 'a1', 'c1', 'one', 3),
			piece('a2', 'r1', 't', [call('c2')], 4),
			piece('a3', 'a2', 't', [call('c3')], 4),
			result('r3', 'a3', 'c3', [{ type: 'text', text: 'three' }], 5),
			result('r2', 'a2', 'c2', 'two', 6, { toolUseResult: 'Error: two' }),
			line('progress', 'p2', 'r3', 6, hook),
			line('system', 's1', 'p2', 6, { subtype: 'stop_hook_summary' }),
			line('attachment', 't1', 's1', 6, { attachment: { type: 'skill_listing' } }),
			answer('a4', 't1', 'Done', 7),
			line('progress', 'p3', 'a4', 8, hook),
			user('u2', 'p3', 'Thanks', 9),
		]);
		assert.deepEqual(
			{ links: links(session), said: pathOf(session).map(said) },
			{
				links: ['·→u1', 'u1→a3', 'a3→r1', 'r1→r3', 'r3→r2', 'r2→a4', 'a4→u2'],
				said: [
					'user Go',
					'assistant  Bash()#c1 Bash()#c2 Bash()#c3',
					'tool #c1 one',
					'tool #c3 three',
					'tool #c2 two',
					'assistant Done',
					'user Thanks',
				],
			},
		);
	});

	it('puts an answer that came late beside the others', async () => {
		const { session } = await read([
			user('u1', null, 'Go'),
			piece('a1', 'u1', 't', [call('c1'), call('c2')], 2),
			result('r1', 'a1', 'c1', 'one', 3),
			answer('a2', 'r1', 'On', 4),
			result('r2', 'a1', 'c2', 'two', 5),
		]);
		assert.deepEqual(
			pathOf(session).map(({ id }) => id),
			['u1', 'a1', 'r1', 'r2', 'a2'],
		);
	});

	it('keeps turns apart that a server gave the same id', async () => {
		assert.deepEqual(
			await talk([
				user('u1', null, 'One'),
				piece('a1', 'u1', 'same', 'First'),
				user('u2', 'a1', 'Two'),
				piece('a2', 'u2', 'same', 'Second'),
			]),
			['user One', 'assistant First', 'user Two', 'assistant Second'],
		);
	});
});
