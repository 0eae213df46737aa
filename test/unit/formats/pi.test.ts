import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';
import { answer, entry, header, ids, marks, read, talk, text, user } from './piEntries.js';

function deep(levels: number): Json {
	let value: Json = {};
	for (let level = 0; level < levels; level++) value = { value };
	return value;
}

describe('pi', () => {
	it('reads a session with thinking, tool calls, results and what they took', async () => {
		const usage = { input: 5, output: 7, cost: { total: 0.25 } };
		const call = {
			type: 'toolCall',
			id: 'c1',
			name: 'read',
			arguments: { path: 'a' },
			thoughtSignature: 't',
		};
		const thinking = { type: 'thinking', thinking: 'hm', thinkingSignature: 's' };
		const image = { type: 'image', data: 'AAAA', mimeType: 'image/png' };
		const { session, warnings } = await read([
			header(ids.root),
			user('a', null, 'Look at a\nplease'),
			entry('thinking_level_change', 'b', 'a', 2, { thinkingLevel: 'high' }),
			answer('c', 'b', [thinking, text('One'), call], { usage, stopReason: 'toolUse' }),
			entry('message', 'd', 'c', 3, {
				message: {
					role: 'toolResult',
					toolCallId: 'c1',
					toolName: 'read',
					content: [text('no'), image],
					details: { lines: 3 },
					isError: true,
					timestamp: Date.UTC(2026, 0, 1, 11),
				},
			}),
			entry('model_change', 'e', 'd', 4, { provider: 'p', modelId: 'n' }),
			answer('f', 'e', [], { stopReason: 'aborted', errorMessage: 'Request was aborted' }),
		]);
		const [, , result] = pathOf(session);
		assert.deepEqual(
			{
				...session,
				messages: pathOf(session).map((message) => [said(message), message.metadata]),
				calls: pathOf(session).flatMap(({ toolCalls }) => toolCalls ?? []),
				result: [result?.content, result?.timestamp],
				warnings,
			},
			{
				source: { format: 'pi', id: ids.root },
				title: 'Look at a',
				parent: null,
				relation: 'child',
				shares: null,
				messages: [
					['user Look at a\nplease', { nativeId: 'a' }],
					[
						'assistant <thinking>hm <text>One read()#c1',
						{ model: 'm', usage, pi: { provider: 'p', thinkingLevel: 'high' }, nativeId: 'c' },
					],
					['tool #c1 <text>no <image>', { isError: true, pi: { details: { lines: 3 } }, nativeId: 'd' }],
					[
						'assistant Request was aborted',
						{ model: 'm', isError: true, pi: { stopReason: 'aborted' }, nativeId: 'f' },
					],
				],
				head: 'f',
				snapshots: [],
				agentName: null,
				metadata: { cwd: '/w' },
				shared: false,
				createdAt: Date.UTC(2026, 0, 1, 10),
				updatedAt: Date.UTC(2026, 0, 1, 10, 0, 2),
				calls: [{ id: 'c1', name: 'read', arguments: '{"path":"a"}', extra: { thoughtSignature: 't' } }],
				result: [
					[
						{ type: 'text', text: 'no' },
						{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
					],
					Date.UTC(2026, 0, 1, 11),
				],
				warnings: [],
			},
		);
	});

	it('shows why a model failed, after what it had said', async () => {
		const failed = { stopReason: 'error', errorMessage: '529 overloaded' };
		const { session } = await read([
			header(ids.root),
			user('a', null, 'one'),
			answer('b', 'a', [], failed),
			answer('c', 'b', [text('Half')], failed),
			answer('d', 'c', [text('Whole')], { errorMessage: 'of no concern' }),
			answer('e', 'd', [text('Long')], { stopReason: 'length', errorMessage: '' }),
		]);
		const fault = { model: 'm', isError: true, nativeId: 'b', pi: { provider: 'p', stopReason: 'error' } };
		assert.deepEqual(
			[
				talk(session),
				pathOf(session)
					.map(({ metadata }) => metadata)
					.slice(1),
			],
			[
				[
					'user one',
					'assistant 529 overloaded',
					'assistant Half\n\n529 overloaded',
					'assistant Whole',
					'assistant Long',
				],
				[
					fault,
					{ ...fault, nativeId: 'c', pi: { stopReason: 'error' } },
					{ model: 'm', nativeId: 'd', pi: { errorMessage: 'of no concern' } },
					{ model: 'm', nativeId: 'e', pi: { stopReason: 'length', errorMessage: '' } },
				],
			],
		);
	});

	it('shows the sections of a system prompt under their names', async () => {
		const tools = { toolsAdded: [{ name: 'read' }] };
		const sections = { preamble: 'You help.', cwd: '/w', gone: null, empty: '' };
		const { session } = await read([
			header(ids.root),
			entry('message', 'a', null, 1, { message: { role: 'system', content: '', sections, ...tools } }),
			user('b', 'a', 'one'),
			entry('message', 'c', 'b', 2, { message: { role: 'system', content: 'Mind.', sections: { x: 'y' } } }),
		]);
		assert.deepEqual(
			[session.title, pathOf(session).map((message) => [said(message), message.metadata['pi']])],
			[
				'one',
				[
					['system ## preamble\n\nYou help.\n\n## cwd\n\n/w', { ...tools, sections: { gone: null } }],
					['user one', undefined],
					['system Mind.\n\n## x\n\ny', undefined],
				],
			],
		);
	});

	it('keeps what pi counts and sets aside with the message after it, without a word', async () => {
		const books: readonly JsonObject[] = [
			{ type: 'usage', kind: 'cache_warm', usage: { input: 1 } },
			{ type: 'context_edit', targetId: 'a', replacement: null },
			{ type: 'active_tools_change', activeToolNames: ['read'] },
		];
		const { session, warnings } = await read([
			header(ids.root),
			user('a', null, 'one'),
			...books.map((book, i) => ({
				...book,
				id: `x${String(i)}`,
				parentId: i === 0 ? 'a' : `x${String(i - 1)}`,
			})),
			user('b', 'x2', 'two'),
		]);
		assert.deepEqual(
			[talk(session), pathOf(session)[1]?.metadata['pi'], warnings],
			[['user one', 'user two'], { entries: books }, []],
		);
	});

	it('takes the latest name as its title', async () => {
		const named = [
			header(ids.root),
			user('a', null, 'one'),
			entry('session_info', 'b', 'a', 2, { name: 'Old' }),
			entry('session_info', 'c', 'b', 3, { name: ' New ' }),
		];
		const cleared = [...named, entry('session_info', 'd', 'c', 4, { name: '' })];
		assert.deepEqual(
			[(await read(named)).session.title, (await read(cleared)).session.title],
			['New', 'one'],
		);
	});

	it('marks compactions, branch summaries and what extensions put in', async () => {
		const { session } = await read([
			header(ids.root),
			user('a', null, 'one'),
			entry('compaction', 'b', 'a', 2, { summary: 'So far', firstKeptEntryId: 'a', tokensBefore: 9 }),
			entry('branch_summary', 'c', 'b', 3, { fromId: 'b', summary: 'Tried' }),
			entry('custom_message', 'd', 'c', 4, { customType: 'x', content: 'Mind', display: false }),
			entry('label', 'e', 'd', 5, { targetId: 'd' }),
			entry('message', 'f', 'e', 6, { message: { role: 'hookMessage', customType: 'y', content: 'Hook' } }),
			entry('message', 'g', 'f', 7, {
				message: { role: 'bashExecution', command: 'ls', output: 'a ``` b', exitCode: 2, cancelled: false },
			}),
			entry('message', 'h', 'g', 8, { message: { role: 'odd', said: 'x' } }),
		]);
		assert.deepEqual(
			[
				pathOf(session).map((message) => [said(message), message.metadata]),
				marks(session),
				unpacked(session.messages.at(-1) ?? assert.fail()).content,
			],
			[
				[
					['user one', { nativeId: 'a' }],
					[
						'system So far',
						{ compaction: true, pi: { firstKeptEntryId: 'a', tokensBefore: 9 }, nativeId: 'b' },
					],
					['system Tried', { pi: { branchSummary: true }, nativeId: 'c' }],
					['system Mind', { pi: { customType: 'x', display: false }, nativeId: 'd' }],
					['system Hook', { pi: { customType: 'y' }, nativeId: 'f' }],
					[
						'user ! `ls`\n\n````\na ``` b\n````',
						{ isError: true, pi: { command: 'ls', exitCode: 2, cancelled: false }, nativeId: 'g' },
					],
					['system <data>', { nativeId: 'h' }],
				],
				[['a', 'Before compaction']],
				[{ type: 'data', source: 'pi', value: { role: 'odd', said: 'x' } }],
			],
		);
	});

	it('keeps of header and entries what has no place of its own, with the message after it', async () => {
		const { session } = await read([
			header(ids.root, { provider: 'p', thinkingLevel: 'low' }),
			user('a', null, 'one'),
			entry('custom', 'b', 'a', 2, { customType: 'todo', data: { n: 1 } }),
			entry('from_the_future', 'c', 'b', 3, { said: 'x' }),
			user('d', 'c', 'two'),
			user('e', 'd', 'three'),
			entry('custom', 'f', 'e', 4, { customType: 'todo', data: { n: 2 } }),
		]);
		const todo = (n: number): JsonObject => ({ type: 'custom', customType: 'todo', data: { n } });
		assert.deepEqual(
			[session.metadata, pathOf(session).map(({ metadata }) => metadata['pi'])],
			[
				{ cwd: '/w', pi: { provider: 'p', thinkingLevel: 'low', entries: [todo(2)] } },
				[undefined, { entries: [todo(1), { type: 'from_the_future', said: 'x' }] }, undefined],
			],
		);
	});

	it('chains version 1, which has no ids, and names its messages the same each time', async () => {
		const lines = [
			{ type: 'session', id: ids.root, timestamp: '2026-01-01T10:00:00.000Z', cwd: '/w', modelId: 'm' },
			user(undefined, undefined, 'yes'),
			answer(undefined, undefined, [text('A')]),
			user(undefined, undefined, 'yes'),
			entry('compaction', undefined, undefined, 4, { summary: 'So far', firstKeptEntryIndex: 2 }),
			user(undefined, undefined, 'on', 5),
		];
		const { session, warnings } = await read(lines);
		const shorter = (await read(lines.slice(0, 4))).session;
		const names = session.messages.map(({ id }) => id);
		assert.deepEqual(
			{
				talk: talk(session),
				different: new Set(names).size,
				shorter: shorter.messages.map(({ id }) => id),
				compaction: unpacked(session.messages[3] ?? assert.fail()).metadata['pi'],
				marks: marks(session),
				warnings,
			},
			{
				talk: ['user yes', 'assistant A', 'user yes', 'system So far', 'user on'],
				different: 5,
				shorter: names.slice(0, 3),
				compaction: { firstKeptEntryId: names[1] },
				marks: [[names[2], 'Before compaction']],
				warnings: [],
			},
		);
	});

	it('mends what is broken, and says so', async () => {
		const lines = [
			'garbage',
			JSON.stringify(header(ids.root)),
			'{"half": ',
			`${JSON.stringify(user('a', null, 'one'))}${JSON.stringify(user('b', 'a', 'two'))}`,
			JSON.stringify(user('b', 'missing', 'three')),
			JSON.stringify(user('c', 'b', 'four')),
			JSON.stringify(entry('from_the_future', 'd', 'c', 2, {})),
			JSON.stringify(answer('e', 'd', [{ type: 'toolCall', id: 'c', name: 'n', arguments: deep(300) }])),
			'7',
			'{"type":"message","id":"f","parentId":"e","message":{"role":"user","content":[{"type":"te',
		];
		const { sessions, warnings } = await readAll({ 'a.jsonl': lines.join('\n') });
		assert.deepEqual(
			[
				sessions[0] && talk(sessions[0]),
				warnings.flatMap(({ message }) => (message.startsWith('line ') ? [message] : [])),
			],
			[
				['user one', 'user two', 'user three', 'user four'],
				[
					'line 5: the entry that this one follows is not there; it follows the one before it now',
					'line 5: an entry with the same id came before; both were kept',
					'line 7: an entry of a kind that is not known (from_the_future); it is kept, but not shown',
					'line 8: nested deeper than 180 levels; left out',
					'line 10, the last, is not complete yet, and was left out',
				],
			],
		);
	});

	it('leaves out a message without an id that is nested too deep', async () => {
		const odd = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		const block = { type: 'odd', value: 'DEEP' };
		const { sessions, warnings } = await readAll({
			'a.jsonl': asLines([
				header(ids.root),
				user(undefined, undefined, 'one'),
				answer(undefined, undefined, [block]),
				user(undefined, undefined, 'two'),
			]).replace('"DEEP"', odd),
		});
		assert.deepEqual(
			[sessions.map(talk), warnings.map(({ message }) => message)],
			[[['user one', 'user two']], ['line 3: nested deeper than 180 levels; left out']],
		);
	});
});
