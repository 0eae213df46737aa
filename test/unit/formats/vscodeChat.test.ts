import { strict as assert } from 'node:assert';
import { readSources } from '../../../src/formats/readSources.js';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { found } from './fixtures.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

const noon = 1_800_000_000_000;

function request(id: string, prompt: string, response: readonly Json[], more: JsonObject = {}): JsonObject {
	return { requestId: id, timestamp: noon, message: { text: prompt, parts: [] }, response, ...more };
}

function tool(id: string, more: JsonObject = {}): JsonObject {
	return {
		kind: 'toolInvocationSerialized',
		toolId: 'copilot_readFile',
		toolCallId: id,
		invocationMessage: { value: 'Reading [](file:///w/a%20b.ts)' },
		pastTenseMessage: { value: 'Read [](file:///w/a%20b.ts)' },
		isComplete: true,
		...more,
	};
}

function exported(requests: readonly Json[], more: JsonObject = {}): JsonObject {
	return { responderUsername: 'GitHub Copilot', initialLocation: 'panel', requests, ...more };
}

function stored(requests: readonly Json[], more: JsonObject = {}): JsonObject {
	return exported(requests, { version: 3, sessionId: 's', creationDate: noon, ...more });
}

function pretty(value: Json): string {
	return JSON.stringify(value, null, 1);
}

/** A log that begins with a state. */
function log(state: Json, ...changes: readonly Json[]): string {
	return asLines([{ kind: 0, v: state }, ...changes]);
}

/** The sessions of a file, which gives no warning. */
async function read(content: string, path = 'chat.json'): Promise<readonly IncomingSession[]> {
	const { sessions, warnings, failures } = await readAll({ [path]: content });
	assert.deepEqual([warnings, failures], [[], []]);
	return sessions;
}

/** What is current, and what is not. */
function shown(session: IncomingSession | undefined): {
	readonly path: readonly string[];
	readonly aside: readonly string[];
} {
	assert.ok(session);
	const path = pathOf(session);
	const current = new Set(path.map(({ id }) => id));
	const aside = session.messages.filter(({ id }) => !current.has(id));
	return { path: path.map(said), aside: aside.map((message) => said(unpacked(message))) };
}

const hello = request('r1', 'Hello', [{ value: 'Hi' }]);
const bye = request('r2', 'Bye', [{ value: 'See you' }]);

