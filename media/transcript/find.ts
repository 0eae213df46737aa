import { escapeExpression, isSearch, type FindQuery } from '../../src/protocol/findQuery.js';
import type { Found, Hit, ToTranscript } from '../../src/protocol/transcript.js';
import type { Feed } from './feed.js';
import { FindWidget } from './findWidget.js';
import { HitMarks } from './hits.js';
import { HitPlace } from './hitPlace.js';
import { post } from './host.js';
import type { Row } from './row.js';
import type { Scroll } from './scroll.js';

interface FindHooks {
	/** Shows the message at a position, though it may not be in the document. */
	goTo(index: number): void;
	/** The messages with hits are others: their positions, ascending, at most 1,000. */
	hits(positions: readonly number[]): void;
}

/** Milliseconds after the page opened the widget in which the command for the same key is on its way. */
const echo = 1_000;
/** Longest selection, in UTF-16 units, that becomes the query. */
const longestSelection = 500;

/** Finding: what is typed goes to the host, which searches; its hits are shown here. */
export class Find {
	readonly #widget: FindWidget;
	readonly #marks: HitMarks;
	readonly #scroller: HTMLElement;
	readonly #hooks: FindHooks;
	#list: { readonly feed: Feed; readonly scroll: Scroll } | undefined;
	#openedAt = -echo;
	/** The message that had the focus before the widget. */
	#cameFrom: string | undefined;
	/** The number of the latest search; what belongs to an older one is void. */
	#search = 0;
	#found: Found | undefined;
	#hit: Hit | undefined;
	/** What has to be done until the current hit is in view. */
	#wants: 'nothing' | 'view' = 'nothing';
	/** The first hit of a search that nobody asked to be taken to. */
	#isQuiet = false;
	#isMarked = false;
	/** The row that is the current hit as a whole. */
	#pointed: HTMLElement | undefined;

