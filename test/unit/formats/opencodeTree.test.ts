import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { Temporary } from '../store/temporary.js';
import { pathOf, readAll, said } from './importing.js';
import {
	assistant,
	done,
	exported,
	info,
	outline,
	start,
	talk,
	text,
	tool,
	user,
} from './opencodeExports.js';

describe('opencode: sub-agents, forks and reverts', () => {
	it('puts sub-agents below the session that started them, here or not', async () => {
		const task = tool('c9', 'task', done('found', { metadata: { sessionId: 'ses_3' } }));
		const { sessions } = await readAll({
			'1.json': exported(info('ses_2', { parentID: 'ses_1', title: 'Look (@scout subagent)' }), [
				assistant('msg_9', 5, [text('x')], { agent: 'scout' }),
			]),
			'2.json': exported(info('ses_3'), []),
			'3.json': exported(info('ses_4', { parentID: 'ses_gone' }), []),
			'4.json': exported(info('ses_1'), [assistant('msg_1', 1, [task])]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent, relation, agentName }) => [source.id, parent?.id, relation, agentName]),
			[
				['ses_1', undefined, 'child', null],
				['ses_2', 'ses_1', 'child', 'scout'],
				['ses_3', 'ses_1', 'child', null],
				['ses_4', 'ses_gone', 'child', null],
			],
		);
	});

	it('finds forks by their titles and by messages older than themselves', async () => {
		const first = (id: string): JsonObject => user(id, 1, text('Hello'));
		const second = (id: string): JsonObject => assistant(id, 2, [text('Hi'), tool('c', 'read', done('x'))]);
		const named = { title: 'Title of ses_1 (fork #1)', time: { created: start + 50, updated: start + 60 } };
		const unnamed = { title: 'Renamed', time: { created: start + 70, updated: start + 80 } };
		const again = { title: 'Title of ses_1 (fork #2)', time: { created: start + 90, updated: start + 95 } };
		const { sessions } = await readAll({
			'1.json': exported(info('ses_4', again), [
				first('msg_g1'),
				second('msg_g2'),
				user('msg_g3', 55, text('Or this')),
				user('msg_g4', 91, text('And that')),
			]),
			'2.json': exported(info('ses_1'), [first('msg_1'), second('msg_2'), user('msg_3', 3, text('On'))]),
			'3.json': exported(info('ses_2', named), [
				first('msg_c1'),
				second('msg_c2'),
				user('msg_c3', 55, text('Or this')),
			]),
			'4.json': exported(info('ses_3', unnamed), [first('msg_d1'), user('msg_d2', 71, text('Stop'))]),
			'5.json': exported(info('ses_5', { title: 'Else', time: { created: start + 1, updated: start + 2 } }), [
				user('msg_e1', 900, text('Hello')),
			]),
		});
		assert.deepEqual(sessions.map(outline), [
			{
				id: 'ses_1',
				parent: null,
				relation: 'child',
				shares: null,
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_3'],
			},
			{
				id: 'ses_2',
				parent: 'ses_1',
				relation: 'fork',
				shares: 'prefix',
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_c3'],
			},
			{
				id: 'ses_4',
				parent: 'ses_2',
				relation: 'fork',
				shares: 'prefix',
				ids: ['msg_1', 'msg_2', 'msg_2:c', 'msg_c3', 'msg_g4'],
			},
			{ id: 'ses_3', parent: 'ses_1', relation: 'fork', shares: 'prefix', ids: ['msg_1', 'msg_d2'] },
			{ id: 'ses_5', parent: null, relation: 'child', shares: null, ids: ['msg_e1'] },
		]);
	});

	it('adds of a fork that comes again alone what is new, whatever its copies are called', async () => {
		const temporary = await Temporary.make();
		try {
			const parent = [user('msg_1', 1, text('Hello')), assistant('msg_2', 2, [text('Hi')])];
			const copies = [user('msg_c1', 1, text('Hello')), assistant('msg_c2', 2, [text('Hi')])];
			const own = user('msg_c3', 55, text('Or this'));
			const more = assistant('msg_c4', 56, [text('Gladly')]);
			const about = info('ses_2', {
				title: 'Title of ses_1 (fork #1)',
				time: { created: start + 50, updated: start + 60 },
			});
			const fork = (...messages: readonly JsonObject[]): Json => exported(about, messages);
			const imported = async (files: Readonly<Record<string, Json>>): Promise<number> =>
				(await (await temporary.open()).mergeSessions((await readAll(files)).sessions)).grown;
			const first = { '1.json': exported(info('ses_1'), parent), '2.json': fork(...copies, own) };
			const { sessionIds } = await (await temporary.open()).mergeSessions((await readAll(first)).sessions);
			const said = async (): Promise<readonly unknown[]> =>
				(await (await temporary.open()).getMessages(sessionIds[1] ?? '')).map(({ content }) => content);
			assert.equal(await imported({ '2.json': fork(...copies, own) }), 0);
			assert.equal(await imported({ '2.json': fork(...copies, own, more) }), 1);
			assert.deepEqual(await said(), ['Hello', 'Hi', 'Or this', 'Gladly']);
			// One came instead of the two that it shares: it is new, and neither of them.
			const changed = [user('msg_c9', 2, text('Hello, and hi')), own, more];
			assert.equal(await imported({ '2.json': fork(...changed) }), 1);
			assert.deepEqual(await said(), ['Hello', 'Hi', 'Or this', 'Gladly']);
		} finally {
			await temporary.remove();
		}
	});

	it('takes a fork to be of the session that it is called after, where another shares as much', async () => {
		const first = (id: string): JsonObject => user(id, 1, text('Hello'));
		const fork = (created: number): JsonObject => ({
			title: 'Title of ses_9 (fork #1)',
			time: { created: start + created, updated: start + created },
		});
		const { sessions } = await readAll({
			'1.json': exported(info('ses_1', fork(50)), [first('msg_a'), user('msg_b', 51, text('One'))]),
			'2.json': exported(info('ses_2', fork(60)), [first('msg_c'), user('msg_d', 61, text('Two'))]),
			'3.json': exported(info('ses_9'), [first('msg_1')]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[
				['ses_9', undefined],
				['ses_1', 'ses_9'],
				['ses_2', 'ses_9'],
			],
		);
	});

	it('ends before what was reverted, and keeps that as a branch', async () => {
		const { sessions } = await readAll({
			'1.json': exported(info('ses_1', { revert: { messageID: 'msg_3' } }), talk),
			'2.json': exported(info('ses_2', { revert: { messageID: 'msg_1' } }), talk),
			'3.json': exported(info('ses_3', { revert: { messageID: 'msg_2', partID: 'prt_msg_2_4' } }), talk),
		});
		assert.deepEqual(
			sessions.map((session) => [
				session.head,
				pathOf(session).map(said),
				session.messages.map(({ id }) => id),
			]),
			[
				[
					'msg_2:c2',
					[
						'user <text>Fix it <data> <image>',
						'assistant <thinking>Hm. <text>I look. <data> read()#c1 bash()#c2 bash()#c3',
						'tool #c1 let a;',
						'tool #c2 denied',
					],
					['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:c2', 'msg_3'],
				],
				[null, [], ['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:c2', 'msg_3']],
				[
					'msg_2:c1',
					[
						'user <text>Fix it <data> <image>',
						'assistant <thinking>Hm. <text>I look. read()#c1',
						'tool #c1 let a;',
					],
					['msg_1', 'msg_2', 'msg_2:c1', 'msg_2:undone', 'msg_2:undone:c2', 'msg_3'],
				],
			],
		);
	});

	it('mends circles, and tells of parts and messages that are not whole', async () => {
		const { sessions, warnings } = await readAll({
			'1.json': exported(info('ses_1', { parentID: 'ses_2' }), [{ info: {}, parts: [] }, null, ...talk]),
			'2.json': exported(info('ses_2', { parentID: 'ses_1' }), []),
			'part/msg_8/prt_1.json': { id: 'prt_1', messageID: 'msg_8', sessionID: 'ses_8', ...text('lost') },
		});
		assert.deepEqual(
			[
				sessions.map(({ source, parent }) => [source.id, parent?.id ?? null]),
				warnings.map(({ path, message: words }) => `${path}: ${words}`),
			],
			[
				[
					['ses_2', null],
					['ses_1', 'ses_2'],
				],
				[
					'1.json: message 1 and 1 more: no id; left out',
					'part/msg_8/prt_1.json: of a message only parts are here; they were left out',
					'2.json: ses_2: its parents lead back to itself; it becomes a root',
				],
			],
		);
	});
});
