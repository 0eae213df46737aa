import type { Block, Entry, Hit, TextRef } from '../../src/protocol/transcript.js';
import { unfold } from './blocks.js';
import { textKey } from './excerpts.js';
import type { HitMarks } from './hits.js';
import { locate } from './locate.js';
import type { Row } from './row.js';

/** CSS pixels from the edges of the view within which a hit is not seen well: the widget lies there. */
const margin = 48;

/** Where a hit is in its row. */
export class HitPlace {
	readonly #row: Row;
	readonly #at: Hit['at'];
	readonly #marks: HitMarks;

	constructor(row: Row, { at }: Hit, marks: HitMarks) {
		this.#row = row;
		this.#at = at;
		this.#marks = marks;
	}

	/** Opens the folds that it is in. */
	unfold(): void {
		for (const fold of this.#folds()) {
			// What is named on the fold itself is seen while it is folded.
			const isOwnName = this.#at?.part === 'name' && fold.key === this.#path().at(-1);
			if (fold.element.open || isOwnName) continue;
			unfold(fold.element);
		}
	}

	/** Asks for the rest of a text that is cut before the hit; gives whether it has to come first. */
	askForRest(): boolean {
		const holder = this.#holder();
		if (!holder || !this.#at || this.#at.part === 'name') return false;
		if (this.#at.end <= Number(holder.dataset['shown'])) return false;
		const more = holder.querySelector<HTMLButtonElement>(':scope > .more');
		more?.click();
		return more !== null;
	}

	/** Undefined: it is the message as a whole, or cannot be told where it is. */
	get range(): StaticRange | undefined {
		const holder = this.#holder();
		if (!holder || !this.#at) return undefined;
		const { text, matches } = this.#marks.matchesIn(holder);
		const stretch = locate(this.#at, text, matches);
		return stretch && this.#marks.rangeOf(holder, stretch);
	}

	/** CSS pixels between the tops of view and row at which the hit is seen; undefined: it is seen already. */
	offsetIn(scroller: HTMLElement): number | undefined {
		const { range } = this;
		const view = scroller.getBoundingClientRect();
		const row = this.#row.element.getBoundingClientRect();
		if (range) scrollBoxes(range, scroller);
		const hit = range ? boxOf(range) : row;
		const end = range ? hit.bottom : Math.min(row.bottom, row.top + view.height / 2);
		if (hit.top >= view.top + margin && end <= view.bottom - margin) return undefined;
		return view.height / 3 - (hit.top - row.top);
	}

	#path(): readonly string[] {
		return this.#at ? pathTo(this.#row.entry, this.#at.ref) : [];
	}

	*#folds(): Iterable<{ readonly key: string; readonly element: HTMLDetailsElement }> {
		let within: Element = this.#row.element;
		for (const key of this.#path()) {
			const element = within.querySelector<HTMLDetailsElement>(`details[data-key="${key}"]`);
			if (!element) return;
			yield { key, element };
			within = element;
		}
	}

	#holder(): HTMLElement | null | undefined {
		if (!this.#at) return undefined;
		const { part, ref } = this.#at;
		if (part === 'text') return this.#row.element.querySelector<HTMLElement>(`[data-text="${textKey(ref)}"]`);
		return [...this.#folds()].at(-1)?.element.querySelector<HTMLElement>(':scope > summary .name');
	}
}

/** The keys of the folds that a text is in, from the outside. */
function pathTo({ blocks, calls }: Entry, { messageId, field, index }: TextRef): readonly string[] {
	if (field === 'arguments') return [`call ${String(index)}`];
	const call = calls.findIndex(({ result }) => result?.messageId === messageId);
	const own = foldOf((calls[call]?.result?.blocks ?? blocks)[index]);
	return [
		...(call < 0 ? [] : [`call ${String(call)}`]),
		...(own === undefined ? [] : [`${own} ${String(index)}`]),
	];
}

function foldOf(block: Block | undefined): string | undefined {
	switch (block?.kind) {
		case 'thinking':
		case 'file':
			return block.kind;
		case 'json':
			return 'data';
		default:
			return undefined;
	}
}

function boxOf({ startContainer, startOffset, endContainer, endOffset }: StaticRange): DOMRect {
	const range = new Range();
	range.setStart(startContainer, startOffset);
	range.setEnd(endContainer, endOffset);
	return range.getBoundingClientRect();
}

/** Scrolls the boxes between a hit and the scroller of all: code and tables have their own. */
function scrollBoxes(range: StaticRange, scroller: HTMLElement): void {
	let box = range.startContainer.parentElement;
	for (; box && box !== scroller; box = box.parentElement) {
		const { left, right, top, bottom } = box.getBoundingClientRect();
		const hit = boxOf(range);
		if (box.scrollWidth > box.clientWidth && (hit.left < left || hit.right > right))
			box.scrollLeft += hit.left - left - box.clientWidth / 3;
		if (box.scrollHeight > box.clientHeight && (hit.top < top || hit.bottom > bottom))
			box.scrollTop += hit.top - top - box.clientHeight / 3;
	}
}
