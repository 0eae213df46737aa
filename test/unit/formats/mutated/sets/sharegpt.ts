import type { Json } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const turn = (from: string, value: Json): Json => ({ from, value });
const answer = turn('gpt', 'A spade.');

const conversation: Json = {
	id: 'x1',
	system: 'Be short',
	tools: '[{"name": "ls"}]',
	conversations: [
		turn('human', 'What digs?'),
		turn('function_call', '[{"name": "ls", "arguments": {"path": "/"}}, {"name": "b"}]'),
		turn('observation', 'bin'),
		turn('tool', 'second'),
		turn('gpt', 'A spade.'),
		turn('user', 'What else?'),
		turn('bing', 'A mole.'),
	],
};

export const sharegptSets: readonly FixtureSet[] = [
	{ 'list.json': [conversation, { conversation: [turn('user', 'two'), answer], score: 3 }] },
	{
		'lines.jsonl': [
			conversation,
			{ conversations: [turn('human', 'What digs?')], chosen: answer, rejected: turn('gpt', 'A fork.') },
			{ prompt: 'What digs?', chosen: 'A spade.', rejected: 'A fork.' },
			{
				chosen: [
					{ role: 'user', content: 'What digs?' },
					{ role: 'assistant', content: 'A spade.' },
				],
				rejected: [
					{ role: 'user', content: 'What digs?' },
					{ role: 'assistant', content: 'A fork.' },
				],
			},
		],
		'bare.json': [turn('human', 'zero'), answer],
	},
];
