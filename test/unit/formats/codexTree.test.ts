import { strict as assert } from 'node:assert';
import { bundleOf } from '../../../src/formats/toBundle.js';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { JsonObject } from '../../../src/store/model.js';
import { call, event, exchange, meta, output, userItem } from './codexLines.js';
import { basedOn, fork, numbered, parent, place, read, third } from './codexRollouts.js';
import { asLines, readAll, said, unpacked } from './importing.js';

/** The messages that both have under one id, after the same one. */
function common(one: IncomingSession, other: IncomingSession): readonly string[] {
	const known = new Map(one.messages.map(({ id, after }) => [id, after]));
	return other.messages
		.filter(({ id, after }) => known.has(id) && known.get(id) === after)
		.map((message) => said(unpacked(message)));
}

function spawn(parentId: string, more: JsonObject = {}): JsonObject {
	return { source: { subagent: { thread_spawn: { parent_thread_id: parentId, depth: 1, ...more } } } };
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
});
