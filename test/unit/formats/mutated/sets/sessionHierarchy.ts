import type { Json, JsonObject } from '../../../../../src/store/model.js';
import { bundleOf, chain, message, sessionOf } from '../../bundles.js';
import type { FixtureSet } from '../fixtureSet.js';

const call = { id: 'c1', name: 'look', arguments: '{}', extra: { a: 1 } };
const parts = [
	{ type: 'text', text: 'See' },
	{ type: 'thinking', text: 'Hm.', signature: 's' },
	{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
	{ type: 'file', name: 'a.txt', text: 'leaves' },
	{ type: 'data', source: 'x', value: { deep: [1] } },
];
const talk = [
	...chain('a', 3),
	message('a3', 'a2', { role: 'assistant', content: parts, toolCalls: [call] }),
	message('a4', 'a3', { role: 'tool', toolCallId: 'c1', metadata: { isError: true, nativeId: 'n4' } }),
	message('a5', 'a1', { role: 'assistant' }),
];
const fork = { parentId: 's1', relation: 'fork', forkPoint: { sessionId: 's1', messageId: 'a2' } };
const bundle = bundleOf([
	sessionOf('s1', talk, {
		head: 'a4',
		discarded: ['a5'],
		snapshots: [{ id: 'p1', messageId: 'a2', label: 'Here', createdAt: 5, metadata: { why: 'x' } }],
		source: { format: 'codex', id: 'x' },
		agentName: 'Ann',
		metadata: { cwd: '/w' },
	}),
	sessionOf('s2', [message('b1', 'a2'), message('b2', 'b1')], fork),
	sessionOf('s3', chain('c', 2), { parentId: 's2' }),
]) as JsonObject;

export const sessionHierarchySets: readonly FixtureSet[] = [
	{ 'a.session-bundle.json': bundle },
	{
		'a.session-bundle.json': bundle,
		'b.session-bundle.json': bundleOf([sessionOf('s1', chain('a', 4))]) as Json,
	},
];
