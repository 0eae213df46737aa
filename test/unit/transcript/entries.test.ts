import { strict as assert } from 'node:assert';
import type { Block, Entry } from '../../../src/protocol/transcript.js';
import type { Message } from '../../../src/store/model.js';
import { entriesOf, limits, previewOf, wholeText } from '../../../src/views/transcriptEntries.js';

const message = (id: string, more: Partial<Message> = {}): Message => ({
	id,
	after: null,
	role: 'user',
	content: '',
	timestamp: 1000,
	metadata: {},
	...more,
});
const call = (id: string, name = 'run', text = '{}'): NonNullable<Message['toolCalls']>[number] => ({
	id,
	name,
	arguments: text,
});
const entry = (id: string, index: number, more: Partial<Entry> = {}): Entry => ({
	id,
	index,
	role: 'user',
	author: null,
	model: null,
	usage: null,
	time: 1000,
	blocks: [],
	calls: [],
	answers: null,
	failed: false,
	folded: [],
	...more,
});
const text = (
	messageId: string,
	words: string,
	kind: 'markdown' | 'plain' = 'markdown',
	index = 0,
): Block => ({
	kind,
	text: { text: words, length: words.length, ref: { messageId, field: 'content', index } },
});

describe('the rows of a transcript', () => {
	it('name author, model and time, and take empty content', () => {
		const messages = [
			message('a', { metadata: { author: ' Maya ', model: 3 } }),
			message('b', { role: 'assistant', content: 'Hi', metadata: { model: 'm-1', author: '' } }),
		];
		assert.deepEqual(entriesOf(messages, 7), [
			entry('a', 7, { author: 'Maya' }),
			entry('b', 8, { role: 'assistant', model: 'm-1', blocks: [text('b', 'Hi')] }),
		]);
	});

	it('fold results into their calls, also when they come in another order', () => {
		const messages = [
			message('a', { role: 'assistant', toolCalls: [call('1', 'read', '{"path":"x.ts"}'), call('2')] }),
			message('b', { role: 'tool', toolCallId: '2', content: 'two', metadata: { is_error: true } }),
			message('c', { role: 'tool', toolCallId: '1', content: 'one' }),
			message('d', { content: 'next' }),
		];
		assert.deepEqual(entriesOf(messages, 0), [
			entry('a', 0, {
				role: 'assistant',
				calls: [
					{
						id: '1',
						name: 'read',
						preview: 'x.ts',
						arguments: {
							text: '{"path":"x.ts"}',
							length: 15,
							ref: { messageId: 'a', field: 'arguments', index: 0 },
						},
						result: {
							messageId: 'c',
							time: 1000,
							failed: false,
							duration: null,
							blocks: [text('c', 'one', 'plain')],
						},
					},
					{
						id: '2',
						name: 'run',
						preview: '',
						arguments: { text: '{}', length: 2, ref: { messageId: 'a', field: 'arguments', index: 1 } },
						result: {
							messageId: 'b',
							time: 1000,
							failed: true,
							duration: null,
							blocks: [text('b', 'two', 'plain')],
						},
					},
				],
				folded: [
					{ id: 'b', index: 1 },
					{ id: 'c', index: 2 },
				],
			}),
			entry('d', 3, { blocks: [text('d', 'next')] }),
		]);
	});

	it('leave a result alone whose call is not directly before it, or that answers a second time', () => {
		const messages = [
			message('a', { role: 'tool', toolCallId: '1', content: 'orphan' }),
			message('b', { role: 'assistant', toolCalls: [call('1')] }),
			message('c', { role: 'tool', toolCallId: '1' }),
			message('d', { role: 'tool', toolCallId: '1', metadata: { status: 'failed' } }),
			message('e', { role: 'tool' }),
			message('f'),
			message('g', { role: 'tool', toolCallId: '1' }),
		];
		const rows = entriesOf(messages, 0).map(({ id, answers, failed, folded, calls }) => ({
			id,
			answers,
			failed,
			folded: folded.map((one) => one.id),
			answered: calls.map(({ result }) => result?.messageId),
		}));
		assert.deepEqual(rows, [
			{ id: 'a', answers: '1', failed: false, folded: [], answered: [] },
			{ id: 'b', answers: null, failed: false, folded: ['c'], answered: ['c'] },
			{ id: 'd', answers: '1', failed: true, folded: [], answered: [] },
			{ id: 'e', answers: null, failed: false, folded: [], answered: [] },
			{ id: 'f', answers: null, failed: false, folded: [], answered: [] },
			{ id: 'g', answers: '1', failed: false, folded: [], answered: [] },
		]);
	});

	it('show parts of every kind', () => {
		const content: Message['content'] = [
			{ type: 'text', text: 'a' },
			{ type: 'thinking', text: 'hm' },
			{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
			{ type: 'image', mediaType: 'image/png', url: 'https://example.com/a.png' },
			{ type: 'file', name: 'a.bin', data: 'AAAA' },
			{ type: 'file', name: 'a.txt', mediaType: 'text/plain', text: 'in it' },
			{ type: 'data', source: 'codex', value: { a: [1] } },
		];
		const at = (index: number): { messageId: string; field: 'content'; index: number } => ({
			messageId: 'm',
			field: 'content',
			index,
		});
		const json = '{\n  "a": [\n    1\n  ]\n}';
		assert.deepEqual(entriesOf([message('m', { content })], 0)[0]?.blocks, [
			text('m', 'a'),
			{ kind: 'thinking', text: { text: 'hm', length: 2, ref: at(1) } },
			{ kind: 'image', mediaType: 'image/png', data: { text: 'AAAA', length: 4, ref: at(2) }, url: null },
			{ kind: 'image', mediaType: 'image/png', data: null, url: 'https://example.com/a.png' },
			{ kind: 'file', name: 'a.bin', mediaType: null, size: 3, url: null, text: null },
			{
				kind: 'file',
				name: 'a.txt',
				mediaType: 'text/plain',
				size: null,
				url: null,
				text: { text: 'in it', length: 5, ref: at(5) },
			},
			{ kind: 'json', source: 'codex', text: { text: json, length: json.length, ref: at(6) } },
		]);
	});

	it('carry no more than their share, whatever the parts', () => {
		const long = 'x'.repeat(limits.text - 1) + '😀' + 'y'.repeat(5_000_000);
		const image = { type: 'image', mediaType: 'image/png', data: 'A'.repeat(limits.image + 4) } as const;
		const content = [{ type: 'text', text: long } as const, image, { type: 'text', text: long } as const];
		const messages = [
			message('a', {
				role: 'assistant',
				content,
				toolCalls: [call('1', 'run', 'z'.repeat(100_000)), call('2')],
			}),
			message('b', { role: 'tool', toolCallId: '1', content: long }),
		];
		const [row] = entriesOf(messages, 0);
		const sizes = row?.blocks.map((block) =>
			block.kind === 'image' ? block.data : 'text' in block ? block.text : null,
		);
		const result = row?.calls[0]?.result?.blocks[0];
		assert.deepEqual(
			{
				content: sizes?.map((size) => [size?.text.length, size?.length]),
				arguments: row?.calls.map(({ arguments: given }) => [given.text.length, given.length]),
				result: result?.kind === 'plain' ? result.text.text.length : undefined,
			},
			{
				// Never half an emoji, and an image whole or not at all.
				content: [
					[limits.text - 1, long.length],
					[0, limits.image + 4],
					[limits.text - 1, long.length],
				],
				arguments: [
					[2, 100_000],
					[0, 2],
				],
				result: 0,
			},
		);
	});

	it('survive a value nested deeper than the stack', () => {
		let value: Message['metadata'] = {};
		for (let depth = 0; depth < 20_000; depth++) value = { value };
		const [row] = entriesOf([message('a', { content: [{ type: 'data', source: 'x', value }] })], 0);
		assert.equal(row?.blocks[0]?.kind, 'json');
	});
});

describe('the whole of a text', () => {
	const owner = message('a', {
		content: [
			{ type: 'text', text: 'one' },
			{ type: 'data', source: 's', value: 1 },
		],
		toolCalls: [call('1', 'run', 'args')],
	});
	const cases = [
		['content', 0, 'one'],
		['content', 1, '1'],
		['content', 2, undefined],
		['arguments', 0, 'args'],
		['arguments', 1, undefined],
	] as const;
	for (const [field, index, expected] of cases) {
		it(`of ${field} ${String(index)}`, () => {
			assert.equal(wholeText(owner, { messageId: 'a', field, index }), expected);
		});
	}
	it('of plain content', () => {
		const plain = message('b', { content: 'all' });
		const ref = { messageId: 'b', field: 'content' } as const;
		assert.deepEqual(
			[wholeText(plain, { ...ref, index: 0 }), wholeText(plain, { ...ref, index: 1 })],
			['all', undefined],
		);
	});
});

describe('the preview of a call', () => {
	const cases = [
		['{"timeout":3,"command":"npm  test\\n -- x"}', 'npm test -- x'],
		['{"other":"first text"}', 'first text'],
		['{"n":1}', '{"n":1}'],
		['{}', ''],
		['"a text"', 'a text'],
		['not JSON\nat all', 'not JSON at all'],
		['{"path":""}', '{"path":""}'],
		['null', 'null'],
		['', ''],
	] as const;
	for (const [given, expected] of cases) {
		it(`of ${given}`, () => {
			assert.equal(previewOf(call('1', 'run', given)), expected);
		});
	}
	it('is one line of 120 characters', () => {
		const preview = previewOf(call('1', 'run', JSON.stringify({ command: 'x'.repeat(5000) })));
		assert.deepEqual([preview.length, preview.at(-1)], [120, '…']);
	});
});
