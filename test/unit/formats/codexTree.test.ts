import { strict as assert } from 'node:assert';
import { bundleOf } from '../../../src/formats/toBundle.js';
import type { Reading } from '../../../src/formats/source.js';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { call, event, exchange, meta, output, userItem } from './codexLines.js';
import { asLines, readAll, said, unpacked } from './importing.js';

const parent = '11111111-1111-4111-8111-111111111111';
const fork = '22222222-2222-4222-8222-222222222222';
const third = '33333333-3333-4333-8333-333333333333';

/** Files in the order of their times, each by the id in its name. */
function read(files: readonly (readonly [string, readonly Json[]])[]): Promise<Reading> {
	const named = files.map(([id, lines], i): [string, string] => [
		`sessions/2026/01/01/rollout-2026-01-01T10-00-0${String(i)}-${id}.jsonl`,
		asLines(lines),
	]);
	return readAll(Object.fromEntries(named));
}

/** What it says, in the order of its lines. */
function talk({ messages }: IncomingSession): readonly string[] {
	return messages.map((message) => said(unpacked(message)));
}

/** The messages that both have under one id, after the same one. */
function common(one: IncomingSession, other: IncomingSession): readonly string[] {
	const known = new Map(one.messages.map(({ id, after }) => [id, after]));
	return other.messages
		.filter(({ id, after }) => known.has(id) && known.get(id) === after)
		.map((message) => said(unpacked(message)));
}

function place({ source, title, parent: above, relation, shares, agentName }: IncomingSession): unknown {
	return { id: source.id, title, above: above?.id ?? null, relation, shares, agentName };
}

function spawn(parentId: string, more: JsonObject = {}): JsonObject {
	return { source: { subagent: { thread_spawn: { parent_thread_id: parentId, depth: 1, ...more } } } };
}

/** With the number that newer versions give each line. */
function numbered(lines: readonly JsonObject[], from = 0): readonly JsonObject[] {
	return lines.map((line, i) => ({ ...line, ordinal: from + i }));
}

function basedOn(thread: string, end: number): JsonObject {
	return { thread_id: thread, end_ordinal_exclusive: end, end_byte_offset: 1 };
}

