import { strict as assert } from 'node:assert';
import { rest } from '../../../src/formats/pick.js';
import type { Json } from '../../../src/store/model.js';
import { at, call, header, logged, model, started, user } from './geminiRecords.js';
import { asLines, pathOf, readAll, said, shown, unpacked } from './importing.js';

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

	it('keeps of messages and calls what it does not know', async () => {
		const more = { displayName: 'ReadFile', description: 'Reads a file', outcome: 'once' };
		const session = await logged(
			user('u1', 'Hello', { hint: 1 }),
			model('g1', '', { toolCalls: [call('c1', 'one', more)] }),
		);
		const [asked, answered] = pathOf(session);
		assert.deepEqual([asked?.metadata['gemini'], answered?.toolCalls?.[0]?.extra], [{ hint: 1 }, more]);
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
					'line 2 and 1 more: no record of Gemini CLI; left out',
					'line 2 and 1 more: no record of Gemini CLI; left out',
					'its parents lead back to itself; it becomes a root',
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

	it('shows what was typed, and what came along with it apart', async () => {
		const image = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };
		const referenced = [
			{ text: '\n--- Content from referenced files ---' },
			{ text: '\nContent from @a.ts:\n' },
			{ text: 'export const a = 1;\n' },
			image,
			{ text: '\n--- End of content ---' },
		];
		const hook = { text: '<hook_context>Be brief</hook_context>' };
		const { messages, title, head } = await logged(
			user('u1', '', {
				content: [{ text: 'Explain @a.ts' }, ...referenced, hook],
				displayContent: [{ text: 'Explain @a.ts' }],
			}),
			user('u2', '', { content: 'Review all of it as follows', displayContent: '/review' }),
			user('u3', '', { content: [{ text: 'And b?' }, hook] }),
			user('u4', '', { content: [hook] }),
		);
		const data = (value: Json): Json => ({ type: 'data', source: 'gemini', value });
		assert.deepEqual(
			[title, head, messages.map(unpacked).map(({ role, content }) => [role, content])],
			[
				...['Explain @a.ts', 'u4'],
				[
					[
						'user',
						[
							{ type: 'text', text: 'Explain @a.ts' },
							{ type: 'file', name: 'a.ts', text: 'export const a = 1;\n' },
							{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
							data(hook),
						],
					],
					['user', [{ type: 'text', text: '/review' }, data('Review all of it as follows')]],
					['user', [{ type: 'text', text: 'And b?' }, data(hook)]],
					['system', hook.text],
				],
			],
		);
	});
});
