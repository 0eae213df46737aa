import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { pathOf, readAll, said, unpacked } from './importing.js';

const root = '00000000-0000-4000-8000-000000000000';

function at(second: number): string {
	return new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString();
}

function message(
	uuid: string,
	sender: string,
	second: number,
	text: string,
	more: JsonObject = {},
): JsonObject {
	return { uuid, sender, text, created_at: at(second), attachments: [], files: [], ...more };
}

function chat(messages: readonly Json[], more: JsonObject = {}): JsonObject {
	return {
		uuid: 'chat-1',
		name: 'A chat',
		summary: '',
		created_at: at(0),
		updated_at: at(50),
		account: { uuid: 'me' },
		chat_messages: messages,
		...more,
	};
}

async function readOne(
	value: JsonObject,
): Promise<{ session: IncomingSession; warnings: readonly string[] }> {
	const { sessions, warnings, failures } = await readAll({ 'conversations.json': [value] });
	const [session] = sessions;
	assert.ok(session, JSON.stringify(failures));
	return { session, warnings: warnings.map(({ message: text }) => text) };
}

function links(session: IncomingSession): readonly string[] {
	return session.messages.map(({ id, after }) => `${after ?? ''} > ${id}`);
}

describe('reading exports of Claude.ai', () => {
	it('gives a conversation without links in the order of its list', async () => {
		const { session, warnings } = await readOne(
			chat([message('m1', 'human', 1, 'Which tree?'), message('m2', 'assistant', 2, 'An oak.')], {
				project_uuid: 'p1',
				model: 'claude-x',
			}),
		);
		assert.deepEqual(
			{
				said: pathOf(session).map(said),
				times: session.messages.map(({ timestamp }) => timestamp),
				session: { ...session, messages: [] },
				warnings,
			},
			{
				said: ['user Which tree?', 'assistant An oak.'],
				times: [Date.parse(at(1)), Date.parse(at(2))],
				session: {
					source: { format: 'claude-ai', id: 'chat-1' },
					title: 'A chat',
					parent: null,
					relation: 'child',
					shares: null,
					messages: [],
					head: 'm2',
					snapshots: [],
					agentName: null,
					metadata: { model: 'claude-x', 'claude-ai': { project_uuid: 'p1' } },
					shared: false,
					createdAt: Date.parse(at(0)),
					updatedAt: Date.parse(at(50)),
				},
				warnings: [],
			},
		);
	});

	it('keeps branches, from the root on, and shows the current one', async () => {
		const list = [
			message('u1', 'human', 1, 'Which tree?', { parent_message_uuid: root }),
			message('a1', 'assistant', 2, 'An oak.', { parent_message_uuid: 'u1' }),
			message('a1b', 'assistant', 3, 'An elm.', { parent_message_uuid: 'u1' }),
			message('u0', 'human', 4, 'Which bush?', { parent_message_uuid: root }),
		];
		const current = await readOne(chat(list, { current_leaf_message_uuid: 'a1' }));
		const latest = await readOne(chat(list));
		assert.deepEqual(
			[links(current.session), current.session.head, latest.session.head, current.warnings],
			[[' > u1', 'u1 > a1', 'u1 > a1b', ' > u0'], 'a1', 'u0', []],
		);
	});

	it('makes messages of calls and their results out of the blocks of one answer', async () => {
		const blocks = [
			{ type: 'thinking', thinking: 'Hm.', start_timestamp: at(2) },
			{ type: 'text', text: 'I look.', citations: [{ url: 'https://oak.example' }] },
			{ type: 'tool_use', id: 't1', name: 'search', input: { q: 'oak' } },
			{ type: 'tool_use', id: 't2', name: 'search', input: { q: 'elm' } },
			{ type: 'tool_result', tool_use_id: 't1', name: 'search', content: [{ type: 'text', text: 'Long.' }] },
			{ type: 'tool_result', tool_use_id: 't2', name: 'search', content: 'No.', is_error: true },
			{ type: 'token_budget' },
			{ type: 'tool_use', name: 'ask', input: {} },
			{ type: 'tool_result', name: 'ask', content: [], start_timestamp: at(6) },
			{ type: 'text', text: 'An oak.', start_timestamp: at(8) },
			{ type: 'flag', flag: 'x' },
		];
		const { session } = await readOne(
			chat([
				message('u1', 'human', 1, 'Which tree?', { parent_message_uuid: root }),
				message('a1', 'assistant', 2, 'flat copy', { parent_message_uuid: 'u1', content: blocks }),
				message('u2', 'human', 9, 'Thanks', { parent_message_uuid: 'a1' }),
			]),
		);
		const path = pathOf(session);
		assert.deepEqual(
			{
				said: path.map(said),
				ids: path.map(({ id }) => id),
				seconds: path.map(({ timestamp }) => (timestamp - Date.parse(at(0))) / 1000),
				arguments: path[1]?.toolCalls?.map((call) => call.arguments),
				metadata: path.map(({ metadata: { nativeId, ...more } }) =>
					nativeId === undefined ? nativeId : more,
				),
			},
			{
				said: [
					'user Which tree?',
					'assistant <thinking>Hm. <text>I look. search()#t1 search()#t2',
					'tool #t1 Long.',
					'tool #t2 No.',
					'assistant  ask()#call 1',
					'tool #call 1 ',
					'assistant <text>An oak. <data>',
					'user Thanks',
				],
				ids: ['u1', 'a1', 'a1/1', 'a1/2', 'a1/3', 'a1/4', 'a1/5', 'u2'],
				seconds: [1, 2, 2, 2, 2, 6, 8, 9],
				arguments: ['{"q":"oak"}', '{"q":"elm"}'],
				metadata: [
					{},
					{ 'claude-ai': { citations: [{ url: 'https://oak.example' }] } },
					{},
					{ isError: true },
					{},
					{},
					{},
					{},
				],
			},
		);
	});

	it('takes the text where there are no blocks, and what was attached', async () => {
		const { session } = await readOne(
			chat([
				message('m1', 'human', 1, 'Read these', {
					content: [],
					attachments: [{ file_name: 'a.txt', file_type: 'text/plain', extracted_content: 'leaves' }],
					files: [{ file_name: 'b.png', file_uuid: 'f' }],
					files_v2: [{ file_name: 'b.png' }, { file_name: 'c.png' }],
				}),
				message('m2', 'human', 2, '', { attachments: [{ file_name: '', file_type: 'txt' }] }),
			]),
		);
		assert.deepEqual(
			session.messages.map((each) => unpacked(each).content),
			[
				[
					{ type: 'text', text: 'Read these' },
					{ type: 'file', name: 'a.txt', mediaType: 'text/plain', text: 'leaves' },
					{ type: 'file', name: 'b.png' },
					{ type: 'file', name: 'c.png' },
				],
				[{ type: 'file', name: 'file' }],
			],
		);
	});

	it('gives an empty conversation, and one that is called by its first prompt', async () => {
		const { sessions, failures } = await readAll({
			'conversations.json': [
				chat([]),
				chat([message('m', 'human', 1, 'Which tree?')], { uuid: 'chat-2', name: '' }),
				chat([], { uuid: 'chat-3', name: '' }),
			],
		});
		assert.deepEqual(
			[sessions.map(({ title, head, messages }) => [title, head, messages.length]), failures],
			[
				[
					['A chat', null, 0],
					['Which tree?', 'm', 1],
					['Untitled', null, 0],
				],
				[],
			],
		);
	});

	it('mends missing parents, circles and ids that are there twice, and says so', async () => {
		const { session, warnings } = await readOne(
			chat([
				message('u1', 'human', 1, 'one', { parent_message_uuid: 'gone' }),
				message('x', 'human', 2, 'two', { parent_message_uuid: 'y' }),
				message('y', 'assistant', 3, 'three', { parent_message_uuid: 'x' }),
				message('u1', 'human', 4, 'again', { parent_message_uuid: 'y' }),
				'text',
			]),
		);
		assert.deepEqual(
			[links(session), warnings],
			[
				[' > u1', ' > x', 'x > y'],
				[
					'“A chat”: message 4: it has the id of another message; left out',
					'“A chat”: message 5: no message; left out',
					'“A chat”: message 1: the message before it is missing; it begins a conversation of its own',
					'“A chat”: message 2: messages follow each other in a circle, which was cut here',
				],
			],
		);
	});

	it('finds messages without ids again when the conversation goes on', async () => {
		const list = [1, 2, 3].map((second) => {
			const { uuid, ...nameless } = message('', 'human', second, 'same');
			assert.equal(uuid, '');
			return nameless;
		});
		const before = await readOne(chat(list.slice(0, 2)));
		const after = await readOne(chat(list));
		const ids = after.session.messages.map(({ id }) => id);
		assert.deepEqual([before.session.messages.map(({ id }) => id), new Set(ids).size], [ids.slice(0, 2), 3]);
	});

	it('keeps off what else lies in an export', async () => {
		const { recognised, skipped } = await readAll({
			'users.json': [{ uuid: 'me', full_name: 'Ann', email_address: 'ann@example.org' }],
			'projects.json': [{ uuid: 'p1', name: 'Trees', docs: [{ filename: 'a.md', content: 'x' }] }],
			'memories.json': [{ conversations_memory: 'Likes trees.', account_uuid: 'me' }],
		});
		assert.deepEqual([recognised, skipped], [[], ['users.json', 'projects.json', 'memories.json']]);
	});

	it('shows what was said aloud', async () => {
		const note = { type: 'voice_note', title: 'v', text: 'Which tree?', start_timestamp: at(1) };
		const { session } = await readOne(chat([message('m1', 'human', 1, '', { content: [note] })]));
		assert.deepEqual([session.title, pathOf(session).map(said)], ['A chat', ['user Which tree?']]);
	});

	it('says an answer of a design chat once where a person broke in before it', async () => {
		const contentBlocks = [
			{ type: 'user_interjection', message: 'In red' },
			{ type: 'text', text: 'Red.' },
		];
		const { sessions } = await readAll({
			'design_chats/d1.json': {
				uuid: 'd1',
				messages: [
					{ uuid: 'm1', role: 'user', content: { content: 'Draw' } },
					{ uuid: 'm2', role: 'assistant', content: { content: 'Red.', contentBlocks } },
				],
			},
		});
		assert.deepEqual(sessions.flatMap(pathOf).map(said), ['user Draw', 'user In red', 'assistant Red.']);
	});

	it('reads design chats: blocks, calls, faults, files, and what a person said in between', async () => {
		const blocks = [
			{ type: 'thinking', text: 'Hm.' },
			{ type: 'text', text: 'I draw.' },
			{ type: 'tool_call', toolCall: { id: 't1', name: 'draw', input: { a: 1 }, result: 'ok' } },
			{ type: 'user_interjection', message: { content: 'In green!' } },
			{ type: 'text', text: 'Green.' },
			{ type: 'error', message: 'Out of paint' },
		];
		const design = {
			uuid: 'd1',
			title: 'A tree',
			project: { uuid: 'p', name: 'Trees' },
			created_at: at(0),
			messages: [
				{
					uuid: 'm1',
					role: 'user',
					created_at: at(1),
					content: { content: 'Draw', attachments: [{ name: 'a.md', content: '# A' }] },
				},
				{ uuid: 'm2', role: 'assistant', content: { content: 'x', contentBlocks: blocks, timestamp: at(2) } },
			],
		};
		const { sessions, recognised, warnings } = await readAll({ 'design_chats/d1.json': design });
		const [session] = sessions;
		assert.ok(session);
		assert.deepEqual(
			{
				format: recognised.map(({ format }) => format),
				title: session.title,
				id: session.source.id,
				metadata: session.metadata,
				said: pathOf(session).map(said),
				links: links(session),
				times: session.messages.map(({ timestamp }) => timestamp - Date.parse(at(0))),
				file: pathOf(session)[0]?.content[1],
				call: pathOf(session)[1]?.toolCalls,
				warnings,
			},
			{
				format: ['claude-ai'],
				title: 'A tree',
				id: 'd1',
				metadata: { 'claude-ai': { project: { uuid: 'p', name: 'Trees' } } },
				said: [
					'user <text>Draw <file># A',
					'assistant <thinking>Hm. <text>I draw. draw()#t1',
					'user In green!',
					'assistant Green.\n\nOut of paint',
				],
				links: [' > m1', 'm1 > m2', 'm2 > m2:1', 'm2:1 > m2:2'],
				times: [1000, 2000, 2000, 2000],
				file: { type: 'file', name: 'a.md', text: '# A' },
				call: [{ id: 't1', name: 'draw', arguments: '{"a":1}', extra: { result: 'ok' } }],
				warnings: [],
			},
		);
	});
});
