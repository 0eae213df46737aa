import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { rest } from '../../../src/formats/pick.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

const started = '2026-04-01T10:00:00.000Z';

function at(second: number): string {
	return new Date(Date.parse(started) + second * 1000).toISOString();
}

function header(id: string, more: JsonObject = {}): JsonObject {
	return { sessionId: id, projectHash: 'p', startTime: started, lastUpdated: at(9), ...more };
}

function user(id: string, text: string, more: JsonObject = {}): JsonObject {
	return { id, timestamp: at(1), type: 'user', content: [{ text }], ...more };
}

function model(id: string, text: string, more: JsonObject = {}): JsonObject {
	return { id, timestamp: at(2), type: 'gemini', content: text, model: 'gemini-x', ...more };
}

function call(id: string, output: string, more: JsonObject = {}): JsonObject {
	const result = [{ functionResponse: { id, name: 'read', response: { output } } }];
	return { id, name: 'read', args: { path: 'a' }, status: 'success', timestamp: at(3), result, ...more };
}

/** The only session of a log of these records. */
async function logged(...records: readonly Json[]): Promise<IncomingSession> {
	const { sessions, failures } = await readAll({
		'chats/session-1.jsonl': asLines([header('s'), ...records]),
	});
	assert.deepEqual([sessions.length, failures], [1, []]);
	const [session] = sessions;
	assert.ok(session);
	return session;
}

/** What is current, and the ends of what is not. */
function shown(session: IncomingSession): {
	readonly path: readonly string[];
	readonly aside: readonly string[];
} {
	const path = pathOf(session);
	const current = new Set(path.map(({ id }) => id));
	const aside = session.messages.filter(({ id }) => !current.has(id));
	return { path: path.map(said), aside: aside.map((message) => said(unpacked(message))) };
}

