import type { Call } from '../../src/protocol/transcript.js';
import { blockElement, fold, output, textElement } from './blocks.js';
import { icon, make } from './dom.js';
import type { Excerpts } from './excerpts.js';

const states = {
	done: { glyph: 'check', words: 'done' },
	failed: { glyph: 'error', words: 'failed' },
	open: { glyph: 'circle-large-outline', words: 'no result' },
} as const;

/** A tool call on one line, which unfolds to its arguments and its result. */
export function callElement(call: Call, at: number, excerpts: Excerpts): HTMLElement {
	const state = call.result ? (call.result.failed ? 'failed' : 'done') : 'open';
	const { glyph, words } = states[state];
	const sign = make(
		'span',
		{ class: `state ${state}`, title: words },
		icon(glyph),
		make('span', 'unseen', words),
	);
	const summary = [
		icon('tools'),
		make('span', 'name', call.name === '' ? 'tool' : call.name),
		make('span', 'preview', call.preview),
		sign,
	];
	return fold(`call ${String(at)}`, 'call', summary, () => callDetails(call, excerpts));
}

function callDetails(call: Call, excerpts: Excerpts): HTMLElement {
	const { result } = call;
	const parts: HTMLElement[] = [];
	if (call.arguments.length > 0 && call.arguments.text !== '{}') {
		parts.push(
			make('div', 'label', 'Arguments'),
			textElement(call.arguments, excerpts, 'output', (text) => output(text, excerpts.isCut(call.arguments))),
		);
	}
	parts.push(make('div', 'label', result ? (result.failed ? 'Error' : 'Result') : 'No result'));
	if (result) {
		if (result.blocks.length === 0) parts.push(make('div', 'faint', 'Empty'));
		for (const block of result.blocks) parts.push(blockElement(block, excerpts, false));
	}
	return make('div', 'exchange', ...parts);
}
