import type { Place, Target } from '../../src/protocol/transcript.js';
import type { Feed } from './feed.js';
import type { Row } from './row.js';
import type { View } from './ruler.js';

/** CSS pixels from the end within which a reader counts as being at the end. */
const nearEnd = 60;
/** CSS pixels from an edge at which the next page is asked for. */
const ahead = 3000;
/** A place is held for so many frames and milliseconds: fonts, images and heights come late. */
const pinFrames = 10;
const pinTime = 1500;

interface ScrollHooks {
	/** More messages are wanted in that direction. */
	pull(toward: 'earlier' | 'later'): void;
	/** The reader moved; null: is at the end. */
	moved(place: Place | null): void;
	/** Other messages are in view, or more of them. */
	viewed(view: View): void;
}

/** What stays where it is while the document changes around it. */
interface Anchor {
	readonly element: Element;
	/** CSS pixels from the top of the scroller to its top. */
	readonly offset: number;
}

/** Keeps the reader's place while the document grows above, below and within. */
export class Scroll {
	readonly #scroller: HTMLElement;
	readonly #feed: Feed;
	readonly #hooks: ScrollHooks;
	/** The reader is at the end and stays there, or goes there as what was added comes. */
	#following = true;
	/** Where the scroller was, in CSS pixels. */
	#lastTop = 0;
	/** A place that is held until the rows around it have their heights, or the reader scrolls. */
	#pin: (Anchor & { readonly until: number; frames: number }) | undefined;
	/** What is on top of the view, where the reader last saw it: as small a part as can be found, then its row. */
	#anchors: readonly Anchor[] = [];
	/** CSS pixels that could not be scrolled yet: browsers scroll by whole ones, and heights have fractions. */
	#owed = 0;

