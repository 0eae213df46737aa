import type { Json, JsonObject } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const parent = '11111111-1111-4111-8111-111111111111';
const at = (second: number): string => new Date(Date.UTC(2026, 3, 1, 10, 0, second)).toISOString();

function header(id: string, more: JsonObject = {}): JsonObject {
	return {
		sessionId: id,
		projectHash: 'p',
		startTime: at(0),
		lastUpdated: at(9),
		directories: ['/w'],
		...more,
	};
}

function user(id: string, text: string): JsonObject {
	return { id, timestamp: at(1), type: 'user', content: [{ text }], displayContent: [{ text }] };
}

function model(id: string, text: string, more: JsonObject = {}): JsonObject {
	return { id, timestamp: at(2), type: 'gemini', content: text, model: 'gemini-x', ...more };
}

function call(id: string, response: JsonObject, more: JsonObject = {}): JsonObject {
	const result = [
		{ functionResponse: { id, name: 'read', response } },
		{ inlineData: { mimeType: 'image/png', data: 'AAAA' } },
	];
	return { id, name: 'read', args: { path: 'a' }, status: 'success', timestamp: at(3), result, ...more };
}

const asked = model('g1', '', {
	thoughts: [{ subject: 'Plan', description: 'Read it.', timestamp: at(2) }],
	tokens: { input: 3, output: 4, total: 7 },
	toolCalls: [
		call('c1', { output: 'rails' }),
		call('c2', { error: 'no such file' }, { status: 'error', resultDisplay: 'failed' }),
		call('c3', { output: 'found' }, { agentId: 'scout', name: 'investigator', displayName: 'Scout' }),
	],
});
const kept: readonly Json[] = [user('u2', 'And trams?'), model('g2', 'Two.')];

/** As `/chat save` has it. */
const saved: readonly Json[] = [
	{ role: 'user', parts: [{ text: 'Which trains?' }] },
	{
		role: 'model',
		parts: [{ text: 'Look.', thought: true }, { functionCall: { name: 'read', args: { path: 'a' } } }],
	},
	{
		role: 'user',
		parts: [
			{ functionResponse: { name: 'read', response: { output: 'rails' } } },
			{ inlineData: { mimeType: 'image/png', data: 'AAAA' } },
			{ text: 'Quick' },
		],
	},
	{ role: 'model', parts: [{ text: 'Two.' }] },
];

export const geminiSets: readonly FixtureSet[] = [
	{
		'chats/session-1.jsonl': [
			header(parent),
			user('u1', 'Which trains?'),
			asked,
			{ id: 'i1', timestamp: at(4), type: 'error', content: 'quota' },
			...kept,
			{ $rewindTo: 'u2' },
			user('u3', 'And buses?'),
			model('g3', 'Three.'),
			{ $set: { summary: 'Traffic', lastUpdated: at(8) } },
			model('g3', 'Three, or four.'),
			{
				$set: {
					messages: [
						user('x', '<state_snapshot>short</state_snapshot>'),
						model('y', 'Yes.'),
						user('u3', 'And buses?'),
					],
				},
			},
			user('u4', 'Thanks'),
		],
		'chats/scout.jsonl': [header('scout', { kind: 'subagent' }), user('s1', 'Look'), model('s2', 'Found')],
		[`chats/${parent}/inner.jsonl`]: [header('inner', { kind: 'subagent' }), user('n1', 'Dig'), asked],
	},
	{
		'chats/session-1.json': {
			...header(parent, { summary: 'Traffic', kind: 'main' }),
			messages: [user('u1', 'Which trains?'), asked, { id: 'i2', type: 'info', content: 'Hello' }, ...kept],
		},
		'chats/session-1.jsonl': [header(parent), user('u1', 'Which trains?'), model('g9', 'None.')],
	},
	{
		'checkpoint-tag.json': { history: saved, authType: 'oauth-personal' },
		'checkpoints/replace.json': { clientHistory: [...saved, saved[0] ?? null], commitHash: 'abc' },
	},
];
