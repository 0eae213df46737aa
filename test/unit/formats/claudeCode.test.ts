import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { answer, call, line, mainId, piece, resultOf, user } from './claudeCodeLines.js';
import { links, read } from './claudeCodeReading.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

describe('Claude Code transcripts', () => {
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

	it('shows notices with words, and keeps what other lines say with the message after them', async () => {
		const attachment = { type: 'file', filename: 'a.ts', content: 'let a;' };
		const error = { subtype: 'api_error', error: { status: 529 } };
		const { session } = await read([
			user('u1', null, 'Look at a.ts'),
			line('attachment', 'f', 'u1', 1, { attachment }),
			piece('a1', 'f', 't', 'Looking', 2),
			line('system', 'e', 'a1', 2, error),
			{ type: 'mode', mode: 'plan', sessionId: mainId },
			{ type: 'mode', mode: 'plan', sessionId: mainId },
			piece('a2', 'a1', 't', 'Done', 3),
			line('system', 'd', 'a2', 4, { subtype: 'turn_duration', durationMs: 5 }),
			line('system', 'n', 'd', 5, { subtype: 'away_summary', level: 'info', content: 'You were away' }),
			{ type: 'pr-link', prNumber: 7, sessionId: mainId },
		]);
		const metadata = { version: '2.1.0', lines: [{ type: 'pr-link', prNumber: 7 }] };
		assert.deepEqual(
			[
				pathOf(session).map((message) => [said(message), message.metadata['claude-code']]),
				session.metadata['claude-code'],
			],
			[
				[
					['user Look at a.ts', undefined],
					[
						'assistant Looking\n\nDone',
						{
							lines: [
								{ type: 'attachment', attachment },
								{ type: 'system', ...error },
								{ type: 'mode', mode: 'plan' },
							],
						},
					],
					[
						'system You were away',
						{
							subtype: 'away_summary',
							level: 'info',
							lines: [{ type: 'system', subtype: 'turn_duration', durationMs: 5 }],
						},
					],
				],
				metadata,
			],
		);
	});

	it('keeps of a tool’s result what the agent was not told', async () => {
		const structuredPatch = [{ oldStart: 1, newStart: 1, lines: ['-a', '+b'] }];
		const text = 'x'.repeat(300);
		const { session } = await read([
			user('u1', null, 'Go'),
			piece('a1', 'u1', 't', [call('c1', 'Edit')]),
			user('r', 'a1', [resultOf('c1', `Edited: ${text}`)], 3, {
				toolUseResult: {
					structuredPatch,
					originalFile: 'a',
					told: text,
					note: 'y'.repeat(300),
					stale: false,
				},
			}),
		]);
		assert.deepEqual(pathOf(session).at(-1)?.metadata['claude-code'], {
			structuredPatch,
			note: 'y'.repeat(300),
		});
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

	it('says of each answer that the API refused that it is an error', async () => {
		const refused = { isApiErrorMessage: true, error: 'rate_limit' };
		const { session } = await read([
			user('u1', null, 'Go'),
			piece('a1', 'u1', '1', 'API Error', 2, refused),
			user('u2', 'a1', 'Go on', 3),
			piece('a2', 'u2', '2', 'API Error', 4, refused),
			piece('a3', 'a2', '3', 'Done', 5),
		]);
		assert.deepEqual(
			pathOf(session).map(({ metadata }) => [metadata['isError'], metadata['claude-code']]),
			[
				[undefined, undefined],
				[true, refused],
				[undefined, undefined],
				[true, refused],
				[undefined, undefined],
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
					'line 8, the last, is not complete yet, and was left out',
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

	it('refuses the lines of Qwen Code, which look like its own, and says so', async () => {
		const { parts, ...about } = { ...line('user', 'q1', null, 1, {}), parts: [{ text: 'Hello' }] };
		const { sessions, failures } = await readAll({
			'qwen.jsonl': asLines([
				line('system', 'q0', null, 0, { subtype: 'ui_telemetry' }),
				{ ...about, message: { role: 'user', parts } },
			]),
			'claude.jsonl': asLines([user('u1', null, 'One')]),
		});
		assert.deepEqual(
			[sessions.map((each) => pathOf(each).map(said)), failures.map(({ message }) => message)],
			[[['user One']], ['qwen.jsonl: a chat of Qwen Code, which cannot be read yet']],
		);
	});
});
