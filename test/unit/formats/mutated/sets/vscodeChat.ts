import type { Json, JsonObject } from '../../../../../src/store/model.js';
import { noon, tool } from '../../vscodeChats.js';
import type { FixtureSet } from '../fixtureSet.js';

function request(id: string, prompt: string, response: readonly Json[], more: JsonObject = {}): JsonObject {
	const message = { text: prompt, parts: [{ kind: 'text', text: prompt }] };
	return {
		requestId: id,
		responseId: `${id}r`,
		timestamp: noon,
		message,
		response,
		modelId: 'copilot/x',
		...more,
	};
}

const agent = (id: string, more: JsonObject = {}): JsonObject =>
	tool(id, {
		toolId: 'runSubagent',
		toolSpecificData: {
			kind: 'subagent',
			agentName: 'Explore',
			description: 'Look',
			prompt: 'Find',
			result: 'Found',
		},
		...more,
	});

const tree = {
	type: 1,
	children: [
		{ type: 2, text: 'line 1' },
		{ type: 1, children: [{ type: 2, text: 'line 2', lineBreakBefore: true }] },
	],
};
const rounds = {
	toolCallRounds: [
		{ id: 'one', response: 'First', toolCalls: [{ id: 't1__vscode-1', name: 'read', arguments: '{"p":1}' }] },
		{ id: 'two', response: 'End', toolCalls: [{ id: 't2', name: 'grep', arguments: '{}' }] },
	],
	toolCallResults: {
		't1__vscode-1': { content: [{ value: { node: tree } }] },
		t2: { content: [{ value: 'x' }] },
	},
	summaries: [{ toolCallRoundId: 'one', text: 'In short.' }],
	promptTokens: 3,
	outputTokens: 4,
};
const variables = [
	{ kind: 'file', name: 'a.ts', value: { scheme: 'file', path: '/w/a.ts' } },
	{ kind: 'image', name: 'i', mimeType: 'image/gif', value: { $base64: 'R0lG' } },
	{ kind: 'promptFile', name: 'rules', automaticallyAdded: true, value: { path: '/r' } },
];
const requests: Json[] = [
	request(
		'r1',
		'Count the boats',
		[
			{ kind: 'thinking', value: ['Let me ', 'see.'], id: 'th' },
			{ value: 'Well ' },
			{ kind: 'inlineReference', inlineReference: { uri: { path: '/w/all.ts' }, name: 'all' } },
			tool('t1'),
			{ value: '\n```ts\n' },
			{ kind: 'codeblockUri', uri: { path: '/w/a.ts' } },
			{ kind: 'textEditGroup', uri: { path: '/w/a.ts' }, edits: [[{ text: 'x' }]] },
			{ value: '\n```\nDone.' },
			{ kind: 'markdownContent', content: { value: 'So.' } },
			{ kind: 'novelty', x: 1 },
		],
		{
			variableData: { variables },
			modelState: { value: 1, completedAt: noon + 5000 },
			result: { timings: { totalElapsed: 5 } },
		},
	),
	request('r2', 'Go', [{ value: 'First' }, tool('t1'), tool('t2'), { value: 'End' }], {
		result: { metadata: rounds },
	}),
	request('r3', 'Ask', [
		agent('a'),
		tool('a1', { subAgentInvocationId: 'a' }),
		agent('b', { subAgentInvocationId: 'a' }),
		tool('b1', {
			subAgentInvocationId: 'b',
			resultDetails: { input: '{}', output: [{ type: 'embed', isText: true, value: 'b' }] },
		}),
		tool('c', {
			toolSpecificData: {
				kind: 'terminal',
				commandLine: { original: 'ls' },
				terminalCommandOutput: { text: 'a' },
			},
		}),
	]),
	request('r4', 'Stop', [{ value: 'I was' }], { isCanceled: true }),
	request('r5', 'Hidden', [{ value: 'No' }], { isHidden: true }),
	request('r6', 'Undone', [], { shouldBeRemovedOnSend: { requestId: 'r6' } }),
	request('r7', 'Pay', [], { result: { errorDetails: { message: 'Quota exceeded', code: 'quota' } } }),
];

function stored(more: JsonObject = {}): JsonObject {
	const about = {
		version: 3,
		sessionId: 's',
		creationDate: noon,
		lastMessageDate: noon + 1,
		customTitle: 'Boats',
	};
	return { responderUsername: 'GitHub Copilot', initialLocation: 'panel', requests, ...about, ...more };
}

const origin = (id: string): JsonObject => ({
	kind: 'delegation',
	sourceSessionResource: {
		scheme: 'vscode-chat-session',
		authority: 'local',
		path: `/${Buffer.from(id).toString('base64url')}`,
	},
});

const asking = request('r9', 'Which?', [
	{
		kind: 'questionCarousel',
		questions: [{ id: 'q', title: 'Which?', options: [{ label: 'A', value: 'a' }] }],
		data: { q: { selectedValue: 'a' } },
	},
	{ kind: 'warning', content: { value: 'Late' } },
	{ kind: 'elicitationSerialized', title: 'Run?', message: { value: 'All' }, state: 'accepted' },
]);

/** As a fork of VS Code has it. */
function copied(from: Json, place: number): Json {
	const requestId = `00000000-0000-4000-8000-00000000000${String(place)}`;
	return { ...(from as JsonObject), requestId, timestamp: noon + 50 + place };
}

export const vscodeChatSets: readonly FixtureSet[] = [
	{ 'chat.json': { responderUsername: 'GitHub Copilot', initialLocation: 'panel', requests } },
	{
		'chatSessions/s.json': stored(),
		'chatSessions/t.json': stored({
			sessionId: 't',
			workingDirectory: '/w',
			requests: [request('d1', 'Go on', [{ value: 'Yes' }], { origin: origin('s') })],
		}),
	},
	{
		'chatSessions/s.jsonl': [
			{ kind: 0, v: stored({ requests: requests.slice(0, 2) }) },
			{ kind: 1, k: ['customTitle'], v: 'Ships' },
			{ kind: 2, k: ['requests'], v: [request('r8', 'Hello', [])] },
			{ kind: 2, k: ['requests', 2, 'response'], v: [{ value: 'H' }, { value: 'wrong' }] },
			{ kind: 2, k: ['requests', 2, 'response'], v: [{ value: 'i' }], i: 1 },
			{ kind: 1, k: ['requests', 2, 'modelState'], v: { value: 1 } },
			{ kind: 3, k: ['requests', 2, 'followups'] },
			{ kind: 2, k: ['requests'], i: 1 },
			{ kind: 2, k: ['requests'], v: requests.slice(2, 4) },
			{ kind: 0, v: stored({ requests: requests.slice(0, 1) }) },
			{ kind: 2, k: ['requests'], v: requests.slice(4) },
		],
	},
	{
		'chatSessions/s.json': stored({ requests: [...requests.slice(0, 2), asking] }),
		'chatSessions/f.json': stored({
			sessionId: 'f',
			creationDate: noon + 50,
			customTitle: 'Forked: Boats',
			requests: [...requests.slice(0, 2), asking].map(copied),
		}),
	},
];
