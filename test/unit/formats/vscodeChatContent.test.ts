import { strict as assert } from 'node:assert';
import { pathOf, readAll, shown } from './importing.js';
import { exported, hello, pretty, read, request, stored, tool } from './vscodeChats.js';

describe('VS Code chat: what is said', () => {
	it('keeps thinking, edits and unknown parts, and takes older Markdown', async () => {
		const edit = { kind: 'textEditGroup', uri: { path: '/w/a.ts' }, edits: [] };
		const [session] = await read(
			pretty(
				exported([
					request('r1', 'Edit', [
						{ kind: 'thinking', value: ['Let me ', 'see.'] },
						{ kind: 'thinking', value: '' },
						{ kind: 'markdownContent', content: { value: 'So:' } },
						{ value: '\n```ts\n' },
						{ kind: 'undoStop', id: 'u' },
						{ kind: 'codeblockUri', uri: { path: '/w/a.ts' } },
						edit,
						{ value: '\n```\nDone.' },
						{ kind: 'novelty', x: 1 },
					]),
				]),
			),
		);
		assert.ok(session);
		assert.deepEqual(pathOf(session)[1]?.content, [
			{ type: 'thinking', text: 'Let me see.' },
			{ type: 'text', text: 'So:' },
			{ type: 'data', source: 'vscode-chat', value: edit },
			{ type: 'text', text: '\nDone.' },
			{ type: 'data', source: 'vscode-chat', value: { kind: 'novelty', x: 1 } },
		]);
	});

	it('makes one message of an answer with tools in between, and a result of each call', async () => {
		const [session] = await read(
			pretty(
				exported([
					request('r1', 'Read', [
						{ value: 'First ' },
						tool('a'),
						{ value: 'then' },
						tool('b', {
							resultDetails: {
								input: '{"x":1}',
								output: [{ type: 'embed', isText: true, value: 'text of b' }],
							},
						}),
						tool('c', {
							toolSpecificData: {
								kind: 'terminal',
								commandLine: { original: 'ls' },
								terminalCommandOutput: { text: 'a.ts' },
							},
						}),
						tool('d', { isConfirmed: { type: 0 } }),
					]),
				]),
			),
		);
		assert.ok(session);
		assert.deepEqual(
			[
				shown(session).path,
				pathOf(session)[1]?.toolCalls?.map((call) => call.arguments),
				pathOf(session).map(({ metadata }) => metadata['isError'] === true),
			],
			[
				[
					'user Read',
					'assistant First then copilot_readFile()#a copilot_readFile()#b copilot_readFile()#c copilot_readFile()#d',
					'tool #a Read a b.ts',
					'tool #b text of b',
					'tool #c a.ts',
					'tool #d Read a b.ts',
				],
				['', '{"x":1}', '{"command":"ls"}', ''],
				[false, false, false, false, false, true],
			],
		);
	});

	it('makes a message of each round that Copilot tells of', async () => {
		const tree = {
			type: 1,
			children: [
				{ type: 2, text: 'line 1' },
				{ type: 1, children: [{ type: 2, text: 'line 2', lineBreakBefore: true }] },
			],
		};
		const metadata = {
			toolCallRounds: [
				{ response: 'First', toolCalls: [{ id: 't1__vscode-1', name: 'read_file', arguments: '{"p":1}' }] },
				{
					response: '',
					toolCalls: [
						{ id: 't2', name: 'grep', arguments: '{}' },
						{ id: 't3', name: 'hidden', arguments: '{}' },
					],
				},
				{ response: 'End', toolCalls: [] },
			],
			toolCallResults: {
				't1__vscode-1': { content: [{ value: { node: tree } }] },
				t3: { content: [{ value: 'seen by nobody' }] },
			},
		};
		const response = [{ value: 'First' }, tool('t1'), tool('t2'), { value: 'End' }];
		const [session] = await read(pretty(exported([request('r1', 'Go', response, { result: { metadata } })])));
		assert.deepEqual(shown(session).path, [
			'user Go',
			'assistant First read_file()#t1__vscode-1',
			'tool #t1__vscode-1 line 1\nline 2',
			'assistant  grep()#t2 hidden()#t3',
			'tool #t2 Read a b.ts',
			'tool #t3 seen by nobody',
			'assistant End',
		]);
	});

	it('marks where Copilot summarised the conversation', async () => {
		const metadata = {
			toolCallRounds: [
				{ id: 'one', response: 'First', toolCalls: [{ id: 't1', name: 'grep', arguments: '{}' }] },
				{ id: 'two', response: 'End', toolCalls: [] },
			],
			summaries: [{ toolCallRoundId: 'one', text: 'In short.' }],
		};
		const response = [{ value: 'First' }, tool('t1'), { value: 'End' }];
		const [session] = await read(pretty(exported([request('r1', 'Go', response, { result: { metadata } })])));
		assert.ok(session);
		assert.deepEqual(
			[
				shown(session).path,
				pathOf(session).map((message) => message.metadata['compaction'] === true),
				session.snapshots.map(({ label, messageId }) => [label, messageId]),
			],
			[
				['user Go', 'assistant First grep()#t1', 'tool #t1 Read a b.ts', 'system In short.', 'assistant End'],
				[false, false, false, true, false],
				[['Before compaction', 'r1:answer#t1']],
			],
		);
	});

	it('says what went wrong', async () => {
		const errorDetails = { message: 'Quota exceeded', code: 'quota' };
		const [session] = await read(pretty(stored([request('r1', 'Go', [], { result: { errorDetails } })])));
		assert.ok(session);
		const answer = pathOf(session)[1];
		assert.deepEqual(
			[answer?.content, answer?.metadata],
			['Quota exceeded', { isError: true, 'vscode-chat': { errorDetails }, nativeId: 'r1:answer' }],
		);
	});

	it('knows what VS Code asked by itself, and leaves out what only serves the view', async () => {
		const view = [{ kind: 'mcpServersStarting' }, { kind: 'progressMessage', content: { value: 'Working' } }];
		const requests = [
			request('r1', '[Terminal notification: command completed]', [...view, { value: 'Good' }], {
				isSystemInitiated: true,
			}),
			request('r2', 'Thanks', [{ value: 'Gladly' }], { hiddenFromTranscript: false }),
			request('r3', 'Go on by yourself', [{ value: 'Gone' }], { hiddenFromTranscript: true }),
		];
		const [session] = await read(pretty(exported(requests)));
		assert.ok(session);
		assert.deepEqual(
			[session.title, shown(session).path, pathOf(session)[2]?.metadata['vscode-chat']],
			[
				'Thanks',
				[
					'system [Terminal notification: command completed]',
					'assistant Good',
					'user Thanks',
					'assistant Gladly',
					'system Go on by yourself',
					'assistant Gone',
				],
				undefined,
			],
		);
	});

	it('shows what VS Code says in between, and what it asked with the answers, in words', async () => {
		const response = [
			{ value: 'Let me ask.' },
			{
				kind: 'questionCarousel',
				message: 'Two things',
				questions: [
					{
						...{ id: 'q:0', type: 'singleSelect', title: 'Which database?', description: 'For the tests' },
						options: [
							{ id: 'pg', label: 'Postgres', value: 'pg' },
							{ id: 'my', label: 'MySQL', value: 2 },
						],
					},
					{ id: 'q:1', type: 'text', title: 'Name?' },
					{ id: 'q:2', type: 'text', title: 'Skipped?' },
				],
				data: { 'q:0': { selectedValue: 2, freeformValue: 'with PostGIS' }, 'q:1': 'data' },
			},
			{ value: 'Postgres ' },
			{ value: 'then.' },
			{ kind: 'warning', content: { value: '90% used' } },
			{ kind: 'confirmation', title: 'Go on?', message: { value: 'It took long.' }, buttons: ['Yes'] },
			{ kind: 'elicitationSerialized', title: { value: 'Run?' }, message: 'All tests', state: 'accepted' },
		];
		const [session] = await read(pretty(exported([request('r1', 'Which?', response)])));
		assert.ok(session);
		assert.equal(
			pathOf(session)[1]?.content,
			[
				...['Let me ask.', 'Two things', '**Which database?**', 'For the tests', '- Postgres\n- MySQL'],
				...['> MySQL\n> with PostGIS', '**Name?**', '> data', '**Skipped?**', 'Postgres then.', '90% used'],
				...['**Go on?**', 'It took long.', '**Run?**', 'All tests', '> accepted'],
			].join('\n\n'),
		);
	});

	it('names the model that answered, and says what went wrong in the chats of 2023', async () => {
		const result = { metadata: { resolvedModel: 'gpt-x' } };
		const [session] = await read(
			pretty(
				exported([
					request('r1', 'One', [{ value: 'a' }], { modelId: 'copilot/auto', result }),
					request('r2', 'Two', [{ value: 'b' }], { modelId: 'copilot/gpt-y', result }),
					request('r3', 'Three', [], { responseErrorDetails: { message: 'Server error' } }),
				]),
			),
		);
		assert.ok(session);
		assert.deepEqual(
			pathOf(session).flatMap(({ role, content, metadata }) =>
				role === 'assistant' ? [[content, metadata['model'], metadata['isError'] === true]] : [],
			),
			[
				['a', 'gpt-x', false],
				['b', 'copilot/gpt-y', false],
				['Server error', undefined, true],
			],
		);
	});

	it('takes the folder from what lies beside the chats of a workspace', async () => {
		const chat = (sessionId: string, more = {}): string => pretty(stored([hello], { sessionId, ...more }));
		const { sessions, warnings } = await readAll({
			'hash/chatSessions/a.json': chat('a'),
			'hash/chatSessions/b.json': chat('b', { workingDirectory: { path: '/own' } }),
			'hash/workspace.json': { folder: 'file:///home/me/my%20work' },
			'far/chatSessions/c.json': chat('c'),
			'far/workspace.json': { folder: 'vscode-remote://ssh/home/me' },
		});
		assert.deepEqual(
			[sessions.map(({ source, metadata }) => [source.id, metadata['cwd']]), warnings],
			[
				[
					['a', '/home/me/my work'],
					['b', '/own'],
					['c', undefined],
				],
				[],
			],
		);
	});
});
