import { strict as assert } from 'node:assert';
import type { Reading } from '../../../src/formats/source.js';
import type { JsonObject } from '../../../src/store/model.js';
import { conversation, links, node, readOne, says, start, talk } from './chatgptConversations.js';
import { asLines, pathOf, readAll, said, unpacked } from './importing.js';

function titles({ sessions }: Reading): readonly string[] {
	return sessions.map(({ title }) => title);
}

describe('reading exports of ChatGPT', () => {
	it('gives the conversation with its title, times, model and messages, hidden ones left out', async () => {
		const { session, warnings } = await readOne(conversation(talk, { gizmo_id: 'g-1', is_archived: false }));
		assert.deepEqual(
			{
				said: pathOf(session).map(said),
				links: links(session),
				times: session.messages.map(({ timestamp }) => timestamp / 1000 - start),
				model: unpacked(session.messages[1] ?? assert.fail()).metadata,
				session: { ...session, messages: [] },
				warnings,
			},
			{
				said: ['user Which tree?', 'assistant An oak.', 'user Why?', 'assistant It lasts.'],
				links: [' > u1', 'u1 > a1', 'a1 > u2', 'u2 > a2'],
				times: [1, 2, 3, 4],
				model: { model: 'gpt-4o', nativeId: 'a1' },
				session: {
					source: { format: 'chatgpt', id: 'c1' },
					title: 'A talk',
					parent: null,
					relation: 'child',
					shares: null,
					messages: [],
					head: 'a2',
					snapshots: [],
					agentName: null,
					metadata: { chatgpt: { gizmo_id: 'g-1' } },
					shared: false,
					createdAt: start * 1000,
					updatedAt: (start + 100) * 1000,
				},
				warnings: [],
			},
		);
	});

	it('keeps what is hidden with the message after it, the sources of a search, and names of images', async () => {
		const hidden = { is_visually_hidden_from_conversation: true };
		const about = { content_type: 'user_editable_context', user_profile: 'A gardener.' };
		const pointer = { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-1' };
		const { session } = await readOne(
			conversation([
				node('root', null, 0, null),
				node('about', 'root', 1, { author: { role: 'user' }, content: about, metadata: hidden }),
				node('u', 'about', 2, {
					author: { role: 'user' },
					content: { content_type: 'multimodal_text', parts: [pointer] },
					metadata: { attachments: [{ id: 'file-1', name: 'oak.png', width: 2 }] },
				}),
				node('other', 'about', 3, says('user', 'Which tree?')),
				node('found', 'u', 4, {
					...says('tool', 'Two pages'),
					metadata: { _cite_metadata: { metadata_list: [{ url: 'https://oak.example' }] } },
				}),
			]),
		);
		assert.deepEqual(
			session.messages.map((each) => unpacked(each).metadata['chatgpt']),
			[
				{
					attachments: [{ id: 'file-1', name: 'oak.png', width: 2 }],
					hidden: [{ author: { role: 'user' }, content: about }],
				},
				{ _cite_metadata: { metadata_list: [{ url: 'https://oak.example' }] } },
				undefined,
			],
		);
	});

	it('shows what is cited as its page does, and nothing of marks that only that understands', async () => {
		const mark = (words: string): string => `\ue200${words}\ue201`;
		const content_references = [
			{ matched_text: mark('cite\ue2021'), alt: '([Oaks](https://oak.example))' },
			{ matched_text: ` ${mark('cite\ue2022')}`, alt: '($&)' },
			{ matched_text: mark('hidden'), alt: null },
			{ matched_text: 'An oak', alt: 'not this' },
		];
		const words = `An oak ${mark('cite\ue2021')} lasts${mark('hidden')}, ${mark('cite\ue2022')}${mark('odd')}.`;
		const { session } = await readOne(
			conversation([
				node('u', null, 0, says('user', 'Which?')),
				node('a', 'u', 1, says('assistant', words, { metadata: { content_references } })),
				node('b', 'a', 2, says('assistant', `${mark('cite')} and \ue200 no more`)),
			]),
		);
		assert.deepEqual(pathOf(session).map(said), [
			'user Which?',
			'assistant An oak ([Oaks](https://oak.example)) lasts, ($&).',
			'assistant  and \ue200 no more',
		]);
		assert.deepEqual(unpacked(session.messages[1] ?? assert.fail()).metadata['chatgpt'], {
			content_references,
		});
	});

	it('takes no longer for many marks without an end', async () => {
		const long = '\ue200'.repeat(300_000);
		const { session } = await readOne(conversation([node('u', null, 0, says('user', long))]));
		assert.deepEqual(
			pathOf(session).map(({ content }) => content === long),
			[true],
		);
	});

	it('shows what the model was told to remember as the system’s words, and nothing where that is nothing', async () => {
		const told = (more: JsonObject): JsonObject => ({
			author: { role: 'assistant' },
			content: { content_type: 'model_editable_context', ...more },
		});
		const { session } = await readOne(
			conversation([
				node('u', null, 0, says('user', 'Which?')),
				node(
					'a',
					'u',
					1,
					told({ model_set_context: 'Likes oaks.', repository: null, repo_summary: 'Trees' }),
				),
				node('b', 'a', 2, told({ model_set_context: '', repository: null, repo_summary: null })),
				node('c', 'b', 3, says('assistant', 'An oak.')),
			]),
		);
		assert.deepEqual(
			pathOf(session).map((each) => [said(each), each.metadata['chatgpt']]),
			[
				['user Which?', undefined],
				['system Likes oaks.\n\nTrees', undefined],
				['assistant An oak.', undefined],
			],
		);
	});

	it('pairs calls of tools with their results', async () => {
		const browser = { role: 'tool', name: 'browser' };
		const { session } = await readOne(
			conversation([
				...talk.slice(0, 3),
				node('call', 'u1', 2, {
					author: { role: 'assistant' },
					recipient: 'browser',
					content: { content_type: 'code', language: 'unknown', text: 'search("oak")' },
				}),
				node('r1', 'call', 3, {
					author: browser,
					content: { content_type: 'tether_browsing_display', result: 'Oaks live long.' },
				}),
				node('r2', 'r1', 4, {
					author: browser,
					content: { content_type: 'tether_quote', text: 'A quote', url: 'https://oak.example' },
				}),
				node('py', 'r2', 5, {
					author: { role: 'assistant' },
					recipient: 'python',
					content: { content_type: 'code', language: 'python', text: 'print(1)' },
				}),
				node('out', 'py', 6, {
					author: { role: 'tool', name: 'python' },
					content: { content_type: 'execution_output', text: '1' },
				}),
				node('a', 'out', 7, says('assistant', 'Done.')),
				node('u', 'a', 8, says('user', 'Thanks')),
				node('loose', 'u', 9, says('tool', 'unasked')),
			]),
		);
		const path = pathOf(session);
		assert.deepEqual(
			[
				path.map(said),
				path.find(({ id }) => id === 'r2')?.metadata,
				path.find(({ id }) => id === 'call')?.toolCalls?.[0]?.arguments,
			],
			[
				[
					'user Which tree?',
					'assistant  browser()#call',
					'tool #call Oaks live long.',
					'tool #call A quote',
					'assistant  python()#py',
					'tool #py 1',
					'assistant Done.',
					'user Thanks',
					'tool unasked',
				],
				{ author: 'browser', chatgpt: { url: 'https://oak.example' }, nativeId: 'r2' },
				'search("oak")',
			],
		);
	});

	it('takes thoughts, images, files, spoken words and what is not known', async () => {
		const pointer = { content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-1', width: 2 };
		const image = { content_type: 'image_asset_pointer', asset_pointer: 'https://pictures.example/1.png' };
		const odd = { content_type: 'hologram', rays: [1] };
		const { session } = await readOne(
			conversation([
				node('u', null, 1, {
					author: { role: 'user' },
					content: {
						content_type: 'multimodal_text',
						parts: [pointer, image, { content_type: 'audio_transcription', text: 'Spoken' }, 'What is it?'],
					},
					metadata: {
						attachments: [
							{ id: 'file-1', name: 'one.png' },
							{ id: 'file-2', name: 'two.pdf', mime_type: 'application/pdf' },
						],
					},
				}),
				node('t', 'u', 2, {
					author: { role: 'assistant' },
					content: {
						content_type: 'thoughts',
						thoughts: [{ summary: 'Looking', content: 'It has leaves.' }],
					},
				}),
				node('recap', 't', 3, {
					author: { role: 'assistant' },
					content: { content_type: 'reasoning_recap', content: 'Thought for 3 s' },
					metadata: { finished_duration_sec: 3 },
				}),
				node('odd', 'recap', 4, { author: { role: 'assistant' }, content: odd }),
			]),
		);
		const [prompt, ...answers] = pathOf(session);
		assert.deepEqual(
			[prompt?.content, ...answers.map(({ content }) => content), answers[1]?.metadata['durationMs']],
			[
				[
					{ type: 'data', source: 'chatgpt', value: pointer },
					{ type: 'image', mediaType: 'image/*', url: 'https://pictures.example/1.png' },
					{ type: 'text', text: 'Spoken' },
					{ type: 'text', text: 'What is it?' },
					{ type: 'file', name: 'two.pdf', mediaType: 'application/pdf' },
				],
				[{ type: 'thinking', text: 'Looking\n\nIt has leaves.' }],
				[{ type: 'thinking', text: 'Thought for 3 s' }],
				[{ type: 'data', source: 'chatgpt', value: odd }],
				3000,
			],
		);
	});

	it('reads a list, a single conversation, one a line, and parts of an export', async () => {
		const other = conversation(talk, { conversation_id: 'c2', title: 'Another' });
		const reading = await readAll({
			'conversations-000.json': [conversation(talk)],
			'conversations-001.json': JSON.stringify([other], undefined, 1),
			'lines.jsonl': asLines(
				['c3', 'c4'].map((id) => conversation(talk, { conversation_id: id, title: id })),
			),
			'single.json': conversation(talk, { conversation_id: 'c5', title: 'Single' }),
		});
		assert.deepEqual(
			{ titles: titles(reading), counts: reading.recognised, warnings: reading.warnings },
			{
				titles: ['A talk', 'Another', 'c3', 'c4', 'Single'],
				counts: [
					{ path: 'conversations-000.json', format: 'chatgpt', sessions: 1, messages: 4 },
					{ path: 'conversations-001.json', format: 'chatgpt', sessions: 1, messages: 4 },
					{ path: 'lines.jsonl', format: 'chatgpt', sessions: 2, messages: 8 },
					{ path: 'single.json', format: 'chatgpt', sessions: 1, messages: 4 },
				],
				warnings: [],
			},
		);
	});

	it('puts two exports of one conversation together, the newer leading', async () => {
		const newer = [...talk, node('u3', 'a2', 7, says('user', 'And then?'))];
		const older = [...talk, node('lost', 'a2', 5, says('user', 'Gone from the newer'))];
		const { sessions } = await readAll({
			'1/conversations.json': [conversation(newer, { title: 'Renamed', update_time: start + 200 })],
			'2/conversations.json': [conversation(older)],
		});
		assert.deepEqual(
			sessions.map(({ title, head, messages }) => [title, head, messages.map(({ id }) => id)]),
			[['Renamed', 'u3', ['u1', 'a1', 'u2', 'a2', 'u3', 'lost']]],
		);
	});

	it('leaves out an entry without a tree, and tells which', async () => {
		const { sessions, warnings } = await readAll({
			'conversations.json': [{ title: 'Torn', id: 'x' }, conversation(talk), null, 'text'],
		});
		assert.deepEqual(
			[sessions.length, warnings.map(({ message }) => message)],
			[1, ['entry 1 and 2 more: a conversation without messages (no "mapping"); left out']],
		);
	});

	it('is called by its first prompt where it has no title, and takes an empty tree', async () => {
		const reading = await readAll({
			'conversations.json': [
				conversation(talk, { title: ' ' }),
				conversation([], { conversation_id: 'c2', title: null }),
			],
		});
		assert.deepEqual(titles(reading), ['Which tree?', 'Untitled']);
	});

	it('keeps off what else lies in an export', async () => {
		const { recognised, skipped } = await readAll({
			'user.json': { id: 'user-1', email: 'ann@example.org', chatgpt_plus_user: true },
			'shared_conversations.json': [{ id: 's', conversation_id: 'c1', title: 'A talk', is_anonymous: true }],
			'message_feedback.json': [{ id: 'f', conversation_id: 'c1', rating: 'thumbs_up', content: '{}' }],
			'elastic.json': { mapping: { properties: { title: { type: 'text' } } } },
		});
		assert.deepEqual(
			[recognised, skipped],
			[[], ['user.json', 'shared_conversations.json', 'message_feedback.json', 'elastic.json']],
		);
	});

	it('leaves out a message that is nested too deep, and keeps the rest', async () => {
		const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		const odd = { author: { role: 'assistant' }, content: { content_type: 'odd', deep: 'DEEP' } };
		const value = conversation([
			...talk,
			node('deep', 'a2', 5, odd),
			node('u3', 'deep', 6, says('user', 'Still here')),
		]);
		const { sessions, warnings } = await readAll({
			'conversations.json': JSON.stringify([value]).replace('"DEEP"', deep),
		});
		assert.deepEqual(
			[sessions.flatMap(links).at(-1), warnings.map(({ message }) => message)],
			['a2 > u3', ['“A talk”: message 7: nested deeper than 180 levels; left out']],
		);
	});
});
