import type { Message } from '../store/model.js';
import { forEachText } from './searchTexts.js';

/** Texts that are searched in one go, in plain lists: there are many of them. */
export class Batch {
	readonly #texts: string[] = [];
	/** Of each text, the position of its message, and which text of it it is. */
	readonly #places: number[] = [];
	/** UTF-16 units of all. */
	units = 0;

	/** All texts of the message at a position. */
	add(message: Message, index: number): void {
		let place = 0;
		forEachText(message, (text) => {
			this.#texts.push(text);
			this.#places.push(index, place++);
			this.units += text.length;
		});
	}

	/** The message at a position as such. */
	addWhole(index: number): void {
		this.#texts.push('');
		this.#places.push(index, -1);
	}

	/** Until `test` gives false. */
	every(test: (text: string, index: number, place: number) => boolean): void {
		const places = this.#places;
		this.#texts.every((text, at) => test(text, places[2 * at] ?? 0, places[2 * at + 1] ?? 0));
	}
}