describe('Codex: sessions that come from others', () => {
	it('hangs sub-agents under the session that spawned them, here or not', async () => {
		const nickname = { agent_nickname: 'Ada', agent_role: 'explorer', agent_path: '/root/ada' };
		const { sessions } = await read([
			[third, [meta(third, spawn('elsewhere')), ...exchange('Look elsewhere', 'C')]],
			[fork, [meta(fork, spawn(parent, nickname)), ...exchange('Look', 'B')]],
			[parent, [meta(parent), ...exchange('Go', 'A')]],
			[
				'r',
				[meta('r', { source: { subagent: 'review' }, parent_thread_id: parent }), ...exchange('Hm', 'D')],
			],
		]);
		const child = { relation: 'child', shares: null };
		assert.deepEqual(sessions.map(place), [
			{ ...child, id: third, title: 'Look elsewhere', above: 'elsewhere', agentName: null },
			{ ...child, id: parent, title: 'Go', above: null, agentName: null },
			{ ...child, id: fork, title: 'Look', above: parent, agentName: 'Ada' },
			{ ...child, id: 'r', title: 'Hm', above: parent, agentName: 'review' },
		]);
		assert.deepEqual(sessions[2]?.metadata, {
			cwd: '/w',
			codex: { originator: 'o', cli_version: '1', agent_role: 'explorer', agent_path: '/root/ada' },
		});
	});

	it('says in a bundle, too, whose child a session is whose parent is not there', async () => {
		const { bundle } = bundleOf(await read([[third, [meta(third, spawn('elsewhere'))]]]));
		assert.deepEqual(
			bundle.sessions.map(({ parentId, metadata }) => [parentId, metadata['importedParent']]),
			[[null, { format: 'codex', id: 'elsewhere' }]],
		);
	});

	it('shares what a fork copied: under the same names, although the lines have other times', async () => {
		const begin = [...exchange('yes', 'A'), call('c1'), output('c1'), ...exchange('yes', 'A')];
		const { sessions, warnings } = await read([
			[parent, [meta(parent), ...begin, ...exchange('this way', 'B')]],
			[
				fork,
				[
					meta(fork, { forked_from_id: parent, timestamp: '2026-02-01T10:00:00.000Z' }),
					meta(parent),
					...begin.map((line) => ({ ...line, timestamp: '2026-02-01T10:00:01.000Z' })),
					...exchange('that way', 'C'),
				],
			],
			[
				third,
				[meta(third, { ...spawn(parent), forked_from_id: parent }), ...begin, ...exchange('Help', 'D')],
			],
		]);
		const [one, other, agent] = sessions;
		assert.ok(one && other && agent);
		const copied = ['user yes', 'assistant A shell()#c1', 'tool #c1 done', 'user yes', 'assistant A'];
		assert.deepEqual(
			[sessions.map(place), common(one, other), common(one, agent), other.createdAt, warnings],
			[
				[
					{ id: parent, title: 'yes', above: null, relation: 'child', shares: null, agentName: null },
					{
						id: fork,
						title: 'that way',
						above: parent,
						relation: 'fork',
						shares: 'prefix',
						agentName: null,
					},
					{ id: third, title: 'Help', above: parent, relation: 'child', shares: 'prefix', agentName: null },
				],
				copied,
				copied,
				Date.UTC(2026, 1, 1, 10),
				[],
			],
		);
	});

	it('lets a fork that does not repeat anything begin where it says', async () => {
		const lines = numbered([
			meta(parent),
			event('task_started'),
			...exchange('one', 'A'),
			event('task_complete'),
			...exchange('two', 'B'),
		]);
		const suffix = (id: string, from: string, base: JsonObject, prompt: string): readonly JsonObject[] =>
			numbered([meta(id, { forked_from_id: from, history_base: base }), ...exchange(prompt, 'C')], 7);
		const { sessions, warnings } = await read([
			[parent, lines],
			[fork, suffix(fork, parent, basedOn(parent, 7), 'one')],
			[third, suffix(third, fork, basedOn(fork, 10), 'deeper')],
			['beside', suffix('beside', fork, basedOn(parent, 1), 'before')],
		]);
		const [root, one, two, beside] = sessions;
		assert.ok(root && one && two && beside);
		const from = (id: string): JsonObject => ({ format: 'codex', id });
		assert.deepEqual(
			[sessions.map(({ parent: above, relation }) => [above?.id ?? null, relation]), warnings],
			[
				[
					[null, 'child'],
					[parent, 'fork'],
					[fork, 'fork'],
					[fork, 'fork'],
				],
				[],
			],
		);
		assert.deepEqual(
			[one, two, beside].map(({ shares, messages }) => [shares, messages[0]?.after]),
			[
				[{ from: from(parent), after: root.messages[1]?.id }, root.messages[1]?.id],
				[{ from: from(fork), after: one.messages[0]?.id }, one.messages[0]?.id],
				[{ from: from(parent), after: null }, null],
			],
		);
		assert.deepEqual(common(root, one), []);
	});

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

	it('takes titles from the index, the newest of each', async () => {
		const { sessions, recognised } = await readAll({
			'sessions/a.jsonl': asLines([meta(parent), ...exchange('Go', 'A')]),
			'sessions/b.jsonl': asLines([meta(fork), userItem('Come')]),
			'session_index.jsonl': asLines([
				{ id: parent, thread_name: 'New', updated_at: '2026-01-03T10:00:00Z' },
				{ id: parent, thread_name: 'Old', updated_at: '2026-01-02T10:00:00Z' },
				{ id: 'x', thread_name: 'Of none', updated_at: '2026-01-02T10:00:00Z' },
				{ id: fork, thread_name: ' ', updated_at: '2026-01-02T10:00:00Z' },
			]),
		});
		assert.deepEqual(
			[sessions.map(({ title }) => title), recognised.map(({ sessions: count }) => count)],
			[
				['New', 'Come'],
				[1, 1, 0],
			],
		);
	});

	it('cuts sessions that lead back to themselves', async () => {
		const { sessions, warnings } = await read([
			[
				parent,
				[meta(parent, { forked_from_id: fork, history_base: basedOn(fork, 3) }), ...exchange('a', 'A')],
			],
			[
				fork,
				[meta(fork, { forked_from_id: parent, history_base: basedOn(parent, 3) }), ...exchange('b', 'B')],
			],
			[
				third,
				[meta(third, { forked_from_id: third, history_base: basedOn(third, 3) }), ...exchange('c', 'C')],
			],
		]);
		assert.deepEqual(
			[sessions.map(({ source, parent: above }) => [source.id, above?.id ?? null]), warnings.length > 0],
			[
				[
					[parent, null],
					[fork, parent],
					[third, null],
				],
				true,
			],
		);
	});

	it('lets a session that lost its parent to a circle begin with its own messages', async () => {
		const based = { forked_from_id: parent, history_base: basedOn(parent, 5) };
		const { sessions } = await read([
			[parent, numbered([meta(parent, { forked_from_id: fork }), ...exchange('a', 'A')])],
			[fork, numbered([meta(fork, based), ...exchange('b', 'B')], 5)],
		]);
		assert.deepEqual(
			sessions.map(({ source, parent: above, shares, messages }) => [
				source.id,
				above?.id ?? null,
				shares,
				messages.map(({ after }) => after === null),
			]),
			[
				[fork, null, null, [true, false]],
				[parent, fork, 'prefix', [true, false]],
			],
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
