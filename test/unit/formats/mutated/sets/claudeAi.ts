import type { Json, JsonObject } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const root = '00000000-0000-4000-8000-000000000000';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString();

function message(
	uuid: string,
	parent: string,
	sender: string,
	text: string,
	more: JsonObject = {},
): JsonObject {
	const links = { uuid, parent_message_uuid: parent, index: 1 };
	return {
		...links,
		sender,
		text,
		created_at: at(1),
		updated_at: at(1),
		attachments: [],
		files: [],
		...more,
	};
}

const blocks: Json[] = [
	{ type: 'thinking', thinking: 'Hm.', start_timestamp: at(2), summaries: [{ summary: 'x' }] },
	{ type: 'text', text: 'I look.', citations: [{ url: 'https://x.test' }] },
	{ type: 'tool_use', id: 't1', name: 'search', input: { q: 'moss' } },
	{ type: 'tool_use', id: 't2', name: 'search', input: { q: 'fern' } },
	{ type: 'tool_result', tool_use_id: 't1', name: 'search', content: [{ type: 'text', text: 'Soft.' }] },
	{ type: 'tool_result', tool_use_id: 't2', name: 'search', content: 'No.', is_error: true },
	{ type: 'token_budget' },
	{ type: 'tool_use', name: 'ask', input: {} },
	{ type: 'tool_result', name: 'ask', content: [], start_timestamp: at(6) },
	{ type: 'text', text: 'Moss.', start_timestamp: at(8) },
	{ type: 'flag', flag: 'x' },
];

function chat(uuid: string, more: JsonObject = {}): JsonObject {
	return {
		...{ uuid, name: 'Green', summary: '', created_at: at(0), updated_at: at(50), account: { uuid: 'me' } },
		...{ model: 'claude-x', project_uuid: 'p1', settings: { a: true }, current_leaf_message_uuid: 'a2' },
		chat_messages: [
			message('u1', root, 'human', 'What is soft?', {
				attachments: [{ file_name: 'a.txt', file_type: 'text/plain', extracted_content: 'leaves' }],
				files: [{ file_name: 'b.png', file_uuid: 'f' }],
			}),
			message('a1', 'u1', 'assistant', 'flat', { content: blocks }),
			message('a1b', 'u1', 'assistant', 'Fern.', { content: [{ type: 'text', text: 'Fern.' }] }),
			message('u2', 'a1', 'human', 'Why?'),
			message('a2', 'u2', 'assistant', 'So.'),
			message('u0', root, 'human', 'And hard?'),
		],
		...more,
	};
}

const nameless: Json[] = ['same', 'same', 'other'].map((text) => ({
	sender: 'human',
	text,
	created_at: at(3),
}));

const design = {
	...{ uuid: 'd1', title: 'A tree', project: { uuid: 'p', name: 'Trees' }, created_at: at(0) },
	messages: [
		{
			uuid: 'm1',
			role: 'user',
			content: { content: 'Draw', attachments: [{ name: 'a.md', content: '# A' }] },
		},
		{
			...{ uuid: 'm2', role: 'assistant' },
			content: {
				contentBlocks: [
					{ type: 'thinking', text: 'Hm.' },
					{ type: 'tool_call', toolCall: { id: 't1', name: 'draw', input: { a: 1 } } },
					{ type: 'user_interjection', message: { content: 'In green!' } },
					{ type: 'error', message: 'Out of paint' },
				],
			},
		},
	],
};

export const claudeAiSets: readonly FixtureSet[] = [
	{ 'conversations.json': [chat('chat-1')] },
	{ 'design_chats/d1.json': design },
	{
		'conversations.json': [chat('chat-1'), chat('chat-2', { name: '', chat_messages: nameless })],
		'2/conversations.json': [chat('chat-1', { updated_at: at(55), current_leaf_message_uuid: 'u0' })],
		'users.json': [{ uuid: 'me', full_name: 'Ann' }],
	},
];
