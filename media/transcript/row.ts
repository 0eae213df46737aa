import type { Entry, Frame, MessageCommand, Role, Seam } from '../../src/protocol/transcript.js';
import { blockElement, unfold } from './blocks.js';
import { callElement } from './calls.js';
import { button, icon, make } from './dom.js';
import type { Excerpts } from './excerpts.js';
import { usageElement } from './usage.js';
import { post } from './host.js';
import { marksElement, type Marks } from './marks.js';
import { ago, timeElement } from './time.js';
import { partOf, type Unfolded } from './unfolded.js';

/** What all rows of a transcript share. */
export interface RowContext {
	readonly frame: Frame;
	readonly marks: Marks;
	readonly excerpts: Excerpts;
	readonly unfolded: Unfolded;
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
];

/** A message as an article of the feed. */
export class Row {
	readonly element: HTMLElement;
	readonly entry: Entry;
	/** To tell whether a newer entry is another one. */
	readonly json: string;
	readonly #marks = make('div', 'marks-holder');

	constructor(entry: Entry, json: string, context: RowContext) {
		this.entry = entry;
		this.json = json;
		const { words, glyph } = looks[entry.role];
		const { excerpts } = context;
		const blocks = entry.blocks.map((block) => blockElement(block, excerpts, entry.role === 'user'));
		const calls = entry.calls.map((call, at) => callElement(call, at, excerpts));
		const node = make('div', { class: 'node', attributes: { 'aria-hidden': 'true' } }, icon(glyph));
		this.element = make(
			'article',
			{ class: 'message', attributes: { 'data-role': entry.role, tabindex: '-1' } },
			make('div', 'rail', node),
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

	/** Posts one of the actions. */
	do(command: MessageCommand): void {
		const copies = command === 'copyMessage' || command === 'copyMessageAsMarkdown';
		post({ type: 'command', command, messageId: copies ? this.entry.id : this.lastId });
	}

	/** Draws what depends on more than the message: marks, the parent's part, counts. */
	update({ frame, marks, total }: RowContext): void {
		const { entry, element } = this;
		const { folder, sessionId, seams } = frame;
		const ids = [entry.id, ...entry.folded.map(({ id }) => id)];
		const chips = marksElement(marks.at(ids), { folder, sessionId, depth: this.end });
		this.#marks.replaceChildren(...(chips ? [chips] : []));
		element.classList.toggle('is-shared', entry.index <= (seams[0]?.index ?? -1));
		this.setTotal(total);
		element.dataset['vscodeContext'] = JSON.stringify({
			webviewSection: 'message',
			folder,
			sessionId,
			messageId: entry.id,
			preventDefaultContextMenuItems: true,
		});
		element.querySelector(':scope > .seam')?.remove();
		const seam = seams.find(({ index }) => index >= entry.index && index < this.end);
		if (seam) element.append(seamElement(seam));
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
		for (const { command, glyph, words, key, writes } of actions) {
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
		return bar;
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
