import type { Excerpt, TextRef } from '../../src/protocol/transcript.js';
import { button } from './dom.js';
import type { Unfolded } from './unfolded.js';

/** The texts that came cut, and what was asked for since. */
export class Excerpts {
	readonly #ask: (ref: TextRef) => void;
	readonly #whole = new Map<string, string>();
	readonly #waiting = new Map<string, () => void>();
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
			this.#waiting.set(textKey(ref), draw);
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
		this.#whole.set(key, text);
		this.#waiting.get(key)?.();
		this.#waiting.delete(key);
	}
}

function partOf({ field, index }: TextRef): string {
	return `all ${field} ${String(index)}`;
}

/** Names a text within the page. */
export function textKey({ messageId, field, index }: TextRef): string {
	return `${messageId} ${field} ${String(index)}`;
}
