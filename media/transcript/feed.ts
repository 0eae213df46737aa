import type { Frame, Page, Target } from '../../src/protocol/transcript.js';
import { make } from './dom.js';
import { keepFocus } from './fold.js';
import { Row, seamElement, type RowContext } from './row.js';

/** Rows in the document; for more to come, the far end is let go and pulled again when it is needed. */
const mostRows = 280;

/** The messages in the document: one stretch of the transcript, from `start` to `end` (exclusive). */
export class Feed {
	readonly element: HTMLElement;
	readonly #list = make('div', { class: 'feed', attributes: { role: 'feed', tabindex: '-1' } });
	readonly #head = make('div', 'beginning');
	#rows: Row[] = [];
	#start = 0;
	#end = 0;
	#context: RowContext;
	/** The position of the row that had the focus when it was let go. */
	#focusedBefore: number | undefined;

	constructor(context: RowContext) {
		this.#context = context;
		this.element = make('div', 'list', this.#head, this.#list);
		this.#list.addEventListener('focusin', ({ target }) => {
			if (target !== this.#list) this.#focusedBefore = undefined;
		});
	}

	get rows(): readonly Row[] {
		return this.#rows;
	}
	get start(): number {
		return this.#start;
	}
	get end(): number {
		return this.#end;
	}
	/** Messages of the transcript. */
	get total(): number {
		return this.#context.total;
	}
	get isAtEnd(): boolean {
		return this.#end >= this.#context.total;
	}

