import type { Entry, Frame, MessageCommand, Role, Seam } from '../../src/protocol/transcript.js';
import { blockElement, unfold } from './blocks.js';
import { callElement } from './calls.js';
import { button, icon, make } from './dom.js';
import type { Excerpts } from './excerpts.js';
import { usageElement } from './usage.js';
import { keepFocus } from './fold.js';
import { openHelp } from './help.js';
import { post } from './host.js';
import type { Marks } from './marks.js';
import { openMenu } from './menu.js';
import type { Selectable, Selection } from './selection.js';
import { ago, timeElement } from './time.js';
import { partOf, type Unfolded } from './unfolded.js';

/** What all rows of a transcript share. */
export interface RowContext {
	readonly frame: Frame;
	readonly marks: Marks;
	readonly excerpts: Excerpts;
	readonly unfolded: Unfolded;
	readonly selection: Selection;
	readonly total: number;
}

const looks: Readonly<Record<Role, { readonly words: string; readonly glyph: string }>> = {
	user: { words: 'User', glyph: 'account' },
	assistant: { words: 'Assistant', glyph: 'sparkle' },
	system: { words: 'System', glyph: 'gear' },
	tool: { words: 'Tool result', glyph: 'tools' },
};

interface Action {
	readonly command: MessageCommand;
	readonly glyph: string;
	readonly words: string;
	readonly key: string;
	readonly writes: boolean;
}

/** What can be done with a message; each has a button and a key of its own. */
export const actions: readonly Action[] = [
	{ command: 'forkFromMessage', glyph: 'repo-forked', words: 'Fork from here', key: 'f', writes: true },
	{ command: 'createSnapshot', glyph: 'bookmark', words: 'Snapshot here', key: 's', writes: true },
	{ command: 'revertToMessage', glyph: 'discard', words: 'Revert to here', key: 'r', writes: true },
	{ command: 'copyMessage', glyph: 'copy', words: 'Copy', key: 'c', writes: false },
	{ command: 'copyMessageAsMarkdown', glyph: 'markdown', words: 'Copy as Markdown', key: 'm', writes: false },
	{ command: 'copyMessageLink', glyph: 'link', words: 'Copy link', key: 'l', writes: false },
];
/** So many have a button in view; the others are in the menu beside it. */
const inView = 4;

/** A message as an article of the feed. */
export class Row implements Selectable {
	readonly element: HTMLElement;
	readonly entry: Entry;
	/** To tell whether a newer entry is another one. */
	readonly json: string;
	readonly #marks = make('div', 'marks-holder');
	readonly #selection: Selection;
	#context: Pick<Frame, 'folder' | 'sessionId'> | undefined;
	readonly #pick: HTMLButtonElement;

	constructor(entry: Entry, json: string, context: RowContext) {
		this.entry = entry;
		this.json = json;
		const { words, glyph } = looks[entry.role];
		const { excerpts, selection } = context;
		this.#selection = selection;
		const pick = `Select message ${(entry.index + 1).toLocaleString()}`;
		this.#pick = button(
			{ class: 'pick', title: 'Select (x)', attributes: { role: 'checkbox', 'aria-label': pick } },
			() => {
				selection.toggle(this);
			},
			icon('check'),
		);
		const blocks = entry.blocks.map((block) => blockElement(block, excerpts, entry.role === 'user'));
		const calls = entry.calls.map((call, at) => callElement(call, at, excerpts));
		const node = make('div', { class: 'node', attributes: { 'aria-hidden': 'true' } }, icon(glyph));
		this.element = make(
			'article',
			{ class: 'message', attributes: { 'data-role': entry.role, tabindex: '-1' } },
			make('div', 'rail', node, this.#pick),
			make(
				'div',
				'content',
				this.#byline(words),
				make('div', 'body', ...blocks),
				calls.length > 0 ? make('div', 'calls', ...calls) : null,
				this.#marks,
			),
		);
		this.element.setAttribute('aria-posinset', String(entry.index + 1));
		this.element.setAttribute('aria-label', this.#label());
		this.#unfold(this.element, context.unfolded);
		this.element.addEventListener(
			'toggle',
			({ target }) => {
				if (target instanceof HTMLDetailsElement) context.unfolded.set(entry.id, partOf(target), target.open);
			},
			{ capture: true },
		);
		this.update(context);
	}

	/** What was open when the message was last in the document is open again. */
	#unfold(within: HTMLElement, unfolded: Unfolded): void {
		for (const details of within.querySelectorAll('details')) {
			if (details.open || !unfolded.has(this.entry.id, partOf(details))) continue;
			unfold(details);
			this.#unfold(details, unfolded);
		}
	}

	/** The message that forks, snapshots and reverts mean: the end of the exchange. */
	get lastId(): string {
		return this.entry.folded.at(-1)?.id ?? this.entry.id;
	}

	get end(): number {
		return (this.entry.folded.at(-1)?.index ?? this.entry.index) + 1;
	}

