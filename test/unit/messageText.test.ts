import assert from 'node:assert/strict';
import { markdown } from '../../src/commands/messageText.js';
import { firstLine, plainText } from '../../src/views/messageWords.js';
import type { Message } from '../../src/store/model.js';

const message = (fields: Partial<Message>): Message => ({
	id: 'm',
	after: null,
	role: 'assistant',
	content: '',
	timestamp: Date.UTC(2026, 0, 2),
	metadata: {},
	...fields,
});

describe('the text of a message', () => {
	it('is what was said, without thinking and pictures', () => {
		const parts = message({
			content: [
				{ type: 'thinking', text: 'hm' },
				{ type: 'text', text: 'one' },
				{ type: 'image', mediaType: 'image/png', data: 'AA==' },
				{ type: 'text', text: 'two' },
			],
		});
		assert.equal(plainText(parts), 'one\n\ntwo');
	});

	it('has a first line, or names the calls', () => {
		const calls = [{ id: '1', name: 'search', arguments: '{}' }];
		assert.deepEqual(
			[message({ content: '\n  \n  hello \nmore' }), message({ toolCalls: calls }), message({})].map(
				firstLine,
			),
			['hello', 'calls search', '(empty)'],
		);
	});

	it('as Markdown, is not broken out of by a fence inside', () => {
		const text = markdown(
			message({ content: 'Hi', toolCalls: [{ id: '1', name: 'a`b', arguments: '```' }] }),
		);
		assert.equal(
			text,
			'**assistant** · 2026-01-02T00:00:00.000Z\n\nHi\n\nTool call `ab`:\n\n````json\n```\n````\n',
		);
	});
});