describe('VS Code chat', () => {
	it('reads an exported chat, which has no id of its own', async () => {
		const first = request(
			'r1',
			'Say hello to\nall',
			[
				{ value: 'Hello ' },
				{ kind: 'inlineReference', inlineReference: { path: '/w/all.ts' } },
				{ value: '!' },
			],
			{
				modelId: 'copilot/x',
				modelState: { value: 1, completedAt: noon + 5000 },
				result: { timings: { totalElapsed: 5000 }, metadata: { promptTokens: 3, outputTokens: 4 } },
				variableData: {
					variables: [
						{ kind: 'file', name: 'a.ts', value: { scheme: 'file', path: '/w/a.ts' } },
						{ kind: 'image', name: 'i', mimeType: 'image/gif', value: { $base64: 'R0lG' } },
						{ kind: 'promptFile', name: 'rules', automaticallyAdded: true, value: { path: '/r' } },
					],
				},
			},
		);
		const [session] = await read(pretty(exported([first])));
		assert.ok(session);
		assert.deepEqual(
			{
				source: session.source,
				title: session.title,
				agentName: session.agentName,
				times: [session.createdAt, session.updatedAt],
				messages: session.messages.map(unpacked),
			},
			{
				source: { format: 'vscode-chat', id: 'r1' },
				title: 'Say hello to',
				agentName: 'GitHub Copilot',
				times: [noon, noon + 5000],
				messages: [
					{
						id: 'r1',
						after: null,
						role: 'user',
						content: [
							{ type: 'text', text: 'Say hello to\nall' },
							{ type: 'file', name: 'a.ts', url: 'file:///w/a.ts' },
							{ type: 'image', mediaType: 'image/gif', data: 'R0lG' },
						],
						timestamp: noon,
						metadata: { nativeId: 'r1' },
					},
					{
						id: 'r1:answer',
						after: 'r1',
						role: 'assistant',
						content: 'Hello all.ts!',
						timestamp: noon + 5000,
						metadata: {
							model: 'copilot/x',
							usage: { promptTokens: 3, outputTokens: 4 },
							durationMs: 5000,
							nativeId: 'r1:answer',
						},
					},
				],
			},
		);
	});

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

	it('makes sessions of sub-agents, with their prompts, calls and results', async () => {
		const agent = (id: string, more: JsonObject = {}): JsonObject =>
			tool(id, {
				toolId: 'runSubagent',
				toolSpecificData: {
					kind: 'subagent',
					agentName: 'Explore',
					description: 'Look',
					prompt: 'Find it',
					result: 'Found',
				},
				...more,
			});
		const sessions = await read(
			pretty(
				stored([
					request('r1', 'Go', [
						agent('a'),
						tool('a1', { subAgentInvocationId: 'a' }),
						agent('b', { subAgentInvocationId: 'a' }),
						tool('b1', { subAgentInvocationId: 'b' }),
						agent('c'),
						tool('c1', { fromSubAgent: true }),
						tool('m', { subAgentInvocationId: 'nobody' }),
					]),
				]),
			),
		);
		const work = (calls: string, ...results: readonly string[]): readonly string[] => [
			'user Find it',
			`assistant  ${calls}`,
			...results,
			'assistant Found',
		];
		assert.deepEqual(
			sessions.map((session) => [
				session.source.id,
				session.parent?.id,
				session.title,
				session.agentName,
				shown(session).path,
			]),
			[
				[
					...['s', undefined, 'Go', 'GitHub Copilot'],
					[
						'user Go',
						'assistant  runSubagent()#a runSubagent()#c copilot_readFile()#m',
						'tool #a Found',
						'tool #c Found',
						'tool #m Read a b.ts',
					],
				],
				[
					's/a',
					's',
					'Look',
					'Explore',
					work('copilot_readFile()#a1 runSubagent()#b', 'tool #a1 Read a b.ts', 'tool #b Found'),
				],
				['s/c', 's', 'Look', 'Explore', work('copilot_readFile()#c1', 'tool #c1 Read a b.ts')],
				['s/b', 's/a', 'Look', 'Explore', work('copilot_readFile()#b1', 'tool #b1 Read a b.ts')],
			],
		);
	});

	it('keeps what was undone or hidden as a branch, and what was canceled in its place', async () => {
		const [session] = await read(
			pretty(
				stored([
					hello,
					request('r3', 'Stop', [{ value: 'I was' }], { isCanceled: true }),
					request('r4', 'Hidden', [{ value: 'No' }], { isHidden: true }),
					request('r5', 'Undone', [], { shouldBeRemovedOnSend: { requestId: 'r5' } }),
				]),
			),
		);
		assert.ok(session);
		assert.deepEqual(
			[shown(session), pathOf(session).at(-1)?.metadata['vscode-chat'], session.messages.at(-1)?.after],
			[
				{
					path: ['user Hello', 'assistant Hi', 'user Stop', 'assistant I was'],
					aside: ['user Hidden', 'assistant No', 'user Undone'],
				},
				{ canceled: true },
				'r4:answer',
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

	it('follows a log of changes', async () => {
		const [session] = await read(
			log(
				stored([]),
				{ kind: 1, k: ['customTitle'], v: 'Greetings' },
				{ kind: 2, k: ['requests'], v: [request('r1', 'Hello', [])] },
				{ kind: 2, k: ['requests', 0, 'response'], v: [{ value: 'H' }, { value: 'wrong' }] },
				{ kind: 2, k: ['requests', 0, 'response'], v: [{ value: 'i' }], i: 1 },
				{ kind: 2, k: ['requests', 0, 'followups'], v: [{ message: 'More?' }] },
				{ kind: 3, k: ['requests', 0, 'followups'] },
				{ kind: 2, k: ['requests'], v: [bye] },
			),
			's.jsonl',
		);
		assert.deepEqual(
			[session?.title, shown(session)],
			['Greetings', { path: ['user Hello', 'assistant Hi', 'user Bye', 'assistant See you'], aside: [] }],
		);
	});

	it('keeps requests that a log took away as branches, where they were', async () => {
		const [session] = await read(
			log(
				stored([hello, bye, request('r3', 'Again', [])]),
				{ kind: 2, k: ['requests'], i: 1 },
				{ kind: 2, k: ['requests'], v: [request('r4', 'Ciao', [])] },
				{ kind: 0, v: stored([hello, request('r5', 'Adieu', [])]) },
			),
			's.jsonl',
		);
		assert.ok(session);
		assert.deepEqual(
			[shown(session), session.messages.filter(({ after }) => after === 'r1:answer').map(({ id }) => id)],
			[
				{
					path: ['user Hello', 'assistant Hi', 'user Adieu'],
					aside: ['user Bye', 'assistant See you', 'user Ciao', 'user Again'],
				},
				['r5', 'r2', 'r4'],
			],
		);
	});

	it('stops a log at its last good state, unless it begins anew', async () => {
		const more = { kind: 2, k: ['requests'], v: [bye] };
		const read2 = async (bad: string, ...after: readonly Json[]): Promise<readonly Json[]> => {
			const { sessions, warnings } = await readAll({
				's.jsonl': log(stored([hello])) + bad + asLines(after),
			});
			return [shown(sessions[0]).path.length, warnings.map(({ message }) => message)];
		};
		const stopped = 'line 2 cannot be followed; from there on nothing was read';
		assert.deepEqual(
			[
				await read2('{"kind":1,"k":["cu\n', more),
				await read2('{"kind":1,"k":["cu\n', more, { kind: 0, v: stored([hello, bye]) }),
				await read2('{"kind":1,"k":["requests",7,"response"],"v":[]}\n', more),
				await read2('{"kind":9}\n', more),
				await read2('', more),
			],
			[
				[2, [stopped, 'line 2: not JSON, left out']],
				[4, ['line 2: not JSON, left out']],
				[2, [stopped]],
				[2, [stopped]],
				[4, []],
			],
		);
	});

	it('takes no harm from places that cannot be', async () => {
		const { sessions, warnings } = await readAll({
			's.jsonl': [
				log(stored([hello])),
				'{"kind":1,"k":["__proto__"],"v":{"polluted":1}}\n',
				'{"kind":1,"k":["requests",0,"__proto__"],"v":{"polluted":1}}\n',
				asLines([
					{ kind: 1, k: ['requests', 4_000_000_000], v: bye },
					{ kind: 2, k: ['requests'], i: 4_000_000_000 },
					{ kind: 2, k: ['requests'], i: -1 },
					{ kind: 2, k: ['requests'], v: [bye] },
				]),
			].join(''),
		});
		assert.deepEqual(
			[shown(sessions[0]), warnings.map(({ message }) => message), 'polluted' in {}],
			[
				{ path: ['user Hello', 'assistant Hi', 'user Bye', 'assistant See you'], aside: [] },
				['lines 2, 3, 4, 5, 6: a change of a place that cannot be, left out'],
				false,
			],
		);
	});

	it('prefers the log to the older file of the same session', async () => {
		const { sessions, recognised } = await readAll({
			'chatSessions/s.json': pretty(stored([hello, bye])),
			'chatSessions/s.jsonl': log(stored([hello])),
			'chatSessions/t.json': pretty(stored([hello], { sessionId: 't', workingDirectory: '/w' })),
		});
		assert.deepEqual(
			[
				sessions.map(({ source, messages }) => [source.id, messages.length]),
				recognised.map((file) => file.sessions),
				sessions[1]?.metadata,
			],
			[
				[
					['s', 2],
					['t', 2],
				],
				[1, 0, 1],
				{ cwd: '/w' },
			],
		);
	});

	it('leaves an answer alone while VS Code writes it, and keeps one that was never finished', async () => {
		const pending = stored([hello, request('r2', 'Bye', [{ value: 'See' }], { modelState: { value: 0 } })]);
		const at = async (modified: number): Promise<readonly Json[]> => {
			const { sessions, warnings } = await readSources([{ ...found('s.json', pretty(pending)), modified }]);
			return [sessions[0]?.head ?? null, warnings.map(({ message }) => message)];
		};
		assert.deepEqual(
			[await at(Date.now()), await at(1_700_000_000_000)],
			[
				['r2', ['the last answer is not complete yet, and was left out']],
				['r2:unfinished', []],
			],
		);
	});

	it('hangs a chat below the one that delegated to it', async () => {
		const origin = (id: string): JsonObject => ({
			kind: 'delegation',
			sourceSessionResource: {
				scheme: 'vscode-chat-session',
				authority: 'local',
				path: `/${Buffer.from(id).toString('base64url')}`,
			},
		});
		const sessions = await read(pretty(stored([{ ...hello, origin: origin('above') }])));
		assert.deepEqual(sessions[0]?.parent, { format: 'vscode-chat', id: 'above' });
		const circle = await readAll({
			'a.json': pretty(stored([{ ...hello, origin: origin('b') }], { sessionId: 'a' })),
			'b.json': pretty(stored([{ ...hello, origin: origin('a') }], { sessionId: 'b' })),
		});
		assert.deepEqual(
			[circle.sessions.map(({ source, parent }) => [source.id, parent?.id]), circle.warnings.length],
			[
				[
					['b', undefined],
					['a', 'b'],
				],
				1,
			],
		);
	});

	it('gives a growing chat the same names, also where requests have no ids', async () => {
		const nameless = (prompt: string): Json => ({ message: prompt, response: [{ value: 'ok' }] });
		const names = async (...requests: readonly Json[]): Promise<readonly (string | undefined)[]> => {
			const [session] = await read(pretty(exported(requests)));
			return [session?.source.id, ...(session?.messages ?? []).map(({ id }) => id)];
		};
		const few = await names(nameless('a'), nameless('a'));
		const many = await names(nameless('a'), nameless('a'), nameless('b'));
		assert.deepEqual([few, new Set(many.slice(1)).size], [many.slice(0, 5), 6]);
	});

	it('leaves out what is nested too deep, and keeps what is around it', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const bad = `{"requestId":"x","message":"Deep","response":[{"kind":"odd","value":${deep}}]}`;
		const requests = [hello, bye].map((each) => JSON.stringify(each)).join(`,\n${bad},\n`);
		const { sessions, warnings } = await readAll({
			'a.json': `{"responderUsername": "x",\n"requests": [${requests}]}`,
		});
		assert.deepEqual(
			[shown(sessions[0]).path, warnings.map(({ message }) => message)],
			[
				['user Hello', 'assistant Hi', 'user Deep', 'user Bye', 'assistant See you'],
				['a message is nested deeper than 180 levels, and was left out'],
			],
		);
	});

	it('knows what is no chat of VS Code', async () => {
		const others = {
			'a.json': { requests: [] },
			'b.json': { requests: [{ url: 'x' }] },
			'c.jsonl': '{"kind":0}\n{"kind":1}\n',
		};
		const { recognised, skipped } = await readAll(others);
		assert.deepEqual([recognised, skipped], [[], ['a.json', 'b.json', 'c.jsonl']]);
	});

	it('leaves out a field of the chat that is nested too deep, and a key __proto__', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const chat = JSON.stringify(stored([hello], { odd: 1, deep: 'DEEP', key: 2 }));
		const { sessions, warnings } = await readAll({
			'a.json': chat.replace('"DEEP"', deep).replace('"key"', '"__proto__"'),
		});
		assert.deepEqual(
			[sessions.map(({ metadata }) => metadata), warnings.map(({ message }) => message)],
			[
				[{ 'vscode-chat': { odd: 1 } }],
				['the field "deep" is nested deeper than 180 levels, and was left out'],
			],
		);
	});

	it('starts a sub-agent once, although a call in it has the same id', async () => {
		const kind = 'subagent';
		const calls = [
			tool('a', { toolSpecificData: { kind, prompt: 'Find', result: 'Found' } }),
			tool('a', { subAgentInvocationId: 'a' }),
			tool('b', { subAgentInvocationId: 'a', toolSpecificData: { kind, prompt: 'Dig', result: 'Dug' } }),
		];
		const sessions = await read(pretty(stored([request('r1', 'Go', calls)])));
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[
				['s', undefined],
				['s/a', 's'],
				['s/b', 's/a'],
			],
		);
	});
});