	get start(): number {
		return this.entry.index;
	}

	get ids(): readonly string[] {
		return [this.entry.id, ...this.entry.folded.map(({ id }) => id)];
	}

	/** Posts one of the actions. */
	do(command: MessageCommand): void {
		const copies = command.startsWith('copy');
		post({ type: 'command', command, messageId: copies ? this.entry.id : this.lastId });
	}

	/** Draws what depends on more than the message: marks, the parent's part, counts. */
	update({ frame, marks, total }: RowContext): void {
		const { entry, element } = this;
		const { folder, sessionId, seams } = frame;
		const found = marks.element(this.ids, { folder, sessionId });
		keepFocus(
			this.#marks,
			() => element,
			() => {
				this.#marks.replaceChildren(...(found ? [found] : []));
			},
		);
		element.classList.toggle('is-shared', entry.index <= (seams[0]?.index ?? -1));
		this.setTotal(total);
		this.#context = { folder, sessionId };
		this.drawSelected();
		for (const seam of element.querySelectorAll(':scope > .seam')) seam.remove();
		const here = seams.filter(({ index }) => index >= entry.index && index < this.end);
		element.append(...here.reverse().map(seamElement));
	}

	/** Shows whether it is selected, here and in its menu. */
	drawSelected(): void {
		const isSelected = this.#selection.has(this.entry.id);
		this.#pick.setAttribute('aria-checked', String(isSelected));
		this.element.classList.toggle('is-selected', isSelected);
		this.element.dataset['vscodeContext'] = JSON.stringify({
			webviewSection: 'message',
			...this.#context,
			messageId: this.entry.id,
			webviewSelected: isSelected,
			preventDefaultContextMenuItems: true,
		});
	}

	setTotal(total: number): void {
		this.element.setAttribute('aria-setsize', String(total));
	}

	#byline(words: string): HTMLElement {
		const { entry } = this;
		const name = entry.author ?? words;
		const number = `#${(entry.index + 1).toLocaleString()}`;
		return make(
			'header',
			'byline',
			make('span', 'who', name),
			entry.author === null ? null : make('span', 'badge', words),
			entry.model === null ? null : make('span', { class: 'badge model', title: 'Model' }, entry.model),
			entry.failed ? make('span', 'badge failed', 'failed') : null,
			entry.answers === null ? null : make('span', { class: 'badge', title: 'Tool call' }, entry.answers),
			timeElement(entry.time),
			entry.usage === null ? null : usageElement(entry.usage),
			make('span', { class: 'number', title: 'Position in the transcript' }, number),
			this.#actions(),
		);
	}

	#actions(): HTMLElement {
		const bar = make('div', {
			class: 'actions',
			attributes: { role: 'toolbar', 'aria-label': 'Message actions' },
		});
		for (const { command, glyph, words, key, writes } of actions.slice(0, inView)) {
			const looks = {
				class: writes ? 'action writes' : 'action',
				title: `${words} (${key})`,
				attributes: { 'aria-label': words },
			};
			const element = button(looks, () => {
				this.do(command);
			});
			element.append(icon(glyph));
			bar.append(element);
		}
		const looks = {
			class: 'action',
			title: 'More actions',
			attributes: { 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
		};
		const more = button(looks, () => {
			this.#openMenu(more);
		});
		more.append(icon('ellipsis'));
		bar.append(more);
		return bar;
	}

	#openMenu(anchor: HTMLElement): void {
		const isSelected = this.#selection.has(this.entry.id);
		openMenu(anchor, 'More actions', [
			...actions.slice(inView).map(({ command, glyph, words, key }) => ({
				...{ glyph, words, key },
				run: () => {
					this.do(command);
				},
			})),
			{
				words: isSelected ? 'Deselect' : 'Select',
				glyph: 'checklist',
				key: 'x',
				run: () => {
					this.#selection.toggle(this);
				},
			},
			{ words: 'Keyboard shortcuts', glyph: 'keyboard', key: '?', run: openHelp },
		]);
	}

	#label(): string {
		const { entry } = this;
		const { words } = looks[entry.role];
		const who = entry.author === null ? words : `${entry.author}, ${words}`;
		const calls = entry.calls.length > 0 ? `, ${String(entry.calls.length)} tool calls` : '';
		return `${who}, message ${String(entry.index + 1)}, ${ago(entry.time)}${calls}`;
	}
}

/** The line under the last message that a fork shares. */
export function seamElement({ from, messageId, index }: Seam): HTMLElement {
	const link = button(
		{ class: 'link', title: `Open “${from.title}”${index < 0 ? '' : ' at this message'}` },
		() => {
			post({ type: 'open', sessionId: from.sessionId, messageId });
		},
	);
	link.textContent = from.title;
	const words =
		index < 0 ? ['Forked from ', link, ' while it was empty'] : ['Shared with ', link, ' up to here'];
	return make('div', 'seam', make('span', 'words', icon('repo-forked'), ...words));
}