describe('Gemini CLI', () => {
	it('reads a JSON file: thoughts, tool calls with results, tokens, notices', async () => {
		const messages = [
			user('u1', 'Read a\n'),
			model('g1', '', {
				thoughts: [{ subject: 'Plan', description: 'Read it.', timestamp: at(2) }],
				tokens: { input: 3, output: 4, total: 7 },
				toolCalls: [
					call('c1', 'text of a'),
					call('c2', '', {
						status: 'error',
						result: [{ functionResponse: { id: 'c2', response: { error: 'no such file' } } }],
					}),
				],
			}),
			{ id: 'i1', timestamp: at(4), type: 'error', content: 'quota' },
			model('g2', 'Done.'),
		];
		const file = JSON.stringify({ ...header('s', { directories: ['/w', '/x'] }), messages }, null, 2);
		const { sessions, recognised } = await readAll({ 'session-1.json': file });
		const [session] = sessions;
		assert.ok(session);
		const path = pathOf(session);
		assert.deepEqual(
			{
				recognised: recognised.map(({ format, sessions: count, messages: all }) => [format, count, all]),
				source: session.source,
				title: session.title,
				times: [session.createdAt, session.updatedAt].map((time) => new Date(time).toISOString()),
				metadata: session.metadata,
				path: path.map(said),
				about: path.map(({ metadata }) => rest(metadata, ['nativeId']) ?? {}),
			},
			{
				recognised: [['gemini', 1, 6]],
				source: { format: 'gemini', id: 's' },
				title: 'Read a',
				times: [started, at(9)],
				metadata: { cwd: '/w', gemini: { projectHash: 'p', directories: ['/w', '/x'] } },
				path: [
					'user Read a\n',
					'assistant <thinking>**Plan**\n\nRead it. read()#c1 read()#c2',
					'tool #c1 text of a',
					'tool #c2 no such file',
					'system quota',
					'assistant Done.',
				],
				about: [
					{},
					{ model: 'gemini-x', usage: { input: 3, output: 4, total: 7 } },
					{},
					{ isError: true, gemini: { status: 'error' } },
					{ isError: true, gemini: { type: 'error' } },
					{ model: 'gemini-x' },
				],
			},
		);
	});

	it('takes a message that is written again as the same message', async () => {
		const session = await logged(
			user('u1', 'Hello'),
			model('g1', ''),
			{ $set: { lastUpdated: at(5) } },
			model('g1', 'Hi', { toolCalls: [call('c1', 'one')] }),
			model('g2', 'Bye'),
			user('u1', 'Hello there'),
		);
		assert.deepEqual(shown(session), {
			path: ['user Hello there', 'assistant Hi read()#c1', 'tool #c1 one', 'assistant Bye'],
			aside: [],
		});
	});

	it('keeps of messages and calls what it does not know', async () => {
		const more = { displayName: 'ReadFile', description: 'Reads a file', outcome: 'once' };
		const session = await logged(
			user('u1', 'Hello', { hint: 1 }),
			model('g1', '', { toolCalls: [call('c1', 'one', more)] }),
		);
		const [asked, answered] = pathOf(session);
		assert.deepEqual([asked?.metadata['gemini'], answered?.toolCalls?.[0]?.extra], [{ hint: 1 }, more]);
	});

	it('keeps what was rewound as a branch', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			user('u2', 'Two'),
			model('g2', 'Second'),
			{ $rewindTo: 'u2' },
			user('u3', 'Two, better'),
			{ $set: { summary: 'Counting' } },
		);
		assert.deepEqual(
			[session.title, shown(session)],
			[
				'Counting',
				{
					path: ['user One', 'assistant First', 'user Two, better'],
					aside: ['user Two', 'assistant Second'],
				},
			],
		);
	});

	it('takes back everything for an id that is not known, and an id that comes again as another message', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			{ $rewindTo: 'nobody' },
			user('u1', 'Anew'),
		);
		assert.deepEqual(shown(session), { path: ['user Anew'], aside: ['user One', 'assistant First'] });
	});

	it('begins anew where everything was taken back after the history was compressed', async () => {
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			{ $set: { messages: [user('x', '<state_snapshot>short</state_snapshot>'), model('y', 'Got it.')] } },
			user('u2', 'Two'),
			{ $rewindTo: 'x' },
			user('u3', 'Anew'),
		);
		assert.deepEqual(shown(session), {
			path: ['user Anew'],
			aside: [
				'user One',
				'assistant First',
				'system <state_snapshot>short</state_snapshot>',
				'assistant Got it.',
				'user Two',
			],
		});
	});

	it('marks what the history was compressed to, and repeats nothing', async () => {
		const kept = [user('u2', 'Two'), model('g2', 'Second')];
		const session = await logged(
			user('u1', 'One'),
			model('g1', 'First'),
			...kept,
			{
				$set: {
					messages: [user('x', '<state_snapshot>short</state_snapshot>'), model('y', 'Got it.'), ...kept],
				},
			},
			user('u3', 'Three'),
			{ $rewindTo: 'u3' },
			user('u4', 'Four'),
		);
		assert.deepEqual(
			{
				...shown(session),
				marks: pathOf(session).map(({ metadata }) => metadata['compaction'] === true),
				snapshots: session.snapshots.map(({ label, messageId }) => [label, messageId]),
			},
			{
				path: [
					'user One',
					'assistant First',
					'user Two',
					'assistant Second',
					'system <state_snapshot>short</state_snapshot>',
					'assistant Got it.',
					'user Four',
				],
				aside: ['user Three'],
				marks: [false, false, false, false, true, false, false],
				snapshots: [['Before compaction', 'g2']],
			},
		);
	});

	it('takes a history that only says again what is there for nothing new', async () => {
		const results = {
			id: 'r',
			type: 'user',
			content: [{ functionResponse: { id: 'c1', response: { output: '[masked]' } } }],
		};
		const before: readonly Json[] = [
			{ id: 'i1', type: 'info', content: 'Welcome' },
			user('u1', 'One'),
			model('g1', '', { toolCalls: [call('c1', 'long')] }),
		];
		const masked = model('g1', '', { toolCalls: [call('c1', '[masked]')] });
		const session = await logged(
			...before,
			{ $set: { messages: [user('u1', 'One'), masked, results, user('u2', 'Two')] } },
			model('g2', 'Second'),
		);
		assert.deepEqual(shown(session), {
			path: [
				'system Welcome',
				'user One',
				'assistant  read()#c1',
				'tool #c1 long',
				'user Two',
				'assistant Second',
			],
			aside: [],
		});
	});

	it('takes a shorter history for a rewind', async () => {
		const session = await logged(user('u1', 'One'), model('g1', 'First'), user('u2', 'Two'), {
			$set: { messages: [user('u1', 'One'), model('g1', 'First')] },
		});
		assert.deepEqual(shown(session), { path: ['user One', 'assistant First'], aside: ['user Two'] });
	});

	it('hangs sub-agents below those that started them, by the call or else by the folder', async () => {
		const parent = '11111111-1111-4111-8111-111111111111';
		const { sessions } = await readAll({
			'elsewhere/by-call.jsonl': asLines([header('by-call', { kind: 'subagent' }), user('a', 'Dig')]),
			[`chats/${parent}/by-folder.jsonl`]: asLines([
				header('by-folder', { kind: 'subagent' }),
				user('b', 'Look'),
			]),
			'chats/absent/orphan.jsonl': asLines([header('orphan', { kind: 'subagent' }), user('c', 'Wait')]),
			'chats/session-1.jsonl': asLines([
				header(parent),
				user('u1', 'Go'),
				model('g1', '', { toolCalls: [call('c1', 'found', { agentId: 'by-call', name: 'investigator' })] }),
			]),
		});
		assert.deepEqual(
			sessions.map(({ source, parent: above, relation, agentName, title }) => [
				...[source.id, above?.id, relation, agentName, title],
			]),
			[
				[parent, undefined, 'child', null, 'Go'],
				['by-call', parent, 'child', 'investigator', 'Dig'],
				['by-folder', parent, 'child', null, 'Look'],
				['orphan', 'absent', 'child', null, 'Wait'],
			],
		);
	});

	it('makes one session of the old and the new file of a chat', async () => {
		const old = {
			...header('s'),
			messages: [user('u1', 'One'), model('g1', 'First'), user('u9', 'Only old')],
		};
		const { sessions, recognised, warnings } = await readAll({
			'chats/session-1.json': JSON.stringify(old, null, 1),
			'chats/session-1.jsonl': asLines([
				header('s'),
				user('u1', 'One'),
				model('g1', 'First'),
				user('u2', 'Two'),
			]),
		});
		assert.deepEqual(
			[recognised.map(({ sessions: count }) => count), sessions.map(shown), warnings],
			[[1, 0], [{ path: ['user One', 'assistant First', 'user Two'], aside: ['user Only old'] }], []],
		);
	});

	it('gives a growing file the same names', async () => {
		const records = [
			header('s'),
			user('u1', 'One'),
			model('g1', '', { toolCalls: [call('c1', 'a')] }),
			user('u2', 'Two'),
		];
		const names = async (count: number): Promise<readonly string[]> => {
			const { sessions } = await readAll({ 'a.jsonl': asLines(records.slice(0, count)) });
			return (sessions[0]?.messages ?? []).map(({ id }) => id);
		};
		assert.deepEqual(await names(3), (await names(4)).slice(0, 3));
	});

	it('warns of a circle of sub-agents and of lines that say nothing, and reads the rest', async () => {
		const log = (id: string, agentId: string): string =>
			asLines([header(id), 7, { name: 'x' }, model('g', '', { toolCalls: [call('c', '', { agentId })] })]);
		const { sessions, warnings } = await readAll({ 'a.jsonl': log('a', 'b'), 'b.jsonl': log('b', 'a') });
		assert.deepEqual(
			[sessions.map(({ source, parent }) => [source.id, parent?.id]), warnings.map(({ message }) => message)],
			[
				[
					['b', undefined],
					['a', 'b'],
				],
				[
					'2 lines from line 2 on: no records of Gemini CLI, left out',
					'2 lines from line 2 on: no records of Gemini CLI, left out',
					'it leads back to itself by its sub-agents, and became a root',
				],
			],
		);
	});

	it('leaves out a message that is nested too deep, and keeps those around it', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const { sessions, warnings } = await readAll({
			'a.jsonl': [
				asLines([header('s'), user('u1', 'One')]),
				`{"id":"g1","type":"gemini","toolCalls":[{"id":"c","args":${deep}}]}\n`,
				asLines([user('u2', 'Two')]),
			].join(''),
		});
		assert.deepEqual(
			[sessions.map((session) => shown(session).path), warnings.map(({ message }) => message)],
			[[['user One', 'user Two']], ['message "g1": nested deeper than 180 levels, left out']],
		);
	});

	it('leaves out what the header nests too deep, and a key __proto__', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const top = JSON.stringify(header('s', { odd: 1, deep: 'DEEP', key: 2 }));
		const { sessions, warnings } = await readAll({
			'a.jsonl': `${top.replace('"DEEP"', deep).replace('"key"', '"__proto__"')}\n${asLines([user('u1', 'One')])}`,
		});
		assert.deepEqual(
			[sessions.map(({ metadata }) => metadata), warnings.map(({ message }) => message)],
			[
				[{ gemini: { projectHash: 'p', odd: 1 } }],
				['the field "deep" is nested deeper than 180 levels, and was left out'],
			],
		);
	});
});
