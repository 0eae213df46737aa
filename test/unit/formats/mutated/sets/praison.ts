import { session, snapshot, turn, turns } from '../../fixtures.js';
import type { FixtureSet } from '../fixtureSet.js';

const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } };
const talk = [
	turn('system', 'Be short', 0),
	turn('user', 'Is it clear?', 1, { metadata: { mood: 'curious' } }),
	turn('assistant', '', 2, { tool_calls: [call] }),
	turn('tool', 'Clouds', 3, { tool_call_id: 'c1', name: 'look' }),
	turn('assistant', 'No.', 4),
];

export const praisonSets: readonly FixtureSet[] = [
	{
		'a.json': session('a', talk, {
			archived_messages: turns(2),
			snapshots: [snapshot('S', 1, 5), snapshot('T', -1, 6, { label: null, metadata: { why: 'start' } })],
			children_ids: ['b', 'c'],
			agent_name: 'Watcher',
			metadata: { topic: 'weather', nested: { deep: [1, { two: 2 }] } },
			is_shared: true,
		}),
		'b.json': session('b', [...talk.slice(0, 3), turn('user', 'And now?', 9)], {
			parent_id: 'a',
			forked_from_message_id: '2',
		}),
		'c.json': session('c', turns(3), { parent_id: 'a' }),
		'd.json': session('d', turns(2), { parent_id: 'c', forked_from_message_id: null }),
	},
	{
		'odd.json': session(
			'o',
			[
				{ ...turn('developer', '', 0), content: [{ type: 'text', text: 'Look' }], timestamp: '2026-01-01' },
				{ ...turn('assistant', '', 1), content: null },
				...turns(2, 2),
			],
			{
				snapshots: [
					snapshot('S', 1, 5, { transcript: { messages: turns(5, 2), archived_messages: turns(2) } }),
					snapshot('T', 1, 6, { transcript: { messages: turns(3, 8), last_compaction: null } }),
				],
			},
		),
	},
	{ 'plain.json': { session_id: 'p', messages: turns(3), created_at: 'x', updated_at: null, title: null } },
];
