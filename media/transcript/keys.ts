import type { Feed } from './feed.js';
import { openHelp } from './help.js';
import { actions, type Row } from './row.js';
import type { Selection } from './selection.js';

interface KeyHooks {
	/** Single keys that write do nothing while the session cannot be written to. */
	isWritable(): boolean;
	/** The message that the reader looks at while none has the focus. */
	inView(): Row | undefined;
	focused(row: Row): void;
	jump(to: 'start' | 'end'): void;
	/** All messages of the transcript. */
	selectAll(): void;
}

/** The keys of the message list: one message is in the tab order, arrows and j/k move it. */
export class Keys {
	readonly #feed: Feed;
	readonly #scroller: HTMLElement;
	readonly #hooks: KeyHooks;
	readonly #selection: Selection;
	#current: Row | undefined;

	constructor(scroller: HTMLElement, feed: Feed, selection: Selection, hooks: KeyHooks) {
		this.#feed = feed;
		this.#selection = selection;
		this.#scroller = scroller;
		this.#hooks = hooks;
		feed.element.addEventListener('focusin', (event) => {
			const row = feed.rowWith(event.target);
			if (row) this.#enter(row);
		});
		// On the document: after a tab is opened nothing in it has the focus yet.
		document.addEventListener('keydown', (event) => {
			if (event.defaultPrevented || event.altKey || isElsewhere(event.target)) return;
			if (event.ctrlKey || event.metaKey) {
				if (event.shiftKey || event.key.toLowerCase() !== 'a') return;
				// Not handed on either: VS Code would mark all the text of the page.
				event.stopPropagation();
				event.preventDefault();
				hooks.selectAll();
			} else if (this.#press(event)) {
				event.preventDefault();
			}
		});
		// A selection can be copied with VS Code's own menu item; without one that item would copy nothing.
		feed.element.addEventListener('contextmenu', () => {
			const keepsCopy = getSelection()?.isCollapsed === false;
			for (const { element } of feed.rows) offerCopy(element, keepsCopy);
		});
	}

	/** The row that has, or last had, the focus. */
	get current(): Row | undefined {
		return this.#current?.element.isConnected ? this.#current : undefined;
	}

	/** After the rows changed: some row has to be in the tab order. */
	settle(): void {
		const { rows } = this.#feed;
		if (this.#current?.element.isConnected) return;
		const next = (this.#current && this.#feed.rowAt(this.#current.entry.index)) ?? rows.at(-1);
		if (next) next.element.tabIndex = 0;
		this.#current = next;
	}

	#enter(row: Row): void {
		if (this.#current !== row) {
			if (this.#current) this.#current.element.tabIndex = -1;
			row.element.tabIndex = 0;
			this.#current = row;
		}
		this.#hooks.focused(row);
	}

	#press(event: KeyboardEvent): boolean {
		const row = this.#feed.rowWith(event.target);
		// With Shift or Caps Lock a letter means the same.
		const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
		switch (key) {
			case 'j':
				return this.#go(row, 1, event.shiftKey);
			case 'k':
				return this.#go(row, -1, event.shiftKey);
			case 'ArrowDown':
				return this.#reads(row, 1) ? false : this.#go(row, 1, event.shiftKey);
			case 'ArrowUp':
				return this.#reads(row, -1) ? false : this.#go(row, -1, event.shiftKey);
			case 'x':
				if (row && !event.repeat) this.#selection.toggle(row);
				return row !== undefined;
			case 'Escape':
				if (this.#selection.size === 0) return false;
				this.#selection.clear();
				return true;
			case '?':
				openHelp();
				return true;
			case 'Home':
				this.#hooks.jump('start');
				return true;
			case 'End':
				this.#hooks.jump('end');
				return true;
			case 'Enter':
				return event.target instanceof HTMLElement && row?.element === event.target && unfold(event.target);
			default: {
				const action = actions.find((each) => each.key === key);
				if (!row || !action || event.repeat || (action.writes && !this.#hooks.isWritable())) return false;
				row.do(action.command);
				return true;
			}
		}
	}

	/** `selects`: takes both messages into the selection. */
	#go(from: Row | undefined, by: 1 | -1, selects: boolean): boolean {
		const { rows } = this.#feed;
		const next = from ? rows[rows.indexOf(from) + by] : this.#hooks.inView();
		if (!next) return false;
		if (selects) this.#selection.extendFrom(from ?? next, next);
		next.element.focus({ preventScroll: true });
		const fits = next.element.offsetHeight < this.#scroller.clientHeight;
		next.element.scrollIntoView({ block: fits || by < 0 ? 'nearest' : 'start' });
		return true;
	}

	/** An arrow first scrolls through a message that reaches out of view. */
	#reads(row: Row | undefined, by: 1 | -1): boolean {
		if (!row) return false;
		const own = row.element.getBoundingClientRect();
		const view = this.#scroller.getBoundingClientRect();
		if (own.height <= view.height) return false;
		return by > 0 ? own.bottom > view.bottom + 1 : own.top < view.top - 1;
	}
}

function unfold(element: HTMLElement): boolean {
	const folds = [...element.querySelectorAll('details')];
	const open = folds.some((details) => !details.open);
	for (const details of folds) details.open = open;
	return folds.length > 0;
}

function isElsewhere(target: EventTarget | null): boolean {
	return (
		target instanceof Element &&
		target.closest('input, textarea, select, dialog, .menu, .head, .find, .foot') !== null
	);
}

function offerCopy(element: HTMLElement, offers: boolean): void {
	const context = element.dataset['vscodeContext'];
	if (context === undefined) return;
	const [from, to] = offers ? ['true', 'false'] : ['false', 'true'];
	const name = '"preventDefaultContextMenuItems":';
	element.dataset['vscodeContext'] = context.replace(name + from, name + to);
}
