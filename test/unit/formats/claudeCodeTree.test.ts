import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import { answer, user } from './claudeCodeLines.js';
import { links, read } from './claudeCodeReading.js';
import { pathOf, said } from './importing.js';

/** Messages that more than one follows. */
function partings({ messages }: IncomingSession): readonly (string | null)[] {
	const places = messages.map(({ after }) => after);
	return [...new Set(places.filter((after, i) => places.indexOf(after) !== i))];
}

describe('Claude Code: the tree of a transcript', () => {
	it('makes branches of what was said anew after going back, and ends where the file ends', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'Ready'),
			user('u2', 'a1', 'First try'),
			answer('a2', 'u2', 'One'),
			user('u3', 'a1', [{ type: 'text', text: 'Second try' }]),
			answer('a3', 'u3', 'Two'),
		]);
		assert.deepEqual(
			{ links: links(session), path: pathOf(session).map(said), partings: partings(session) },
			{
				links: ['·→u1', 'u1→a1', 'a1→u2', 'u2→a2', 'a1→u3', 'u3→a3'],
				path: ['user Start', 'assistant Ready', 'user Second try', 'assistant Two'],
				partings: ['a1'],
			},
		);
	});

	it('makes no branch of a turn that was tried again', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'API Error', 2),
			answer('a2', 'u1', 'Ready', 3),
			user('u2', 'a2', 'Go on', 4),
			answer('a3', 'u2', 'Well', 5),
		]);
		assert.deepEqual(
			[partings(session), pathOf(session).map(({ id }) => id)],
			[[], ['u1', 'a1', 'a2', 'u2', 'a3']],
		);
	});

	it('takes the way on which the file ends for a branch even when nobody said anything there', async () => {
		const { session } = await read([
			user('u1', null, 'Start'),
			answer('a1', 'u1', 'One', 2),
			user('u2', 'a1', 'Go on', 3),
			answer('a2', 'u1', 'Another', 4),
		]);
		assert.deepEqual([partings(session), session.head], [['u1'], 'a2']);
	});

	it('takes what has lost its parent for a beginning, and cuts circles', async () => {
		const orphan = await read([
			user('u1', 'gone', 'One'),
			answer('a1', 'u1', 'Yes'),
			user('u2', 'lost', 'Two'),
			answer('a2', 'u2', 'No'),
		]);
		const circle = await read([
			user('u1', 'a1', 'One'),
			answer('a1', 'u1', 'Yes'),
			user('u2', 'u2', 'Two'),
			user('u3', 'a1', 'Three'),
		]);
		assert.deepEqual(
			[links(orphan.session), orphan.warnings, links(circle.session), circle.warnings],
			[
				['·→u1', 'u1→a1', '·→u2', 'u2→a2'],
				[],
				['·→u2', '·→u1', 'u1→a1', 'a1→u3'],
				['messages follow each other in a circle; it was cut'],
			],
		);
	});
});
