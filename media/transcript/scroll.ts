import type { Place, Target } from '../../src/protocol/transcript.js';
import type { Feed } from './feed.js';
import type { Row } from './row.js';

/** CSS pixels from the end within which a reader counts as being at the end. */
const nearEnd = 60;
/** CSS pixels from an edge at which the next page is asked for. */
const ahead = 1500;
/** A place is held for so many frames and milliseconds: fonts, images and heights come late. */
const pinFrames = 10;
const pinTime = 1500;

interface ScrollHooks {
	/** More messages are wanted in that direction. */
	pull(toward: 'earlier' | 'later'): void;
	/** The reader moved; null: is at the end. */
	moved(place: Place | null): void;
}

/** Keeps the reader's place while the document grows above, below and within. */
export class Scroll {
	readonly #scroller: HTMLElement;
	readonly #feed: Feed;
	readonly #hooks: ScrollHooks;
	/** The reader is at the end and stays there. */
	#following = true;
	/** A place that is held until the rows around it have their heights, or the reader scrolls. */
	#pin:
		| { readonly row: HTMLElement; readonly offset: number; readonly until: number; frames: number }
		| undefined;

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
		const sized = new ResizeObserver(() => {
			if (this.#following) this.toEnd();
			else if (this.#pin) this.#holdPin();
		});
		sized.observe(feed.element);
		sized.observe(scroller);
	}

	get isFollowing(): boolean {
		return this.#following;
	}

	/** The row at the top of the view; at the end, the last one. */
	get rowInView(): Row | undefined {
		return this.#following ? this.#feed.rows.at(-1) : this.#firstVisible();
	}

	toEnd(): void {
		this.#pin = undefined;
		this.#following = this.#feed.isAtEnd;
		this.#scroller.scrollTop = this.#scroller.scrollHeight;
	}

	/** Goes to where a `show` wants the reader. */
	to(target: Target): void {
		const row = this.#feed.rowOf(target)?.element;
		if (target.at === 'start') {
			this.#following = false;
			this.#scroller.scrollTop = 0;
		} else if (target.at !== 'message' || !row) {
			this.toEnd();
		} else {
			const middle = Math.max(12, (this.#scroller.clientHeight - row.offsetHeight) / 3);
			this.#following = false;
			this.#pin = {
				row,
				offset: target.offset ?? middle,
				frames: pinFrames,
				until: performance.now() + pinTime,
			};
			this.#holdPin();
		}
	}

	/** Runs a change of the document without moving what the reader sees. */
	steady(change: () => void): void {
		const anchor = this.#following ? undefined : this.#firstVisible()?.element;
		const before = anchor?.getBoundingClientRect().top ?? 0;
		change();
		if (this.#following) {
			this.toEnd();
		} else if (anchor?.isConnected) {
			const moved = anchor.getBoundingClientRect().top - before;
			if (Math.abs(moved) >= 1) this.#scroller.scrollTop += moved;
		}
		this.wantMore();
	}

	/** Asks for the next page where the reader comes near an edge of what is loaded. */
	wantMore(): void {
		const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
		if (this.#feed.start > 0 && scrollTop < ahead) this.#hooks.pull('earlier');
		if (!this.#feed.isAtEnd && scrollHeight - scrollTop - clientHeight < ahead) this.#hooks.pull('later');
	}

	#scrolled(): void {
		const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
		this.#following = this.#feed.isAtEnd && !this.#pin && scrollHeight - scrollTop - clientHeight < nearEnd;
		this.wantMore();
		this.#hooks.moved(this.#following ? null : this.#place());
	}

	#holdPin(): void {
		const pin = this.#pin;
		if (!pin?.row.isConnected) return;
		const off = this.#topOf(pin.row) - pin.offset;
		if (Math.abs(off) >= 0.5) this.#scroller.scrollTop += off;
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

	#place(): Place | null {
		const row = this.#firstVisible();
		return row ? { messageId: row.entry.id, offset: this.#topOf(row.element) } : null;
	}

	#topOf(element: HTMLElement): number {
		return element.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
	}

	/** Rows are in order, so the first that reaches into view is found by halving. */
	#firstVisible(): Row | undefined {
		const { rows } = this.#feed;
		const top = this.#scroller.getBoundingClientRect().top;
		let low = 0;
		let high = rows.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((rows[middle]?.element.getBoundingClientRect().bottom ?? 0) > top) high = middle;
			else low = middle + 1;
		}
		return rows[low];
	}
}