	/** New surroundings: header, marks, count. */
	update(context: RowContext): void {
		this.#context = context;
		for (const row of this.#rows) row.update(context);
		this.#drawHead();
	}

	/** Only the number of messages is another one. */
	grow(context: RowContext): void {
		this.#context = context;
		for (const row of this.#rows) row.setTotal(context.total);
		if (context.total > 0) this.#drawHead();
	}

	set isBusy(busy: boolean) {
		if (busy) this.#list.setAttribute('aria-busy', 'true');
		else this.#list.removeAttribute('aria-busy');
	}

	/** Shows a page and nothing else. */
	replace(page: Page): void {
		const focused = this.rowWith(document.activeElement);
		const again = (): HTMLElement | undefined => focused && this.rowOf(focused.entry.id)?.element;
		keepFocus(this.element, again, () => {
			this.#holdFocus(this.#rows);
			for (const row of this.#rows) row.element.remove();
			this.#rows = [];
			this.#start = page.start;
			this.#end = page.start;
			this.merge(page);
		});
	}

	/**
	 * Adds a page, or brings its stretch up to date; rows that did not change stay as they are. False: it does
	 * not touch what is shown, so nothing was done.
	 */
	merge(page: Page): boolean {
		if (!this.touches(page)) return false;
		const old = new Map(this.#rows.map((row) => [row.entry.index, row]));
		const inside = ({ entry: { index } }: Row): boolean => index >= page.start && index < page.end;
		const before = this.#rows.filter((row) => row.entry.index < page.start);
		const after = this.#rows.filter((row) => row.entry.index >= page.end);
		const fresh = page.entries.map((entry) => {
			const json = JSON.stringify(entry);
			const known = old.get(entry.index);
			return known?.json === json ? known : new Row(entry, json, this.#context);
		});
		const kept = new Set(fresh);
		const refocus = this.#focusedIndex();
		for (const row of this.#rows) if (inside(row) && !kept.has(row)) row.element.remove();
		this.#rows = [...before, ...fresh, ...after];
		let place: Element | undefined = before.at(-1)?.element;
		for (const { element } of fresh) {
			const next: Element | null = place ? place.nextElementSibling : this.#list.firstElementChild;
			if (next !== element) this.#list.insertBefore(element, next);
			place = element;
		}
		this.#start = Math.min(this.#start, page.start);
		this.#end = Math.max(this.#end, page.end);
		if (refocus !== undefined && this.#focusedIndex() === undefined)
			this.rowAt(refocus)?.element.focus({ preventScroll: true });
		this.#giveFocusBack();
		this.#drawHead();
		return true;
	}

	/** Whether a page goes on where this stretch begins or ends, or lies in it. */
	touches({ start, end }: Page): boolean {
		return start <= this.#end && end >= this.#start;
	}

	/** The rows at that end that have to go for `more` to come. */
	spareRows(more: number, farEnd: 'start' | 'end'): readonly Row[] {
		const spare = Math.min(this.#rows.length, Math.max(0, this.#rows.length + more - mostRows));
		return farEnd === 'start' ? this.#rows.slice(0, spare) : this.#rows.slice(this.#rows.length - spare);
	}

	/** Lets go of rows at the end that is farther away, until there is room for `more`. */
	makeRoom(more: number, farEnd: 'start' | 'end'): void {
		const gone = this.spareRows(more, farEnd);
		if (gone.length === 0) return;
		this.#holdFocus(gone);
		for (const { element } of gone) element.remove();
		const left = this.#rows.length - gone.length;
		this.#rows = farEnd === 'start' ? this.#rows.slice(gone.length) : this.#rows.slice(0, left);
		if (farEnd === 'start') this.#start = this.#rows[0]?.entry.index ?? this.#end;
		else this.#end = gone[0]?.entry.index ?? this.#end;
		this.#drawHead();
	}

	/** Whether so many rows more would not be too many. */
	hasRoom(more: number): boolean {
		return this.#rows.length + more <= mostRows;
	}

	/** The focus of a row that goes stays in the list, so that the keys go on from here. */
	#holdFocus(gone: readonly Row[]): void {
		const focused = gone.find(({ element }) => element.contains(document.activeElement));
		if (!focused) return;
		this.#list.focus({ preventScroll: true });
		this.#focusedBefore = focused.entry.index;
	}

	#giveFocusBack(): void {
		if (this.#focusedBefore === undefined || document.activeElement !== this.#list) return;
		this.rowAt(this.#focusedBefore)?.element.focus({ preventScroll: true });
	}

	/** Moves the focus, where it is on a message, to the first or last one. */
	focusEdge(edge: 'start' | 'end'): void {
		if (!this.#list.contains(document.activeElement)) return;
		this.#rows.at(edge === 'start' ? 0 : -1)?.element.focus({ preventScroll: true });
	}

	/** The row that the message at a position belongs to. */
	rowAt(index: number): Row | undefined {
		return this.#rows.find((row) => index >= row.entry.index && index < row.end);
	}

	rowOf(target: Target | string): Row | undefined {
		if (typeof target !== 'string') return target.at === 'message' ? this.rowOf(target.messageId) : undefined;
		return this.#rows.find(
			({ entry }) => entry.id === target || entry.folded.some(({ id }) => id === target),
		);
	}

	/** Ids of the messages between two positions; undefined when not all of them are in the document. */
	idsBetween(start: number, end: number): readonly string[] | undefined {
		if (start < this.#start || end > this.#end) return undefined;
		return this.#rows.filter((row) => row.start < end && row.end > start).flatMap(({ ids }) => ids);
	}

	rowWith(node: EventTarget | null): Row | undefined {
		return node instanceof Node ? this.#rows.find(({ element }) => element.contains(node)) : undefined;
	}

	#focusedIndex(): number | undefined {
		return this.rowWith(document.activeElement)?.entry.index;
	}

	/** Before the first message: what stands at the empty beginning. */
	#drawHead(): void {
		const { frame, marks, total } = this.#context;
		this.#list.setAttribute('aria-label', `Messages of ${frame.title}`);
		const { folder, sessionId, seams } = frame;
		this.#list.classList.toggle('from-start', this.#start === 0);
		const parts: Node[] = [];
		if (this.#start === 0) {
			const chips = marks.element([null], { folder, sessionId });
			if (chips) parts.push(make('div', 'origin', make('span', 'faint', 'Beginning'), chips));
			const empty = seams.find(({ index }) => index < 0);
			if (empty) parts.push(seamElement(empty));
			if (total === 0) parts.push(welcome(frame));
		} else {
			parts.push(make('div', { class: 'pulling', attributes: { 'aria-hidden': 'true' } }));
		}
		keepFocus(
			this.#head,
			() => this.#rows[0]?.element,
			() => {
				this.#head.replaceChildren(...parts);
			},
		);
	}
}

function welcome({ readOnly }: Frame): HTMLElement {
	const words =
		readOnly === null
			? 'Add the first message below, or let an agent write to this session: what it adds shows here at once.'
			: 'Nothing has been said in it so far.';
	return make('div', 'welcome', make('h2', {}, 'This session is empty'), make('p', {}, words));
}
