import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json } from '../../../src/store/model.js';
import { answer, call, line, mainId, piece, result, resultOf, start, user } from './claudeCodeLines.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

async function read(lines: readonly Json[]): Promise<{ session: IncomingSession; warnings: string[] }> {
	const { sessions, warnings, failures } = await readAll({ [`-w/${mainId}.jsonl`]: asLines(lines) });
	assert.deepEqual([failures, sessions.length], [[], 1]);
	const [session] = sessions;
	assert.ok(session);
	return { session, warnings: warnings.map(({ message }) => message) };
}

async function talk(lines: readonly Json[]): Promise<readonly string[]> {
	return pathOf((await read(lines)).session).map(said);
}

/** The ids of all messages, each with that of the one before it. */
function links({ messages }: IncomingSession): readonly string[] {
	return messages.map(({ id, after }) => `${after ?? '·'}→${id}`);
}

/** Messages that more than one follows. */
function partings({ messages }: IncomingSession): readonly (string | null)[] {
	const places = messages.map(({ after }) => after);
	return [...new Set(places.filter((after, i) => places.indexOf(after) !== i))];
}

describe('Claude Code transcripts', () => {
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

	it('makes branches of what was said anew after going back, and ends where the file ends', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			user('u2', 'a1', 'First try'),
			answer('a2', 'u2', 'One'),
			user('u3', 'a1', [{ type: 'text', text: 'Second try' }]),
			answer('a3', 'u3', 'Two'),
		]);
		assert.deepEqual(
			{ links: links(session), path: pathOf(session).map(said), partings: partings(session) },
			{
				links: ['·→u1', 'u1→a1', 'a1→u2', 'u2→a2', 'a1→u3', 'u3→a3'],
				path: ['user Start', 'assistant Ready', 'user Second try', 'assistant Two'],
				partings: ['a1'],
			},
		);
	});

	it('makes no branch of a turn that was tried again', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'API Error', 2),
			answer('a2', 'u1', 'Ready', 3),
			user('u2', 'a2', 'Go on', 4),
			answer('a3', 'u2', 'Well', 5),
		]);
		assert.deepEqual(
			[partings(session), pathOf(session).map(({ id }) => id)],
			[[], ['u1', 'a1', 'a2', 'u2', 'a3']],
		);
	});

	it('takes the way on which the file ends for a branch even when nobody said anything there', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'One', 2),
			user('u2', 'a1', 'Go on', 3),
			answer('a2', 'u1', 'Another', 4),
		]);
		assert.deepEqual([partings(session), session.head], [['u1'], 'a2']);
	});

	it('marks a compaction, and goes on behind its summary', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			line('progress', 'p1', 'a1', 2, { data: {} }),
			line('system', 'c', null, 3, {
				subtype: 'compact_boundary',
				logicalParentUuid: 'p1',
				content: 'Conversation compacted',
				compactMetadata: { trigger: 'auto', preTokens: 155_000 },
			}),
			user('s', 'c', 'What was said before: …', 4, { isCompactSummary: true }),
			user('u2', 's', 'Go on', 5),
		]);
		assert.deepEqual(
			{
				path: pathOf(session).map(said),
				summary: unpacked(session.messages[2] as never).metadata,
				snapshots: session.snapshots,
			},
			{
				path: ['user Start', 'assistant Ready', 'system What was said before: …', 'user Go on'],
				summary: {
					compaction: true,
					'claude-code': { trigger: 'auto', preTokens: 155_000 },
					nativeId: 's',
				},
				snapshots: [
					{
						messageId: 'a1',
						label: 'Before compaction',
						createdAt: start + 3000,
						metadata: { 'claude-code': { trigger: 'auto', preTokens: 155_000 } },
					},
				],
			},
		);
	});

	it('marks a compaction of old versions, which is only a summary', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			user('s', null, 'Summary', 4, { isCompactSummary: true }),
			user('u2', 's', 'Go on', 5),
		]);
		assert.deepEqual(
			[pathOf(session).map(({ id }) => id), session.snapshots.map(({ messageId }) => messageId)],
			[['u1', 'a1', 's', 'u2'], ['a1']],
		);
	});

	const boundary = (tail: string): Json =>
		line('system', 'c', null, 3, {
			subtype: 'compact_boundary',
			logicalParentUuid: tail,
			compactMetadata: { preservedSegment: { headUuid: 'a1', anchorUuid: 's', tailUuid: tail } },
		});

	it('does not repeat what a compaction kept and wrote again', async () => {
		const { session } = await read([
			user('u1', null, 'Start', 1),
			answer('a1', 'u1', 'Ready', 2),
			boundary('a1'),
			user('s', 'c', 'Summary', 4, { isCompactSummary: true }),
			answer('a1', 's', 'Ready', 2),
			user('u2', 'a1', 'Go on', 5),
		]);
		assert.deepEqual(
			[links(session), session.snapshots.map(({ messageId }) => messageId)],
			[['·→u1', 'u1→a1', 'a1→s', 's→u2'], ['a1']],
		);
	});

	it('sets a compaction behind what was written before it when that which it kept comes only after it', async () => {
		const { session, warnings } = await read([
			user('u1', null, 'Start', 1),
			boundary('a1'),
			user('s', 'c', 'Summary', 4, { isCompactSummary: true }),
			answer('a1', 's', 'Ready', 2),
			user('u2', 'a1', 'Go on', 5),
		]);
		assert.deepEqual(
			[links(session), session.snapshots.map(({ messageId }) => messageId), warnings],
			[['·→u1', 'u1→s', 's→a1', 'a1→u2'], ['u1'], []],
		);
	});

	it('knows what nobody said: notices, output of commands, and what came while the agent was at work', async () => {
		const { session } = await read([
			user('m', null, 'Caveat: The messages below …', 1, { isMeta: true }),
			user('k', 'm', '<command-name>/model</command-name>\n<command-args></command-args>', 1),
			user('o', 'k', '<local-command-stdout>Set model to x</local-command-stdout>', 1),
			line('system', 'l', 'o', 1, { subtype: 'local_command', content: 'Cost: $1' }),
			line('system', 'd', 'l', 1, { subtype: 'turn_duration', durationMs: 5 }),
			user('u1', 'd', '<system-reminder>\nBe kind\n</system-reminder>\n\nFix   it\nplease', 2),
			answer('a1', 'u1', 'Working', 3),
			line('attachment', 'q', 'a1', 4, {
				attachment: { type: 'queued_command', prompt: 'And the test', commandMode: 'prompt' },
			}),
			answer('a2', 'q', 'Both done', 5),
		]);
		assert.deepEqual(
			[session.title, pathOf(session).map(({ role, id }) => `${role} ${id}`)],
			[
				'Fix it',
				['system m', 'user k', 'system o', 'system l', 'user u1', 'assistant a1', 'user q', 'assistant a2'],
			],
		);
	});

	it('keeps several answers and words of one line in their order', async () => {
		const { session } = await read([
			user('u1', null, 'Go'),
			piece('a1', 'u1', 't', [call('c1'), call('c2')]),
			user('r', 'a1', [
				resultOf('c1', 'failed', { is_error: true }),
				resultOf('c2', [
					{ type: 'text', text: 'see' },
					{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
				]),
				{ type: 'text', text: 'And now?' },
			]),
			answer('a2', 'r', 'Wait'),
		]);
		assert.deepEqual(
			[links(session), pathOf(session).map(said), unpacked(session.messages[2] as never).metadata],
			[
				['·→u1', 'u1→a1', 'a1→r', 'r→r.1', 'r.1→r.2', 'r.2→a2'],
				[
					'user Go',
					'assistant  Bash()#c1 Bash()#c2',
					'tool #c1 failed',
					'tool #c2 <text>see <image>',
					'user And now?',
					'assistant Wait',
				],
				{ isError: true, nativeId: 'r' },
			],
		);
	});

	it('keeps images, documents and blocks that it does not know', async () => {
		const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
		const { session } = await read([
			user('u1', null, [
				{ type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
				{ type: 'document', title: 'A.pdf', source: { media_type: 'application/pdf', data: 'AAAA' } },
				search,
			]),
		]);
		assert.deepEqual(unpacked(session.messages[0] as never).content, [
			{ type: 'image', mediaType: 'image/*', url: 'https://x.test/a.png' },
			{ type: 'file', name: 'A.pdf', mediaType: 'application/pdf', data: 'AAAA' },
			{ type: 'data', source: 'claude-code', value: search },
		]);
	});

	it('says of a field only where it changes, and nothing of notices’ tokens', async () => {
		const { session } = await read([
			user('u1', null, 'Go', 1, { permissionMode: 'plan' }),
			user('u2', 'u1', 'Go on', 2, { permissionMode: 'plan', cwd: '/w/sub' }),
			piece('a1', 'u2', 't', 'No response requested.', 3, {
				cwd: '/w/sub',
				message: { id: 'x', model: '<synthetic>', content: [{ type: 'text', text: 'No' }], usage: {} },
			}),
		]);
		assert.deepEqual(
			session.messages.map((each) => unpacked(each).metadata['claude-code']),
			[{ permissionMode: 'plan' }, { cwd: '/w/sub' }, { synthetic: true }],
		);
	});

	it('takes what has lost its parent for a beginning, and cuts circles', async () => {
		const orphan = await read([
			user('u1', 'gone', 'One'),
			answer('a1', 'u1', 'Yes'),
			user('u2', 'lost', 'Two'),
			answer('a2', 'u2', 'No'),
		]);
		const circle = await read([
			user('u1', 'a1', 'One'),
			answer('a1', 'u1', 'Yes'),
			user('u2', 'u2', 'Two'),
			user('u3', 'a1', 'Three'),
		]);
		assert.deepEqual(
			[links(orphan.session), orphan.warnings, links(circle.session), circle.warnings],
			[
				['·→u1', 'u1→a1', '·→u2', 'u2→a2'],
				[],
				['·→u2', '·→u1', 'u1→a1', 'a1→u3'],
				['messages follow each other in a circle; it was cut'],
			],
		);
	});

	it('reads lines that ran into each other, leaves out what cannot be read, and says so once', async () => {
		const deep = `${'['.repeat(300)}${']'.repeat(300)}`;
		const { sessions, warnings, failures } = await readAll({
			[`${mainId}.jsonl`]:
				JSON.stringify(user('u1', null, 'One')) +
				asLines([
					answer('a1', 'u1', 'Yes'),
					{ ...user('x', 'a1', 'No name'), uuid: 7 },
					{ ...user('y', 'a1', 'No name'), uuid: null },
					7,
				]) +
				JSON.stringify(user('u2', 'a1', [{ type: 'odd', x: 1 }])).replace('1}', `${deep}}`) +
				'\n{"broken\n' +
				asLines([answer('a2', 'u2', 'Still here')]) +
				'{"type":"user","uu',
		});
		assert.deepEqual(
			[failures, sessions.map((each) => pathOf(each).map(said)), warnings.map(({ message }) => message)],
			[
				[],
				[['user One', 'assistant Yes', 'assistant Still here']],
				[
					'line 2 and 1 more: a message without a uuid; left out',
					'line 5: nested deeper than 180 levels; left out',
					'line 6: not JSON, left out',
					'the last line is not complete yet, and was left out',
				],
			],
		);
	});

	it('does not mind shapes that it does not expect', async () => {
		const odd: Json[] = [
			{ ...user('o1', 'u1', ''), message: 'text' },
			{ ...user('o2', 'u1', ''), message: { content: { type: 'text', text: 'lone' } } },
			{ ...piece('o3', 'o2', 't', ''), message: { content: [null, 7, 'bare', {}] } },
			{ ...line('system', 'o4', 'o3', 1, {}), subtype: 'compact_boundary', compactMetadata: 'x' },
			{ ...line('attachment', 'o5', 'o4', 1, {}), attachment: [] },
			{ ...line('progress', 'o6', 'o5', 1, {}), data: null },
			{ ...user('o7', 'o6', 'No time'), timestamp: 'yesterday', sessionId: 9, parentUuid: 'o6' },
		];
		const { session } = await read([user('u1', null, 'One'), ...odd]);
		assert.deepEqual(pathOf(session).map(said), [
			'user One',
			'user lone',
			'assistant <data> <data> <text>bare <data>',
			'user No time',
		]);
	});
});
