import type { Excerpt, TextRef } from '../../src/protocol/transcript.js';
import { button } from './dom.js';
import type { Unfolded } from './unfolded.js';

/** UTF-16 units of whole texts that are kept. */
const mostUnits = 20_000_000;

/** The texts that came cut, and what was asked for since. */
export class Excerpts {
	readonly #ask: (ref: TextRef) => void;
	/** The latest last. */
	readonly #whole = new Map<string, string>();
	/** UTF-16 units of all of these. */
	#units = 0;
	readonly #waiting = new Map<string, { readonly asking: HTMLButtonElement; draw(): void }>();
	readonly #unfolded: Unfolded;

	constructor(unfolded: Unfolded, ask: (ref: TextRef) => void) {
		this.#unfolded = unfolded;
		this.#ask = ask;
	}

	/** The best that is known of a text. */
	textOf(excerpt: Excerpt): string {
		return this.#whole.get(textKey(excerpt.ref)) ?? excerpt.text;
	}

	isCut(excerpt: Excerpt): boolean {
		return this.textOf(excerpt).length < excerpt.length;
	}

	/** A button that asks for the rest and calls `draw` when it came; null when nothing is missing. */
	moreButton(excerpt: Excerpt, words: string, draw: () => void): HTMLElement | null {
		if (!this.isCut(excerpt)) return null;
		const { ref } = excerpt;
		const ask = (): void => {
			asking.disabled = true;
			this.#waiting.set(textKey(ref), { asking, draw });
			this.#ask(ref);
		};
		const asking = button({ class: 'more' }, () => {
			this.#unfolded.set(ref.messageId, partOf(ref), true);
			ask();
		});
		asking.textContent = words;
		if (this.#unfolded.has(ref.messageId, partOf(ref))) ask();
		return asking;
	}

	receive({ ref, text }: Excerpt): void {
		const key = textKey(ref);
		this.#keep(key, text);
		this.#waiting.get(key)?.draw();
		this.#waiting.delete(key);
	}

	/** Something that was asked for does not come, and it may be one of these: they can be asked for again. */
	stop(): void {
		for (const { asking } of this.#waiting.values()) asking.disabled = false;
	}

	/** The oldest go where there are too many; a row that is drawn anew asks for its own again. */
	#keep(key: string, text: string): void {
		this.#units += text.length - (this.#whole.get(key)?.length ?? 0);
		this.#whole.delete(key);
		this.#whole.set(key, text);
		for (const [oldest, { length }] of this.#whole) {
			if (this.#units <= mostUnits || oldest === key) return;
			this.#whole.delete(oldest);
			this.#units -= length;
		}
	}
}

function partOf({ field, index }: TextRef): string {
	return `all ${field} ${String(index)}`;
}

/** Names a text within the page. */
export function textKey({ messageId, field, index }: TextRef): string {
	return `${messageId} ${field} ${String(index)}`;
}
