import type { Code, CodeAction, TextRef } from '../../src/protocol/content.js';
import { longestLanguage, longestPath } from '../../src/protocol/contentGuard.js';
import { button, icon, make } from './dom.js';
import { highlight } from './highlight.js';
import { post } from './host.js';
import { pieces } from './pieces.js';
import { sanitized } from './sanitize.js';

/** What is known of a block of code beside its text. */
export interface CodeContext {
	/** As the message names it; empty when it does not. */
	readonly language?: string;
	/** The file that it seems to be of. */
	readonly file?: string | null;
	/** Where the whole of a text lies that came cut. */
	readonly rest?: TextRef | undefined;
}

const actions: readonly { readonly action: CodeAction; readonly glyph: string; readonly words: string }[] = [
	{ action: 'compare', glyph: 'diff', words: 'Compare with File' },
	{ action: 'open', glyph: 'go-to-file', words: 'Open in Editor' },
	{ action: 'copy', glyph: 'copy', words: 'Copy' },
];

/** Milliseconds for which the button says that it copied. */
const doneTime = 1500;

/** A block of code with its language, coloured where that is known, and what can be done with it. */
export function codeBlock(text: string, context: CodeContext = {}): HTMLElement {
	const { language = '', file = null, rest } = context;
	const shown = language === '' && isDiff(text) ? 'diff' : language;
	const code = make('code');
	const coloured = highlight(text, shown);
	code.append(...(coloured === undefined ? pieces(text) : [sanitized(coloured)]));
	const name = shown === '' ? 'Code' : `Code, ${shown}`;
	const looks = { tabindex: '0', role: 'group', 'aria-label': name };
	const block = make('pre', { attributes: looks }, code);
	block.addEventListener('keydown', (event) => {
		if (scrolls(block, event.key)) event.stopPropagation();
	});
	const isNamed = file !== null && file !== '' && file.length <= longestPath;
	const bar = toolbar({
		source: rest ?? text,
		language: shown.slice(0, longestLanguage),
		file: isNamed ? file : null,
	});
	if (shown !== '')
		bar.prepend(make('span', { class: 'language', attributes: { 'aria-hidden': 'true' } }, shown));
	return make('div', 'code', block, bar);
}

/** Whether a text begins like the output of diff or git. */
function isDiff(text: string): boolean {
	return /^(?:diff --git |--- \S.*\n\+\+\+ |@@ -\d)/m.test(text.slice(0, 5000));
}

/** Whether a key moves what the block shows; else it is for the list of messages. */
function scrolls({ scrollTop, clientHeight, scrollHeight }: Element, key: string): boolean {
	if (key === 'ArrowDown' || key === 'End') return scrollTop + clientHeight < scrollHeight - 1;
	return (key === 'ArrowUp' || key === 'Home') && scrollTop > 0;
}

function toolbar(code: Code): HTMLElement {
	const bar = make('div', { class: 'tools', attributes: { role: 'toolbar', 'aria-label': 'Code actions' } });
	for (const { action, glyph, words } of actions) {
		const sign = icon(glyph);
		const looks = { class: 'action', title: words, attributes: { 'aria-label': words } };
		const element = button(
			looks,
			() => {
				post({ type: 'code', action, code });
				if (action === 'copy') confirm(sign, glyph);
			},
			sign,
		);
		bar.append(element);
	}
	return bar;
}

/** Shows a tick in place of the glyph for a moment. */
function confirm(sign: HTMLElement, glyph: string): void {
	sign.className = 'icon icon-check';
	setTimeout(() => (sign.className = `icon icon-${glyph}`), doneTime);
}
