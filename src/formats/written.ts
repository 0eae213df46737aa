import { counted } from './shown.js';

/** What a form makes of a bundle. */
export interface Written {
	/** Names without a folder. */
	readonly files: readonly WrittenFile[];
	/** What the form cannot hold, each in words for a person; to be shown before the files are written. */
	readonly losses: readonly string[];
}

/** A file that is to be written. */
export interface WrittenFile {
	readonly name: string;
	readonly text: string;
}

/** Counts what a form cannot hold, and says it: one line for each kind of loss. */
export class Losses {
	readonly #kinds = new Map<string, { readonly noun: string; count: number }>();

	/** `count` more of `noun`, of which `rest` tells what becomes of them, and why. */
	add(noun: string, rest: string, count = 1): void {
		if (count === 0) return;
		const key = `${noun} ${rest}`;
		const kind = this.#kinds.get(key) ?? { noun, count: 0 };
		kind.count += count;
		this.#kinds.set(key, kind);
	}

	inWords(): readonly string[] {
		return [...this.#kinds].map(
			([key, { noun, count }]) => `${counted(count, noun)}${key.slice(noun.length)}`,
		);
	}
}
