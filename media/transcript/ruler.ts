import { make } from './dom.js';

/** What marks stand for; those that come later are drawn over the others. */
const kinds = ['seam', 'snapshot', 'hit'] as const;
export type RulerMark = (typeof kinds)[number];

/** CSS pixels. */
const leastThumb = 24;

/** The part of the transcript that is in view, in messages from 0, with fractions. */
export interface View {
	readonly start: number;
	readonly end: number;
	readonly total: number;
}

/**
 * The scrollbar of the whole transcript, loaded or not: its length is the number of messages. It only adds to the keys and
 * the wheel, so that a screen reader need not know of it.
 */
export class Ruler {
	readonly element = make('div', { class: 'ruler', attributes: { 'aria-hidden': 'true' } });
	readonly #thumb = make('div', 'thumb');
	readonly #marks = new Map(kinds.map((kind) => [kind, make('div', `ticks ${kind}`)]));
	readonly #positions = new Map<RulerMark, readonly number[]>();
	#view: View = { start: 0, end: 0, total: 0 };
	/** CSS pixels from the thumb's top to the pointer that drags it. */
	#grip: number | undefined;

	/** `scroller`: what the wheel turns. `seek`: brings a place to the top of the view, in messages from 0. */
	constructor(scroller: HTMLElement, seek: (start: number) => void) {
		this.element.append(...this.#marks.values(), this.#thumb);
		this.element.addEventListener('wheel', ({ deltaY }) => {
			scroller.scrollBy({ top: deltaY });
		});
		this.element.addEventListener('pointerdown', (event) => {
			if (event.button !== 0) return;
			event.preventDefault();
			this.element.setPointerCapture(event.pointerId);
			const { top, height } = this.#thumb.getBoundingClientRect();
			const isOnThumb = event.clientY >= top && event.clientY <= top + height;
			this.#grip = isOnThumb ? event.clientY - top : height / 2;
			this.element.classList.add('dragging');
			if (!isOnThumb) seek(this.#startAt(event.clientY));
		});
		this.element.addEventListener('pointermove', (event) => {
			if (this.#grip !== undefined) seek(this.#startAt(event.clientY));
		});
		this.element.addEventListener('lostpointercapture', () => {
			this.#grip = undefined;
			this.element.classList.remove('dragging');
			this.#draw();
		});
	}

	get isDragged(): boolean {
		return this.#grip !== undefined;
	}

	show(view: View): void {
		const isOtherLength = view.total !== this.#view.total;
		this.#view = view;
		this.#draw();
		if (isOtherLength) for (const kind of kinds) this.#drawMarks(kind);
	}

	/** `positions`: of messages, from 0. */
	mark(kind: RulerMark, positions: readonly number[]): void {
		this.#positions.set(kind, positions);
		this.#drawMarks(kind);
	}

	get #height(): number {
		return this.element.clientHeight;
	}

	/** How far down the thumb is, and how high, in CSS pixels. */
	get #extent(): { readonly top: number; readonly height: number } {
		const { start, end, total } = this.#view;
		const whole = Math.max(1, total);
		const height = Math.min(this.#height, Math.max(leastThumb, ((end - start) / whole) * this.#height));
		// What is in view may be more or fewer messages at the end: there the thumb is at the end all the same.
		const spare = Math.max(start + total - end, 1e-9);
		return { top: (start / spare) * (this.#height - height), height };
	}

	#startAt(clientY: number): number {
		const { start, end, total } = this.#view;
		const room = Math.max(1, this.#height - this.#extent.height);
		const top = clientY - this.element.getBoundingClientRect().top - (this.#grip ?? 0);
		return Math.min(1, Math.max(0, top / room)) * Math.max(0, total - (end - start));
	}

	#draw(): void {
		const { start, end, total } = this.#view;
		this.#thumb.hidden = end - start >= total;
		const { top, height } = this.#extent;
		this.#thumb.style.top = `${String(top)}px`;
		this.#thumb.style.height = `${String(height)}px`;
	}

	#drawMarks(kind: RulerMark): void {
		const { total } = this.#view;
		const lines = new Set<number>();
		for (const position of this.#positions.get(kind) ?? [])
			if (position >= 0 && position < total) lines.add(Math.round(((position + 0.5) / total) * 1000));
		const ticks = [...lines].map((top) => {
			const tick = make('div', 'tick-mark');
			tick.style.top = `${String(top / 10)}%`;
			return tick;
		});
		this.#marks.get(kind)?.replaceChildren(...ticks);
	}
}
