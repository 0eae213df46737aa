import { strict as assert } from 'node:assert';
import { writeOpenai } from '../../../src/formats/openaiWriter.js';
import { asBundle } from '../../../src/store/bundle.js';
import type { Json, JsonObject } from '../../../src/store/model.js';

const message = (
	id: string,
	after: string | null,
	role: string,
	content: Json,
	more: JsonObject = {},
): JsonObject => ({
	id,
	after,
	role,
	content,
	timestamp: 1000,
	metadata: {},
	...more,
});
const session = (id: string, messages: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
	id,
	title: id,
	parentId: null,
	relation: 'child',
	forkPoint: null,
	head: messages.at(-1)?.['id'] ?? null,
	messages,
	createdAt: 1000,
	updatedAt: 1000,
	...more,
});
const write = (
	...sessions: readonly JsonObject[]
): { readonly lines: readonly unknown[]; readonly losses: readonly string[] } => {
	const { files, losses } = writeOpenai(asBundle({ format: 'session-hierarchy', version: 1, sessions }));
	assert.deepEqual(
		files.map(({ name }) => name),
		['sessions.jsonl'],
	);
	const lines = (files[0]?.text ?? '').split('\n');
	assert.equal(lines.pop(), '');
	return { lines: lines.map((line): unknown => JSON.parse(line)), losses };
};

describe('OpenAI chat JSONL', () => {
	it('has calls, answers, pictures, files and names as the API takes them', () => {
		const { lines, losses } = write(
			session(
				's',
				[
					message('a', null, 'system', 'Be brief.'),
					message('b', 'a', 'user', [
						{ type: 'text', text: 'What is it?' },
						{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
						{ type: 'image', mediaType: 'image/png', url: 'https://example.com/a.png' },
						{ type: 'file', name: 'a.pdf', mediaType: 'application/pdf', data: 'BBBB' },
					]),
					message('c', 'b', 'assistant', [{ type: 'thinking', text: 'Hm.' }], {
						toolCalls: [{ id: '1', name: 'look', arguments: '{"at":1}' }],
						metadata: { author: 'ada', openai: { weight: 0 } },
					}),
					message('d', 'c', 'tool', [{ type: 'text', text: 'A cat.' }], { toolCallId: '1' }),
					message('e', 'd', 'assistant', [
						{ type: 'text', text: 'A' },
						{ type: 'text', text: 'cat.' },
						{ type: 'data', source: 'other', value: 1 },
					]),
				],
				{ metadata: { openai: { tools: [{ type: 'function' }] } } },
			),
		);
		assert.deepEqual(lines, [
			{
				messages: [
					{ role: 'system', content: 'Be brief.' },
					{
						role: 'user',
						content: [
							{ type: 'text', text: 'What is it?' },
							{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
							{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
							{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
						],
					},
					{
						weight: 0,
						role: 'assistant',
						content: null,
						name: 'ada',
						tool_calls: [{ id: '1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
					},
					{ role: 'tool', content: 'A cat.', tool_call_id: '1' },
					{ role: 'assistant', content: 'A\n\ncat.' },
				],
				tools: [{ type: 'function' }],
			},
		]);
		assert.deepEqual(losses, [
			'1 piece of thinking left out: the form has no place for it',
			'1 piece of other data left out: the form has no place for it',
			'1 conversation without titles, times and metadata: the form has only messages',
		]);
	});

	it('has the whole path to the head of each session, and tells of the rest', () => {
		const { lines, losses } = write(
			session(
				'top',
				[
					message('a', null, 'user', 'one'),
					message('b', 'a', 'user', 'left'),
					message('c', 'a', 'user', 'two'),
				],
				{
					snapshots: [{ id: 'x', messageId: 'a', label: 'x', createdAt: 1, metadata: {} }],
					discarded: ['b'],
				},
			),
			session('fork', [message('d', 'a', 'user', 'three')], {
				parentId: 'top',
				relation: 'fork',
				forkPoint: { sessionId: 'top', messageId: 'a' },
			}),
			session('child', [message('e', null, 'user', 'four')], { parentId: 'top' }),
			session('empty', []),
		);
		const said = (lines as readonly { readonly messages: readonly { readonly content: string }[] }[]).map(
			({ messages }) => messages.map(({ content }) => content),
		);
		assert.deepEqual(said, [['one', 'two'], ['one', 'three'], ['four']]);
		assert.deepEqual(losses, [
			'1 message on discarded or diverged branches left out: a conversation is one path without branches',
			'1 snapshot left out: the form has none',
			'1 fork written apart, with the messages that it shares once more',
			'1 child session written apart: the form has no tree',
			'1 session without messages left out',
			'3 conversations without titles, times and metadata: the form has only messages',
		]);
	});
});
