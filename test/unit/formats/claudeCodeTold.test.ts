import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import {
	answer,
	call,
	line,
	mainId,
	ofAgent,
	piece,
	result,
	sessionId,
	start,
	user,
} from './claudeCodeLines.js';
import { first, mainFile, seen, slug } from './claudeCodeProjects.js';
import { links, read } from './claudeCodeReading.js';
import { asLines, pathOf, readAll, said, shown, unpacked } from './importing.js';

const other = sessionId('b');

function queue(operation: string, content?: string, after = 0): JsonObject {
	const timestamp = new Date(start + 2500 + after).toISOString();
	return { type: 'queue-operation', operation, timestamp, sessionId: mainId, ...(content && { content }) };
}

describe('Claude Code: what agents are told', () => {
	const work = [user('u1', null, 'Begin'), piece('a1', 'u1', 't1', [call('c1')])];
	const rest = [answer('a2', 'r1', 'Done'), user('u2', 'a2', 'Go on'), answer('a3', 'u2', 'Yes')];

	const asked = user('u9', 'r1', 'A');
	const attached = (uuid: string, parent = 'r1'): JsonObject =>
		line('attachment', uuid, parent, 3, { attachment: { type: 'queued_command', prompt: 'A' } });

	it('keeps what a person typed in the middle of the work where it is only in the queue', async () => {
		const lines = [
			...work,
			queue('enqueue', 'Also the tests'),
			result('r1', 'a1', 'c1', 'ok'),
			queue('remove'),
			...rest,
		];
		const { session } = await read(lines);
		assert.deepEqual(pathOf(session).map(said), [
			'user Begin',
			'assistant  Bash()#c1',
			'tool #c1 ok',
			'user Also the tests',
			'assistant Done',
			'user Go on',
			'assistant Yes',
		]);
		assert.deepEqual(pathOf(session)[3]?.metadata['claude-code'], { queued: true });
		assert.deepEqual(links((await read(lines)).session), links(session));
	});

	it('does not repeat of the queue what a line of its own says, or what never reached the agent', async () => {
		const done = result('r1', 'a1', 'c1', 'ok');
		const [answered, ...more] = rest;
		const told = [
			[queue('enqueue', 'Go on'), done, queue('dequeue'), ...rest],
			[queue('enqueue', 'Go on'), done, answered, queue('remove', 'Go on'), ...more],
			[queue('enqueue', 'Forget it'), queue('popAll'), done, queue('remove'), ...rest],
			...['<task-notification>x</task-notification>', '<bash-notification>x', ' {"type": "x"}\n'].map(
				(notice) => [queue('enqueue', notice), queue('remove'), done, ...rest],
			),
		];
		for (const lines of told) {
			const { session } = await read([...work, ...lines].filter((each) => each !== undefined));
			assert.equal(pathOf(session).length, 6);
		}
	});

	it('keeps of the queue what begins like markup, or is said again once the agent went on', async () => {
		const attached = line('attachment', 'q1', 'r1', 3, {
			attachment: { type: 'queued_command', prompt: 'Twice' },
		});
		const { session } = await read([
			...work,
			...['Go on', '<div> must be <main>', '{"debug": true} is what I want', 'Twice', 'Twice'].flatMap(
				(text, i) => [queue('enqueue', text), queue('remove', undefined, i)],
			),
			result('r1', 'a1', 'c1', 'ok'),
			attached,
			answer('a2', 'q1', 'Done'),
			...rest.slice(1),
		]);
		assert.deepEqual(
			pathOf(session)
				.filter(({ role }) => role === 'user')
				.map(said),
			[
				'user Begin',
				'user Go on',
				'user <div> must be <main>',
				'user {"debug": true} is what I want',
				'user Twice',
				'user Twice',
				'user Go on',
			],
		);
	});

	for (const [what, lines, told] of [
		[
			'the second where the first began a turn',
			[queue('enqueue', 'A'), queue('enqueue', 'B'), queue('dequeue'), queue('remove')],
			['B'],
		],
		['the one that is named', [queue('enqueue', 'A'), queue('enqueue', 'B'), queue('remove', 'B')], ['B']],
		[
			'the one that is left once another was named',
			[queue('enqueue', 'A'), queue('enqueue', 'B'), queue('remove', 'B'), queue('remove', undefined, 1)],
			['B', 'A'],
		],
		['one that was never queued', [queue('enqueue', 'A'), queue('remove', 'C')], ['C']],
		['a number', [queue('enqueue', '42'), queue('remove')], ['42']],
		['one that is written twice once', [...[1, 2].map(() => queue('remove', 'A'))], ['A']],
		['one that is told again', [queue('remove', 'A'), queue('remove', 'A', 1)], ['A', 'A']],
		['what a line said before it was queued', [asked, queue('enqueue', 'A'), queue('remove')], ['A', 'A']],
		['not what a line said since', [queue('enqueue', 'A'), asked, queue('remove')], ['A']],
		[
			'not what an attachment said since, in an earlier turn',
			[queue('enqueue', 'A'), attached('q1'), answer('a9', 'q1', 'Yes'), queue('remove', 'A')],
			['A'],
		],
		[
			'not what an attachment says in a later turn',
			[queue('remove', 'A'), answer('a9', 'r1', 'Yes'), attached('q1', 'a9')],
			['A'],
		],
		[
			'not what a line says once a sub-agent went on',
			[queue('remove', 'A'), ...ofAgent([user('s1', null, 'Sub'), answer('s2', 's1', 'Yes')]), asked],
			['A'],
		],
		[
			'twice what two attachments say',
			[queue('remove', 'A'), queue('remove', 'A', 1), attached('q1'), attached('q2', 'q1')],
			['A', 'A'],
		],
	] as const)
		it(`takes out of the queue ${what}`, async () => {
			const all = asLines([...work, result('r1', 'a1', 'c1', 'ok'), ...lines]);
			const [session] = (await readAll({ [mainFile]: all })).sessions;
			assert.deepEqual(
				session?.messages.map((each) => said(unpacked(each))).filter((each) => each.startsWith('user')),
				['Begin', ...told].map((each) => `user ${each}`),
			);
		});

	it('goes on where it was after what only the queue tells, in an answer of several lines', async () => {
		const { session } = await read([
			user('u1', null, 'Begin'),
			piece('a1', 'u1', 't1', 'One. '),
			queue('remove', 'Steer'),
			piece('a2', 'a1', 't1', 'Two.'),
			user('u2', 'a2', 'Next'),
		]);
		assert.deepEqual(pathOf(session).map(said), [
			'user Begin',
			'assistant One. \n\nTwo.',
			'user Steer',
			'user Next',
		]);
	});

	it('knows a notice that was queued by its mode or by its words', async () => {
		const modes = ['prompt', 'task-notification', undefined].map((commandMode, i): JsonObject => ({
			prompt: i === 2 ? '<task-notification>done</task-notification>' : 'Words',
			...(commandMode !== undefined && { commandMode }),
		}));
		const { session } = await read([
			...work,
			...modes.map((attachment, i) =>
				line('attachment', `q${String(i)}`, i === 0 ? 'a1' : `q${String(i - 1)}`, 3, {
					attachment: { type: 'queued_command', ...attachment },
				}),
			),
		]);
		assert.deepEqual(
			pathOf(session)
				.slice(2)
				.map(({ role }) => role),
			['user', 'system', 'system'],
		);
	});

	it('knows what tasks, timers and other agents say, and who prompts a teammate', async () => {
		const from = (kind: string): JsonObject => ({ origin: { kind } });
		const { session } = await read([
			user('u1', null, '<task-notification>\n<task-id>b1</task-id>\n</task-notification>\nRead the output'),
			user('u2', 'u1', 'Anything', 2, from('task-notification')),
			user('u3', 'u2', '<teammate-message teammate_id="w">Drafted</teammate-message>'),
			user('u4', 'u3', '<tick>10:00</tick>'),
			user('u5', 'u4', '<channel source="telegram">Hi there</channel>', 2, from('channel')),
		]);
		assert.deepEqual(
			[session.title, pathOf(session).map(({ role }) => role)],
			['Hi there', ['system', 'system', 'system', 'system', 'user']],
		);
		const lead = '<teammate-message teammate_id="lead">Draft the docs</teammate-message>';
		const mate = await read([user('u1', null, lead, 1, { agentName: 'w' }), answer('a1', 'u1', 'Ok')]);
		assert.deepEqual(
			[mate.session.title, pathOf(mate.session).map(({ role }) => role)],
			['Draft the docs', ['user', 'assistant']],
		);
	});

	it('ties a teammate to the call that names it', async () => {
		const folder = `${slug}/${mainId}/subagents/agent-aw`;
		const { sessions } = await readAll({
			[mainFile]: asLines([
				user('u1', null, 'Make a team'),
				piece('a1', 'u1', 't1', [call('c1', 'Agent', { name: 'w', description: 'Docs', prompt: 'Draft' })]),
				result('r1', 'a1', 'c1', 'Spawned', 3, { toolUseResult: { status: 'teammate_spawned', name: 'w' } }),
			]),
			[`${folder}.jsonl`]: asLines(ofAgent([user('s1', null, 'Draft them'), answer('s2', 's1', 'Ok')], 'aw')),
			[`${folder}.meta.json`]: { agentType: 'general-purpose', name: 'w' },
		});
		const [main, mate] = sessions;
		assert.ok(main);
		const about = pathOf(main)[2]?.metadata['claude-code'] as JsonObject;
		assert.deepEqual([mate?.title, about['session']], ['Docs', mate?.source.id]);
	});

	it('gives each of two teammates of one name a call of its own', async () => {
		const folder = `${slug}/${mainId}/subagents/agent-`;
		const mate = (id: string): Record<string, string | JsonObject> => ({
			[`${folder}${id}.jsonl`]: asLines(ofAgent([user(id, null, 'Go'), answer(`${id}a`, id, 'Ok')], id)),
			[`${folder}${id}.meta.json`]: { agentType: 'general-purpose', name: 'w' },
		});
		const { sessions } = await readAll({
			[mainFile]: asLines([
				user('u1', null, 'Make a team'),
				piece(
					'a1',
					'u1',
					't1',
					['Docs', 'Tests'].map((description) =>
						call(description, 'Agent', { name: 'w', description, prompt: description }),
					),
				),
			]),
			...mate('w1'),
			...mate('w2'),
		});
		assert.deepEqual(
			sessions.map(({ title }) => title),
			['Make a team', 'Docs', 'Tests'],
		);
	});

	it('shares with its source what a fork by the SDK copied under new ids', async () => {
		const copies = first.map((each, i) => ({
			...each,
			sessionId: other,
			uuid: `n${String(i)}`,
			parentUuid: i === 0 ? null : `n${String(i - 1)}`,
			forkedFrom: { sessionId: mainId, messageUuid: each['uuid'] ?? null },
		}));
		const fork = [...copies, { ...user('f1', 'n1', 'Elsewhere'), sessionId: other }];
		const { sessions } = await readAll({
			[mainFile]: asLines([...first, user('u2', 'a1', 'Go on')]),
			[`${slug}/${other}.jsonl`]: asLines(fork),
		});
		assert.deepEqual(
			sessions.map((each) => [each.parent?.id ?? null, each.relation, links(each)]),
			[
				[null, 'child', ['·→u1', 'u1→a1', 'a1→u2']],
				[mainId, 'fork', ['·→u1', 'u1→a1', 'a1→f1']],
			],
		);
	});

	it('shares what a fork by the SDK copied out of another one, in whatever order they come', async () => {
		const last = sessionId('c');
		const copies = (lines: readonly JsonObject[], from: string, to: string, name: string): JsonObject[] =>
			lines.map((each, i) => ({
				...each,
				sessionId: to,
				uuid: `${name}${String(i)}`,
				parentUuid: i === 0 ? null : `${name}${String(i - 1)}`,
				forkedFrom: { sessionId: from, messageUuid: each['uuid'] ?? null },
			}));
		const b = [...copies(first, mainId, other, 'b'), { ...user('b2', 'b1', 'Second'), sessionId: other }];
		const c = [...copies(b, other, last, 'c'), { ...user('c3', 'c2', 'Third'), sessionId: last }];
		const { sessions } = await readAll({
			[`${slug}/${last}.jsonl`]: asLines(c),
			[`${slug}/${other}.jsonl`]: asLines(b),
			[mainFile]: asLines(first),
		});
		assert.deepEqual(
			sessions.map((each) => [each.parent?.id ?? null, links(each)]),
			[
				[null, ['·→u1', 'u1→a1']],
				[mainId, ['·→u1', 'u1→a1', 'a1→b2']],
				[other, ['·→u1', 'u1→a1', 'a1→b2', 'b2→c3']],
			],
		);
		assert.deepEqual(shown(sessions[2]).path, ['user Start', 'assistant Ready', 'user Second', 'user Third']);
	});

	it('keeps lines apart of which each says that it is a copy of the other', async () => {
		const lines = ['b0', 'b1'].map((uuid, i) => ({
			...user(uuid, i === 0 ? null : 'b0', `Words ${String(i)}`),
			sessionId: other,
			forkedFrom: { sessionId: mainId, messageUuid: `b${String(1 - i)}` },
		}));
		const { sessions } = await readAll({ [`${slug}/${other}.jsonl`]: asLines(lines) });
		assert.deepEqual(
			sessions.map((each) => each.messages.map(unpacked).map(said)),
			[['user Words 0', 'user Words 1']],
		);
	});

	it('puts a session below the one that says it goes on in it', async () => {
		const next = [user('v1', null, 'Going on', 5), answer('v2', 'v1', 'Fine', 6)].map((each) => ({
			...each,
			sessionId: other,
		}));
		const { sessions } = await readAll({
			[mainFile]: asLines([
				...first,
				{ type: 'continued-in', sessionId: mainId, continuedInSessionId: other },
			]),
			[`${slug}/${other}.jsonl`]: asLines(next),
		});
		assert.deepEqual(seen(sessions), [
			[mainId, 'Start', null, ['user Start', 'assistant Ready']],
			[other, 'Going on', `child of ${mainId}`, ['user Going on', 'assistant Fine']],
		]);
	});

	for (const [prompt, title] of [
		['Implement the following plan:\n\n# Add retries\n\nFirst …', 'Add retries'],
		['<scheduled-task name="Nightly" file="x">\nDo it\n</scheduled-task>', 'Nightly'],
	] as const)
		it(`calls a session ${title}, not by what Claude Code put before it`, async () => {
			const { session } = await read([user('u1', null, prompt), answer('a1', 'u1', 'Ok')]);
			assert.equal(session.title, title);
		});
});
