import { strict as assert } from 'node:assert';
import type { FromTranscript } from '../../../src/protocol/transcript.js';
import { asFromTranscript, asTranscriptState, longestText } from '../../../src/protocol/transcriptGuard.js';

const id = 'abcdefghij0123456789';

describe('what the transcript page posts', () => {
	const good: readonly FromTranscript[] = [
		{ type: 'ready', place: null },
		{ type: 'ready', place: { messageId: id, offset: -12.5 } },
		{ type: 'page', epoch: 1, toward: 'earlier', index: 100 },
		{ type: 'page', epoch: 1, toward: 'later', index: 0 },
		{ type: 'jump', to: 'end' },
		{ type: 'more', ref: { messageId: id, field: 'arguments', index: 2 } },
		{ type: 'focus', messageId: id },
		{ type: 'focus', messageId: null },
		{ type: 'command', command: 'forkFromMessage', messageId: id },
		{ type: 'snapshot', snapshotId: id },
		{ type: 'switch', messageId: id },
		{ type: 'open', sessionId: 'My.session-1', messageId: null },
		{ type: 'restore' },
		{ type: 'send', role: 'tool', text: ' two\nlines ' },
	];
	for (const message of good) {
		it(`takes ${JSON.stringify(message)}`, () => {
			assert.deepEqual(asFromTranscript(JSON.parse(JSON.stringify(message))), message);
		});
	}

	it('hands on nothing but the fields it knows', () => {
		const value: unknown = JSON.parse(
			`{"type":"switch","messageId":"${id}","__proto__":{"a":1},"folder":"file:///etc"}`,
		);
		assert.deepEqual(asFromTranscript(value), { type: 'switch', messageId: id });
	});

	const bad: readonly (readonly [string, unknown])[] = [
		['nothing', undefined],
		['null', null],
		['a text', 'ready'],
		['a list', []],
		['no type', { messageId: id }],
		['an inherited name as type', { type: 'constructor' }],
		['a type that is no text', { type: ['ready'] }],
		['a page without epoch', { type: 'page', toward: 'later', index: 1 }],
		['a negative index', { type: 'page', epoch: 1, toward: 'later', index: -1 }],
		['an index that is no whole number', { type: 'page', epoch: 1, toward: 'later', index: 1.5 }],
		['an endless index', { type: 'page', epoch: 1, toward: 'later', index: Infinity }],
		['another direction', { type: 'page', epoch: 1, toward: 'sideways', index: 1 }],
		['a jump to elsewhere', { type: 'jump', to: '../end' }],
		['more of another field', { type: 'more', ref: { messageId: id, field: '__proto__', index: 0 } }],
		['more of nothing', { type: 'more' }],
		['focus on a number', { type: 'focus', messageId: 7 }],
		['a command that is not for messages', { type: 'command', command: 'purgeSession', messageId: id }],
		['a command by its full id', { type: 'command', command: 'workbench.action.quit', messageId: id }],
		['a command named like a method', { type: 'command', command: 'toString', messageId: id }],
		['a path as message', { type: 'command', command: 'copyMessage', messageId: '../../x' }],
		['an endless id', { type: 'switch', messageId: 'a'.repeat(65) }],
		['an empty id', { type: 'snapshot', snapshotId: '' }],
		['a session that is an object', { type: 'open', sessionId: { toString: null }, messageId: null }],
		['open without a message field', { type: 'open', sessionId: id }],
		['a role that nobody has', { type: 'send', role: 'root', text: 'x' }],
		['an empty text', { type: 'send', role: 'user', text: ' \n' }],
		['a text beyond all measure', { type: 'send', role: 'user', text: 'x'.repeat(longestText + 1) }],
	];
	for (const [name, value] of bad) {
		it(`refuses ${name}`, () => {
			assert.equal(asFromTranscript(value), undefined);
		});
	}
});

describe('what VS Code kept for a transcript page', () => {
	it('comes back whole', () => {
		const state = {
			folder: 'file:///ws',
			sessionId: 'one',
			place: { messageId: id, offset: 4 },
			draft: { role: 'system', text: 'half a sent' },
		};
		assert.deepEqual(asTranscriptState(state), state);
	});

	it('loses only what is damaged', () => {
		const state = { folder: 'file:///ws', sessionId: 'one', place: { messageId: id, offset: 'x' }, draft: 3 };
		assert.deepEqual(asTranscriptState(state), {
			folder: 'file:///ws',
			sessionId: 'one',
			place: null,
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
