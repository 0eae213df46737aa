import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import { exchange, meta } from './codexLines.js';
import { basedOn, fork, numbered, parent, place, read, third } from './codexRollouts.js';
import { asLines, readAll, said, unpacked } from './importing.js';

/** What it says, in the order of its lines. */
function talk({ messages }: IncomingSession): readonly string[] {
	return messages.map((message) => said(unpacked(message)));
}

describe('Codex: sessions in several files', () => {
	it('says so when the file with the beginning of a fork is missing', async () => {
		const lines = [
			meta(fork, { forked_from_id: parent, history_base: basedOn(parent, 7) }),
			...exchange('on', 'A'),
		];
		const { sessions, warnings } = await read([[fork, lines]]);
		assert.deepEqual(
			[sessions.map(place), sessions.map(talk), warnings.map(({ message }) => message)],
			[
				[{ id: fork, title: 'on', above: parent, relation: 'fork', shares: null, agentName: null }],
				[['user on', 'assistant A']],
				['“on”: the file with what was said before is not among the files'],
			],
		);
	});

	it('reads the files of a session that was set back as one, what was set back as a branch', async () => {
		const first = numbered([
			meta(parent, { forked_from_id: 'elsewhere' }),
			...exchange('one', 'A'),
			...exchange('two', 'B'),
		]);
		const second = numbered(
			[
				meta(parent, { history_base: basedOn(parent, 5) }),
				...exchange('two', 'C'),
				...exchange('three', 'D'),
			],
			5,
		);
		const last = numbered([meta(parent, { history_base: basedOn(fork, 10) }), ...exchange('four', 'E')], 10);
		const later = last.map((line) => ({ ...line, timestamp: '2026-01-02T10:00:00.000Z' }));
		const { sessions, warnings } = await read([
			[parent, first],
			[fork, second],
			[third, later],
		]);
		const [session] = sessions;
		assert.ok(session);
		const places = new Map(session.messages.map(({ id }, i) => [id, i]));
		assert.deepEqual(
			[
				sessions.map(place),
				talk(session),
				session.messages.map(({ after }) => places.get(after ?? '') ?? null),
				places.get(session.head ?? ''),
				warnings,
			],
			[
				[
					{
						id: parent,
						title: 'one',
						above: 'elsewhere',
						relation: 'fork',
						shares: 'prefix',
						agentName: null,
					},
				],
				[
					'user one',
					'assistant A',
					'user two',
					'assistant B',
					'user two',
					'assistant C',
					'user three',
					'assistant D',
					'user four',
					'assistant E',
				],
				[null, 0, 1, 2, 1, 4, 5, 6, 5, 8],
				9,
				[],
			],
		);
	});

	it('ends a session, or a fork, that says nothing after its point at that point', async () => {
		const later = { timestamp: '2026-01-02T10:00:00.000Z' };
		const { sessions } = await read([
			[parent, numbered([meta(parent), ...exchange('one', 'A'), ...exchange('two', 'B')])],
			['set-back', [{ ...meta(parent, { history_base: basedOn(parent, 5) }), ...later }]],
			[fork, [meta(fork, { forked_from_id: parent, history_base: basedOn(parent, 2) })]],
		]);
		const [root, other] = sessions;
		assert.ok(root && other);
		assert.deepEqual(
			[talk(root).length, root.head, other.messages, other.head],
			[4, root.messages[1]?.id, [], root.messages[0]?.id],
		);
	});

	it('reads the files of a session in whatever order they come', async () => {
		const first = numbered([meta(parent), ...exchange('one', 'A'), ...exchange('two', 'B')]);
		const later = numbered(
			[meta(parent, { history_base: basedOn(parent, 5) }), ...exchange('three', 'C')],
			5,
		);
		const { sessions } = await readAll({
			[`a/rollout-${fork}.jsonl`]: asLines(later),
			[`b/rollout-${parent}.jsonl`]: asLines(first),
		});
		assert.deepEqual(sessions.map(talk), [
			['user one', 'assistant A', 'user two', 'assistant B', 'user three', 'assistant C'],
		]);
	});
});
