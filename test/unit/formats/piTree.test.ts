import { strict as assert } from 'node:assert';
import { asLines, readAll } from './importing.js';
import { answer, entry, header, ids, marks, read, talk, text, user } from './piEntries.js';

const folder = '/home/ann/.pi/agent/sessions/--w--';

describe('pi: branches, forks and labels', () => {
	it('keeps branches, and several first prompts, and ends where the file ends', async () => {
		const { session } = await read([
			header(ids.root),
			user('a', null, 'one'),
			answer('b', 'a', [text('A')]),
			user('c', 'b', 'left'),
			user('d', 'b', 'right'),
			user('e', null, 'again'),
			answer('f', 'e', [text('B')]),
			entry('label', 'g', 'd', 9, { targetId: 'b', label: 'here' }),
		]);
		assert.deepEqual(
			{
				talk: talk(session),
				links: session.messages.map(({ id, after }) => [id, after]),
				head: session.head,
				marks: marks(session),
			},
			{
				talk: ['user one', 'assistant A', 'user right'],
				links: [
					['a', null],
					['b', 'a'],
					['c', 'b'],
					['d', 'b'],
					['e', null],
					['f', 'e'],
				],
				head: 'd',
				marks: [['b', 'here']],
			},
		);
	});

	it('takes the last label of an entry, and none where it was cleared', async () => {
		const { session, warnings } = await read([
			header(ids.root),
			user('a', null, 'one'),
			entry('model_change', 'm', 'a', 2, {}),
			entry('label', 'b', 'm', 3, { targetId: 'a', label: 'first' }),
			entry('label', 'c', 'b', 4, { targetId: 'a', label: 'second' }),
			entry('label', 'd', 'c', 5, { targetId: 'm', label: 'on a change' }),
			entry('label', 'e', 'd', 6, { targetId: 'b', label: 'gone' }),
			entry('label', 'f', 'e', 7, { targetId: 'b' }),
			entry('label', 'g', 'f', 8, { targetId: 'nowhere', label: 'lost' }),
		]);
		assert.deepEqual(
			[marks(session), session.snapshots[0]?.createdAt, warnings],
			[
				[
					['a', 'second'],
					['a', 'on a change'],
				],
				Date.UTC(2026, 0, 1, 10, 0, 4),
				['the bookmark “lost” is on an entry that is not there'],
			],
		);
	});

	it('hangs a fork under the session that its path names, here or not, and calls it by its own prompt', async () => {
		const common = [user('a', null, 'one'), answer('b', 'a', [text('A')])];
		const parentSession = `C:\\Users\\ann\\.pi\\2026-01-01T10-00-00-000Z_${ids.root}.jsonl`;
		const fork = asLines([header(ids.fork, { parentSession }), ...common, user('c', 'b', 'other way')]);
		const old = asLines([
			header('old', { version: 1, branchedFrom: `${folder}/2025_elsewhere.jsonl` }),
			user('z', null, 'old'),
		]);
		const { sessions } = await readAll({
			'1.jsonl': fork,
			'2.jsonl': old,
			'3.jsonl': asLines([header(ids.root), ...common, user('d', 'b', 'this way')]),
		});
		assert.deepEqual(
			sessions.map(({ source, title, parent, relation, shares, messages }) => [
				source.id,
				title,
				parent?.id ?? null,
				relation,
				shares,
				messages.map(({ id }) => id).join(' '),
			]),
			[
				[ids.root, 'one', null, 'child', null, 'a b d'],
				[ids.fork, 'other way', ids.root, 'fork', 'prefix', 'a b c'],
				['old', 'old', 'elsewhere', 'fork', 'prefix', 'z'],
			],
		);
	});

	it('merges copies of a session, and cuts sessions that come from each other', async () => {
		const copy = [header(ids.root, { parentSession: `/x/y_${ids.fork}.jsonl` }), user('a', null, 'one')];
		const { sessions, warnings } = await readAll({
			'1.jsonl': asLines(copy),
			'2.jsonl': asLines([...copy, user('b', 'a', 'more'), user('c', 'b', 'still')]),
			'3.jsonl': asLines([...copy, user('d', 'a', 'elsewhere')]),
			'4.jsonl': asLines([header(ids.fork, { parentSession: `/x/y_${ids.root}.jsonl` })]),
		});
		assert.deepEqual(
			[
				sessions.map(({ source, parent, head, messages }) => [
					source.id,
					parent?.id ?? null,
					head,
					messages.map(({ id }) => id).join(' '),
				]),
				warnings,
			],
			[
				[
					[ids.fork, null, null, ''],
					[ids.root, ids.fork, 'c', 'a b c d'],
				],
				[{ path: '4.jsonl', message: '“Untitled”: its parents lead back to itself; it becomes a root' }],
			],
		);
	});
});
