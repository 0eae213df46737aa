import { strict as assert } from 'node:assert';
import { asTranscriptState } from '../../../src/protocol/transcriptGuard.js';

const id = 'abcdefghij0123456789';

describe('what VS Code kept for a transcript page', () => {
	it('comes back whole', () => {
		const state = {
			folder: 'file:///ws',
			sessionId: 'one',
			place: { messageId: id, offset: 4 },
			unfolded: [{ messageId: id, parts: ['call 0', 'call 0/data 1'] }],
			draft: { role: 'system', text: 'half a sent' },
		};
		assert.deepEqual(asTranscriptState(state), state);
	});

	it('loses only what is damaged', () => {
		const unfolded = [
			{ messageId: id, parts: ['thinking 0', 7, 'x'.repeat(201)] },
			{ messageId: '../x' },
			null,
		];
		const place = { messageId: id, offset: 'x' };
		const state = { folder: 'file:///ws', sessionId: 'one', place, unfolded, draft: 3 };
		assert.deepEqual(asTranscriptState(state), {
			folder: 'file:///ws',
			sessionId: 'one',
			place: null,
			unfolded: [{ messageId: id, parts: ['thinking 0'] }],
			draft: { role: 'user', text: '' },
		});
	});

	for (const state of [
		null,
		'x',
		{},
		{ folder: 'file:///ws' },
		{ folder: 1, sessionId: 'one' },
		{ folder: '', sessionId: '../x' },
	]) {
		it(`is refused as ${JSON.stringify(state)}`, () => {
			assert.equal(asTranscriptState(state), undefined);
		});
	}
});
