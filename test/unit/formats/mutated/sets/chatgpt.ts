import type { Json, JsonObject } from '../../../../../src/store/model.js';
import type { FixtureSet } from '../fixtureSet.js';

const start = 1_750_000_000;

function node(
	id: string,
	parent: string | null,
	role: string,
	content: Json,
	more: JsonObject = {},
): [string, Json] {
	const message = {
		id,
		author: { role, name: null },
		create_time: start + 1,
		content,
		recipient: 'all',
		metadata: {},
		...more,
	};
	return [id, { id, parent, children: [], message }];
}

const text = (...parts: readonly string[]): Json => ({ content_type: 'text', parts });
const browser = { author: { role: 'tool', name: 'browser' } };
const nodes = [
	['root', { id: 'root', parent: null, children: ['rules'], message: null }] as [string, Json],
	node('rules', 'root', 'system', text('hidden'), {
		metadata: { is_visually_hidden_from_conversation: true },
	}),
	node('profile', 'rules', 'user', {
		content_type: 'user_editable_context',
		user_profile: 'x',
		user_instructions: 'y',
	}),
	node(
		'u1',
		'profile',
		'user',
		{
			content_type: 'multimodal_text',
			parts: [
				{ content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-1', width: 2 },
				{ content_type: 'audio_transcription', text: 'Spoken' },
				'Which shells?',
			],
		},
		{ metadata: { attachments: [{ id: 'file-2', name: 'two.pdf', mime_type: 'application/pdf' }] } },
	),
	node('t1', 'u1', 'assistant', {
		content_type: 'thoughts',
		thoughts: [{ summary: 'Look', content: 'At sand.' }],
	}),
	node(
		't2',
		't1',
		'assistant',
		{ content_type: 'reasoning_recap', content: '3 s' },
		{ metadata: { finished_duration_sec: 3 } },
	),
	node(
		'c1',
		't2',
		'assistant',
		{ content_type: 'code', language: 'unknown', text: 'search("shell")' },
		{ recipient: 'browser' },
	),
	node('r1', 'c1', 'tool', { content_type: 'tether_browsing_display', result: 'Many.' }, browser),
	node('r2', 'r1', 'tool', { content_type: 'tether_quote', text: 'A quote', url: 'https://x.test' }, browser),
	node(
		'c2',
		'r2',
		'assistant',
		{ content_type: 'code', language: 'python', text: 'print(1)' },
		{ recipient: 'python' },
	),
	node(
		'r3',
		'c2',
		'tool',
		{ content_type: 'execution_output', text: '1' },
		{ author: { role: 'tool', name: 'python' } },
	),
	node('a1', 'r3', 'assistant', text('Whelks.'), {
		metadata: { model_slug: 'gpt-x', finish_details: { type: 'stop' } },
	}),
	node('a1b', 'r3', 'assistant', text('Limpets.')),
	node('u2', 'a1', 'user', text('Why?')),
	node('a3', 'u2', 'assistant', text('Salt \ue200cite\ue201.'), {
		metadata: { content_references: [{ matched_text: '\ue200cite\ue201', alt: '(sea)' }] },
	}),
	node('a2', 'u2', 'assistant', { content_type: 'hologram', rays: [1] }, { channel: 'final' }),
];

function conversation(id: string, more: JsonObject = {}): JsonObject {
	const times = { create_time: start, update_time: start + 100 };
	const mapping = Object.fromEntries(nodes);
	return { id, conversation_id: id, title: 'Shells', ...times, mapping, current_node: 'a2', ...more };
}

export const chatgptSets: readonly FixtureSet[] = [
	{
		'conversations.json': [
			conversation('c1', { gizmo_id: 'g-1', is_archived: false, default_model_slug: 'm' }),
		],
	},
	{
		'conversations-000.json': [conversation('c1'), conversation('c2', { title: null, current_node: null })],
		'conversations-001.json': [conversation('c1', { update_time: start + 200, current_node: 'a1b' })],
		'lines.jsonl': [conversation('c3'), conversation('c4')],
		'user.json': { id: 'user-1', email: 'ann@example.org' },
	},
];