	constructor(scroller: HTMLElement, hooks: FindHooks) {
		this.#scroller = scroller;
		this.#hooks = hooks;
		this.#widget = new FindWidget({
			changed: () => {
				this.#begin(false);
			},
			step: (by) => {
				this.#step(by);
			},
			close: () => {
				this.#close();
			},
		});
		this.#marks = new HitMarks(scroller, () => {
			this.#settle();
		});
		document.addEventListener('keydown', (event) => {
			if (!event.defaultPrevented && this.#press(event)) event.preventDefault();
		});
	}

	get element(): HTMLElement {
		return this.#widget.element;
	}

	/** The keyboard is in the widget, and has to stay there when a message is shown. */
	get hasFocus(): boolean {
		return this.#widget.hasFocus;
	}

	/** What is typed now must not be selected, or the next letter replaces it. */
	get #isTypedIn(): boolean {
		return this.#widget.hasFocus && document.hasFocus();
	}

	/** The list that the hits are in. */
	attach(feed: Feed, scroll: Scroll): void {
		this.#list = { feed, scroll };
	}

	receive(message: ToTranscript & { readonly type: 'finder' | 'found' | 'hit' }): void {
		switch (message.type) {
			case 'finder':
				if (message.resumed) this.#resume(message.resumed);
				else if (performance.now() - this.#openedAt > echo && !this.#isTypedIn) this.#open();
				return;
			case 'found':
				if (message.found.search === this.#search) this.#take(message.found);
				return;
			case 'hit':
				if (message.search === this.#search) this.#goTo(message.hit);
				return;
		}
	}

	#press(event: KeyboardEvent): boolean {
		const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
		const command = navigator.platform.startsWith('Mac') ? metaKey && !ctrlKey : ctrlKey && !metaKey;
		if (command && !altKey && !shiftKey && key.toLowerCase() === 'f') {
			this.#openedAt = performance.now();
			this.#open();
			return true;
		}
		if (!this.#widget.isOpen || ctrlKey || metaKey || altKey) return false;
		if (key === 'F3') this.#step(shiftKey ? -1 : 1);
		else if (key === 'Escape' && !isInComposer(event.target)) this.#close();
		else return false;
		return true;
	}

	#open(): void {
		const chosen = this.#selectedText();
		if (chosen !== '') this.#widget.text = this.#widget.query.regex ? escapeExpression(chosen) : chosen;
		const wasOpen = this.#widget.isOpen;
		this.#cameFrom = this.#list?.feed.rowWith(document.activeElement)?.entry.id ?? this.#cameFrom;
		this.#widget.show();
		this.#widget.focus();
		if (chosen !== '' || !wasOpen) this.#begin(true);
	}

	/** A page that began anew shows what the one before it showed. */
	#resume({ query, search }: { readonly query: FindQuery; readonly search: number }): void {
		this.#widget.query = query;
		this.#widget.show();
		this.#search = search;
		this.#isQuiet = true;
		if (isSearch(query)) this.#marks.watch();
	}

	#close(): void {
		const { hasFocus } = this;
		const { feed } = this.#list ?? {};
		const row = this.#hit ? feed?.rowAt(this.#hit.index) : feed?.rowOf(this.#cameFrom ?? '');
		this.#widget.hide();
		this.#cameFrom = undefined;
		this.#forget();
		post({ type: 'find', search: ++this.#search, query: null, from: 0 });
		if (hasFocus) (row ?? this.#rowInView())?.element.focus({ preventScroll: true });
	}

	/** Looks for what the widget says. `isQuiet`: hits are marked, but the reader stays where he is. */
	#begin(isQuiet: boolean): void {
		const { query } = this.#widget;
		const from = this.#hit?.index ?? this.#rowInView()?.entry.index ?? 0;
		this.#forget();
		this.#isQuiet = isQuiet;
		post({ type: 'find', search: ++this.#search, query, from });
		if (!isSearch(query)) return;
		this.#marks.watch();
		// While the host looks at the rest; but an expression may take too long, which the host finds out.
		if (!query.regex) this.#mark(query);
	}

	#forget(): void {
		this.#marks.clear();
		this.#isMarked = false;
		this.#point(undefined);
		this.#widget.clear();
		if (this.#found && this.#found.positions.length > 0) this.#hooks.hits([]);
		this.#found = undefined;
		this.#hit = undefined;
		this.#wants = 'nothing';
	}

	#step(by: 1 | -1): void {
		this.#isQuiet = false;
		post({ type: 'step', by });
	}

	#take(found: Found): void {
		const old = this.#found?.positions ?? [];
		const isSame = old.length === found.positions.length && old.every((at, i) => at === found.positions[i]);
		this.#found = found;
		if (!isSame) this.#hooks.hits(found.positions);
		const current = found.current !== null && this.#hit ? this.#hit.index + 1 : null;
		this.#widget.draw(found, current);
		const { query } = this.#widget;
		if (found.problem !== null) this.#marks.clear();
		else if (!this.#isMarked && !found.isBusy) this.#mark(query);
	}

	#mark(query: FindQuery): void {
		this.#isMarked = true;
		this.#marks.show(query);
	}

	#goTo(hit: Hit): void {
		this.#hit = hit;
		this.#wants = this.#isQuiet ? 'nothing' : 'view';
		this.#isQuiet = false;
		if (this.#wants === 'view' && !this.#list?.feed.rowAt(hit.index)) this.#hooks.goTo(hit.index);
		else this.#settle();
	}

	/** Points out the current hit in the rows as they are now. */
	#settle(): void {
		const { feed, scroll } = this.#list ?? {};
		const hit = this.#hit;
		const row = hit && feed?.rowAt(hit.index);
		if (!row || !scroll) return;
		const place = new HitPlace(row, hit, this.#marks);
		if (this.#wants === 'view') {
			place.unfold();
			if (place.askForRest()) return; // it comes, and then this is called again
		}
		const { range } = place;
		this.#marks.point(range);
		this.#point(range ? undefined : row.element);
		if (this.#wants === 'nothing') return;
		this.#wants = 'nothing';
		const offset = place.offsetIn(this.#scroller);
		if (offset !== undefined) scroll.to({ at: 'message', messageId: row.entry.id, offset });
	}

	/** Outlines the row that is the current hit as a whole. */
	#point(row: HTMLElement | undefined): void {
		if (this.#pointed === row) return;
		this.#pointed?.classList.remove('found');
		row?.classList.add('found');
		this.#pointed = row;
	}

	#rowInView(): Row | undefined {
		const { top } = this.#scroller.getBoundingClientRect();
		return this.#list?.feed.rows.find(({ element }) => element.getBoundingClientRect().bottom > top);
	}

	/** What is selected in the messages, on one line; empty when it is nothing, or much. */
	#selectedText(): string {
		const selection = getSelection();
		if (!selection || selection.isCollapsed || !this.#scroller.contains(selection.anchorNode)) return '';
		const text = selection.toString().replace(/\s+/g, ' ').trim();
		return text.length <= longestSelection ? text : '';
	}
}

function isInComposer(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('.foot, dialog, .menu') !== null;
}
