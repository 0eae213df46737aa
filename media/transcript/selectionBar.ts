import type { SelectionCommand } from '../../src/protocol/transcript.js';
import { button, count, icon, make } from './dom.js';
import { post } from './host.js';

const commands: readonly {
	readonly command: SelectionCommand;
	readonly glyph: string;
	readonly words: string;
	readonly writes: boolean;
}[] = [
	{ command: 'copySelection', glyph: 'copy', words: 'Copy', writes: false },
	{ command: 'copySelectionAsMarkdown', glyph: 'markdown', words: 'Copy as Markdown', writes: false },
	{ command: 'newSessionFromSelection', glyph: 'add', words: 'New Session from Selection', writes: true },
];

/** What can be done with the messages that are selected; it is there while some are. */
export class SelectionBar {
	readonly element: HTMLElement;
	readonly #words = make('span', 'words');

	constructor(clear: () => void) {
		const buttons = commands.map(({ command, glyph, words, writes }) =>
			button(
				{ class: writes ? 'does writes' : 'does', title: words },
				() => {
					post({ type: 'selection', command });
				},
				icon(glyph),
				make('span', 'words', words),
			),
		);
		this.element = make(
			'div',
			{ class: 'selection', attributes: { role: 'toolbar', 'aria-label': 'Selected messages', hidden: '' } },
			this.#words,
			...buttons,
			button(
				{ class: 'does', title: 'Select none (Escape)' },
				clear,
				icon('close'),
				make('span', 'words', 'Clear'),
			),
		);
	}

	/** Shows how many are selected; gives that in words. */
	show(size: number): string {
		const words = size === 0 ? 'No messages selected' : `${count(size, 'message')} selected`;
		this.#words.textContent = words;
		this.element.hidden = size === 0;
		return words;
	}
}
