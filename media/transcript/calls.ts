import type { Call } from '../../src/protocol/transcript.js';
import { blockElement, fold, output, textElement, whole } from './blocks.js';
import { codeBlock } from './code.js';
import { icon, make } from './dom.js';
import { editsOf } from './edits.js';
import type { Excerpts } from './excerpts.js';
import { duration } from './figures.js';

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
		...timeOf(call),
		sign,
	];
	return fold(`call ${String(at)}`, 'call', summary, () => callDetails(call, excerpts));
}

function timeOf({ result }: Call): readonly HTMLElement[] {
	if (!result?.duration) return [];
	const { time, told } = result.duration;
	const title = told ? 'Duration, as the result says' : 'Time between the call and its result';
	return [make('span', { class: 'duration', title }, duration(time))];
}

/** What an edit changes is shown as a diff. */
function argumentsElement(text: string, { arguments: given }: Call, excerpts: Excerpts): HTMLElement {
	const context = whole(given, excerpts);
	const edits = context.rest ? undefined : editsOf(text);
	if (!edits) return output(text, context);
	const rest = edits.rest === '' ? [] : [codeBlock(edits.rest, { language: 'json' })];
	return make('div', 'edits', ...rest, codeBlock(edits.diff, { language: 'diff' }));
}

function callDetails(call: Call, excerpts: Excerpts): HTMLElement {
	const { result } = call;
	const parts: HTMLElement[] = [];
	if (call.arguments.length > 0 && call.arguments.text !== '{}') {
		parts.push(
			make('div', 'label', 'Arguments'),
			textElement(call.arguments, excerpts, 'output', (text) => argumentsElement(text, call, excerpts)),
		);
	}
	parts.push(make('div', 'label', result ? (result.failed ? 'Error' : 'Result') : 'No result'));
	if (result) {
		if (result.blocks.length === 0) parts.push(make('div', 'faint', 'Empty'));
		for (const block of result.blocks) parts.push(blockElement(block, excerpts, false));
	}
	return make('div', 'exchange', ...parts);
}
