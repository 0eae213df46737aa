import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import { answer, call, mainId, piece, result, sessionId, user } from './claudeCodeLines.js';
import { first, mainFile, seen, slug } from './claudeCodeProjects.js';
import { asLines, readAll } from './importing.js';

const other = sessionId('b');

const copied = (lines: readonly JsonObject[], from: string, to: string): readonly JsonObject[] =>
	lines.map((each) => ({
		...each,
		sessionId: to,
		forkedFrom: { sessionId: from, messageUuid: each['uuid'] ?? null },
	}));

describe('Claude Code sessions', () => {
	it('links a fork with the session that its lines say they come from, and shares those', async () => {
		const fork = [...copied(first, mainId, other), { ...user('f1', 'a1', 'Elsewhere'), sessionId: other }];
		const { sessions } = await readAll({
			[`${slug}/${other}.jsonl`]: asLines(fork),
			[mainFile]: asLines([...first, user('u2', 'a1', 'Go on')]),
		});
		const alone = await readAll({ [`${slug}/${other}.jsonl`]: asLines(fork) });
		assert.deepEqual(
			[seen(sessions), sessions.map(({ shares }) => shares), seen(alone.sessions)],
			[
				[
					[mainId, 'Start', null, ['user Start', 'assistant Ready', 'user Go on']],
					[other, 'Elsewhere', `fork of ${mainId}`, ['user Start', 'assistant Ready', 'user Elsewhere']],
				],
				[null, 'prefix'],
				[[other, 'Elsewhere', `fork of ${mainId}`, ['user Start', 'assistant Ready', 'user Elsewhere']]],
			],
		);
	});

	it('links forks that do not say so by the messages they repeat: with the one that had them first', async () => {
		const third = sessionId('c');
		const fourth = sessionId('d');
		const resumed = [...first, { ...user('v2', 'a1', 'Resumed', 20), sessionId: third }];
		const { sessions } = await readAll({
			[`${fourth}.jsonl`]: asLines([...resumed, { ...user('w3', 'v2', 'Again', 30), sessionId: fourth }]),
			[`${third}.jsonl`]: asLines(resumed),
			[`${mainId}.jsonl`]: asLines([...first, user('u2', 'a1', 'Go on', 10)]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, shares }) => [source.id, parent?.id, relation, shares]),
			[
				[mainId, undefined, 'child', null],
				[third, mainId, 'fork', 'prefix'],
				[fourth, third, 'fork', 'prefix'],
			],
		);
	});

	it('keeps the parent of a resumed session that is not there', async () => {
		const { sessions } = await readAll({
			[`${other}.jsonl`]: asLines([...first, { ...user('v2', 'a1', 'Resumed'), sessionId: other }]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[[other, mainId]],
		);
	});

	it('cuts forks that come from each other', async () => {
		const { sessions, warnings } = await readAll({
			[`${mainId}.jsonl`]: asLines(copied(first, other, mainId)),
			[`${other}.jsonl`]: asLines(copied(first, mainId, other)),
		});
		assert.deepEqual(
			[sessions.map(({ source, parent }) => [source.id, parent?.id]), warnings.map(({ message }) => message)],
			[
				[
					[other, undefined],
					[mainId, other],
				],
				['its parents lead back to itself; it becomes a root'],
			],
		);
	});

	it('joins files of one session: what is in both is there once, a turn that one has in part as a whole', async () => {
		const part = [
			user('u1', null, 'Start'),
			piece('a1', 'u1', 't', [{ type: 'thinking', thinking: 'Hm', signature: '' }]),
		];
		const { sessions } = await readAll({
			[`old/${mainId}.jsonl`]: asLines(part),
			[`projects/${mainId}.jsonl`]: asLines([
				...part,
				piece('a2', 'a1', 't', 'Ready'),
				user('u2', 'a2', 'Go on', 5),
			]),
			'renamed.jsonl': asLines([answer('a3', 'u2', 'Done', 6)]),
		});
		assert.deepEqual(seen(sessions), [
			[
				mainId,
				'Start',
				null,
				['user Start', 'assistant <thinking>Hm <text>Ready', 'user Go on', 'assistant Done'],
			],
		]);
	});

	it('agrees with itself about a file that has grown', async () => {
		const lines = [
			...first,
			piece('b1', 'a1', 't', [call('c1')], 3),
			result('r1', 'b1', 'c1', 'x', 4),
			answer('b2', 'r1', 'Done', 5),
			user('u2', 'b2', 'Go on', 6),
		];
		const whole = (await readAll({ [mainFile]: asLines(lines) })).sessions[0];
		for (let count = 1; count < lines.length; count++) {
			const [session] = (await readAll({ [mainFile]: asLines(lines.slice(0, count)) })).sessions;
			assert.deepEqual(session?.source, whole?.source);
			assert.deepEqual(
				session?.messages.map(({ id, after }) => [id, after]),
				whole?.messages.slice(0, count).map(({ id, after }) => [id, after]),
			);
		}
	});

	it('says of a turn by which ids it was known before it was complete', async () => {
		const turn = [
			piece('b1', 'a1', 't', 'One'),
			piece('b2', 'b1', 't', 'Two'),
			piece('b3', 'b2', 't', 'Three'),
		];
		const versions = [1, 2, 3].map((count) =>
			readAll({ [mainFile]: asLines([...first, ...turn.slice(0, count)]) }),
		);
		const last = (await Promise.all(versions)).map(({ sessions }) => sessions[0]?.messages.at(-1));
		assert.deepEqual(
			last.map((message) => [message?.id, message?.earlier, message?.after]),
			[
				['b1', undefined, 'a1'],
				['b2', ['b1'], 'a1'],
				['b3', ['b1', 'b2'], 'a1'],
			],
		);
	});

	it('takes a file without messages for no session, and knows others by their id in it', async () => {
		const { sessions, recognised } = await readAll({
			'a.jsonl': asLines([{ type: 'summary', summary: 'Another session', leafUuid: 'x' }]),
			'b.jsonl': asLines(first),
		});
		assert.deepEqual(
			[recognised.map((each) => each.sessions), sessions.map(({ source }) => source.id)],
			[[0, 1], [mainId]],
		);
	});
});
