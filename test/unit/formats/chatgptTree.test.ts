import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { conversation, links, node, readOne, says, talk } from './chatgptConversations.js';
import { pathOf } from './importing.js';

describe('ChatGPT: the tree of a conversation', () => {
	it('keeps edits and regenerations as branches, and shows the way that was current', async () => {
		const { session } = await readOne(
			conversation(
				[
					...talk,
					node('a2b', 'u2', 5, says('assistant', 'It is strong.')),
					node('u2c', 'a1', 6, says('user', 'Really?')),
				],
				{ current_node: 'a2' },
			),
		);
		assert.deepEqual(
			[links(session).filter((link) => /a2b|u2c/.test(link)), pathOf(session).map(({ id }) => id)],
			[
				['u2 > a2b', 'a1 > u2c'],
				['u1', 'a1', 'u2', 'a2'],
			],
		);
	});

	it('shows the way to the latest message where none is said to be current', async () => {
		const late = node('a2b', 'u2', 9, says('assistant', 'It is strong.'));
		for (const current of [null, 'gone', 7]) {
			const { session } = await readOne(
				conversation([...talk.slice(0, 5), late, ...talk.slice(5)], { current_node: current }),
			);
			assert.equal(session.head, 'a2b');
		}
	});

	it('hangs what follows a hidden or empty message on the one before that', async () => {
		const { session } = await readOne(
			conversation([
				...talk,
				node('empty', 'a2', 5, says('assistant', '')),
				node('nothing', 'empty', 5, null),
				node('u3', 'nothing', 6, says('user', 'More')),
				node('end', 'u3', 7, says('system', '')),
			]),
		);
		assert.deepEqual([links(session).at(-1), session.head], ['a2 > u3', 'u3']);
	});

	it('finds the tree where only the children of a node are told, or only its parents', async () => {
		const children: Record<string, string[]> = { root: ['u1'], u1: ['a1'], a1: ['u2'], u2: ['a2'] };
		const byChildren = talk.map(([id, value]): [string, Json] => {
			const own = id === 'rules' ? [] : (children[id] ?? []);
			return [id, { ...(value as JsonObject), parent: null, children: own }];
		});
		const { session } = await readOne(conversation(byChildren.filter(([id]) => id !== 'rules')));
		assert.deepEqual(links(session), [' > u1', 'u1 > a1', 'a1 > u2', 'u2 > a2']);
	});

	it('mends parents that are missing and circles, and says so', async () => {
		const { session, warnings } = await readOne(
			conversation(
				[
					node('u1', 'gone', 1, says('user', 'Which tree?')),
					node('a1', 'u1', 2, says('assistant', 'An oak.')),
					node('x', 'z', 3, says('user', 'one')),
					node('y', 'x', 4, says('assistant', 'two')),
					node('z', 'y', 5, says('user', 'three')),
					node('self', 'self', 6, says('user', 'me')),
					['broken', 7],
					['half', { message: { content: 'no content', author: 'nobody' } }],
				],
				{ current_node: 'a1' },
			),
		);
		assert.deepEqual(
			{ links: links(session), head: session.head, warnings },
			{
				links: [' > u1', 'u1 > a1', ' > x', 'x > y', 'y > z', ' > self'],
				head: 'a1',
				warnings: [
					'“A talk”: message 1: the message before it is missing; it begins a conversation of its own',
					'“A talk”: message 4 and 1 more: messages follow each other in a circle, which was cut here',
				],
			},
		);
	});
});