	constructor(scroller: HTMLElement, feed: Feed, hooks: ScrollHooks) {
		this.#scroller = scroller;
		this.#feed = feed;
		this.#hooks = hooks;
		scroller.addEventListener('scroll', () => {
			this.#scrolled();
		});
		for (const event of ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const) {
			scroller.addEventListener(event, () => (this.#pin = undefined), { passive: true });
		}
		// Runs between layout and painting: what changed its height moves nothing that the reader sees.
		const sized = new ResizeObserver(() => {
			this.#settle();
			this.#hooks.viewed(this.view);
		});
		sized.observe(feed.element);
		sized.observe(scroller);
	}

	get isFollowing(): boolean {
		return this.#following;
	}

	/** The row at the top of the view; at the end, the last one. */
	get rowInView(): Row | undefined {
		return this.#following ? this.#feed.rows.at(-1) : this.#rowAcross(0);
	}

	get view(): View {
		const { rows, total } = this.#feed;
		const { clientHeight } = this.#scroller;
		const [first, last] = [this.#rowAcross(0), this.#rowAcross(clientHeight) ?? rows.at(-1)];
		if (!first || !last) return { start: 0, end: total, total };
		const start = this.#positionAt(first, 0);
		return { start, end: Math.max(start, this.#positionAt(last, clientHeight)), total };
	}

	/** The position in messages, with a fraction, that a row has at a height of the view. */
	#positionAt(row: Row, height: number): number {
		const { top, height: whole } = row.element.getBoundingClientRect();
		const part = (height + this.#top - top) / Math.max(1, whole);
		const { index } = row.entry;
		return index + Math.min(1, Math.max(0, part)) * (row.end - index);
	}

	toEnd(): void {
		this.#pin = undefined;
		this.#anchors = [];
		this.#owed = 0;
		this.#following ||= this.#feed.isAtEnd;
		this.#scroller.scrollTop = this.#scroller.scrollHeight;
		this.#lastTop = this.#scroller.scrollTop;
	}

	/** Goes to where a `show` wants the reader. */
	to(target: Target): void {
		const element = this.#feed.rowOf(target)?.element;
		if (target.at === 'start') {
			this.#following = false;
			this.#pin = undefined;
			this.#scroller.scrollTop = 0;
			this.#remember();
		} else if (target.at !== 'message' || !element) {
			this.toEnd();
		} else {
			const middle = Math.max(12, (this.#scroller.clientHeight - element.offsetHeight) / 3);
			this.#following = false;
			const pin = { element, offset: target.offset ?? middle };
			this.#pin = { ...pin, frames: pinFrames, until: performance.now() + pinTime };
			this.#holdPin();
		}
	}

	/** Brings a place, in messages with a fraction, to the top of the view. False: it is not loaded. */
	seek(position: number): boolean {
		const index = Math.floor(position);
		const row = this.#feed.rowAt(index);
		const isEnd = position >= this.#feed.total;
		if (!row && !(isEnd && this.#feed.isAtEnd)) return false;
		this.#pin = undefined;
		if (row) {
			const part = (position - row.entry.index) / (row.end - row.entry.index);
			this.#scroller.scrollTop += this.#topOf(row.element) + part * row.element.offsetHeight;
		} else this.toEnd();
		return true;
	}

	/** Runs a change of the document without moving what the reader sees. */
	steady(change: () => void): void {
		if (!this.#anchors.some(isThere)) this.#remember();
		change();
		this.#settle();
		this.wantMore();
	}

	isInView({ element }: Row): boolean {
		const { top, bottom } = element.getBoundingClientRect();
		return bottom > this.#top && top < this.#top + this.#scroller.clientHeight;
	}

	/** Asks for the next page where the reader comes near an edge of what is loaded. */
	wantMore(): void {
		const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
		if (this.#feed.start > 0 && scrollTop < ahead) this.#hooks.pull('earlier');
		if (!this.#feed.isAtEnd && scrollHeight - scrollTop - clientHeight < ahead) this.#hooks.pull('later');
	}

	#scrolled(): void {
		// While there is nothing to show, the reader is nowhere: where he was is kept.
		if (!this.#feed.element.isConnected) return;
		const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
		const isNear = scrollHeight - scrollTop - clientHeight < nearEnd;
		// Who follows leaves the end by scrolling back: it may also have grown, or the rest of what was added is on its way.
		const stays = this.#following && (isNear || scrollTop >= this.#lastTop);
		this.#following = !this.#pin && (stays || (isNear && this.#feed.isAtEnd));
		this.#lastTop = scrollTop;
		this.#remember();
		this.wantMore();
		this.#hooks.moved(this.#following ? null : this.#place());
		this.#hooks.viewed(this.view);
	}

	/** Brings what has to stay back to where it was. */
	#settle(): void {
		const anchor = this.#anchors.find(isThere);
		if (this.#following) this.toEnd();
		else if (this.#pin) this.#holdPin();
		else if (anchor) this.#bring(anchor);
	}

	#holdPin(): void {
		const pin = this.#pin;
		if (!pin?.element.isConnected) {
			this.#pin = undefined;
			return;
		}
		this.#bring(pin);
		if (--pin.frames > 0 || performance.now() < pin.until) {
			requestAnimationFrame(() => {
				if (this.#pin === pin) this.#holdPin();
			});
		} else {
			this.#pin = undefined;
			// Nothing may have scrolled: what is all in view is at its end, too.
			this.#scrolled();
		}
	}

	#bring({ element, offset }: Anchor): void {
		const by = this.#topOf(element) - offset;
		if (Math.abs(by) < 0.01) return;
		const from = this.#scroller.scrollTop;
		this.#scroller.scrollTop = from + by;
		const owed = by - (this.#scroller.scrollTop - from);
		// More is not owed: there the scroller ends.
		this.#owed = Math.abs(owed) < 1 ? owed : 0;
	}

	/** What is seen now is what stays. */
	#remember(): void {
		const row = this.#rowAcross(0)?.element;
		const elements = row ? [this.#partAcross(row), row] : [];
		this.#anchors = elements.map((element) => ({ element, offset: this.#topOf(element) - this.#owed }));
	}

	/** The smallest part of a row that is on top of the view: what lies above it in the row may change its height. */
	#partAcross(row: HTMLElement): Element {
		const line = this.#top;
		let at: Element = row;
		let inner: Element | null = row.querySelector(':scope > .content');
		while (inner && this.#topOf(at) < 0) {
			at = inner;
			inner = [...at.children].find((child) => child.getBoundingClientRect().bottom > line) ?? null;
		}
		return at;
	}

	#place(): Place | null {
		const row = this.#rowAcross(0);
		return row ? { messageId: row.entry.id, offset: this.#topOf(row.element) } : null;
	}

	get #top(): number {
		return this.#scroller.getBoundingClientRect().top;
	}

	#topOf(element: Element): number {
		return element.getBoundingClientRect().top - this.#top;
	}

	/** Rows are in order, so the first that reaches below a height of the view is found by halving. */
	#rowAcross(height: number): Row | undefined {
		const { rows } = this.#feed;
		const line = this.#top + height;
		let low = 0;
		let high = rows.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((rows[middle]?.element.getBoundingClientRect().bottom ?? 0) > line) high = middle;
			else low = middle + 1;
		}
		return rows[low];
	}
}

function isThere({ element }: Anchor): boolean {
	return element.isConnected;
}
