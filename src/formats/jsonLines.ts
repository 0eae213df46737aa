import type { Json } from '../store/model.js';
import type { Line } from './source.js';

/** What of a file with one JSON value a line could not be read. */
export interface BadLines {
	/** The numbers of the first of them, from 1. */
	readonly numbers: readonly number[];
	readonly count: number;
	/** The last line is no JSON and has no line break: whoever writes the file is still at it, or was stopped. */
	readonly tornEnd: boolean;
	/** Some bytes are no UTF-8; the replacement character stands in their place. */
	readonly mangled: boolean;
}

const told = 5;

/** What stands in the place of bytes that are no UTF-8. */
const replacement = '\ufffd';

/**
 * The values of a text with one JSON value a line, as it comes in. Blank lines are left out; two values on one line,
 * which writers that race leave behind, are told apart.
 */
export class JsonLines {
	readonly #decoder = new TextDecoder();
	#rest: string[] = [];
	#number = 0;
	#count = 0;
	readonly #numbers: number[] = [];
	#tornEnd = false;
	#mangled = false;

	get bad(): BadLines {
		return {
			numbers: this.#numbers,
			count: this.#count,
			tornEnd: this.#tornEnd,
			mangled: this.#mangled,
		};
	}

	/** The lines that end in these bytes. */
	take(bytes: Uint8Array): readonly Line[] {
		const text = this.#decoder.decode(bytes, { stream: true });
		if (text.includes(replacement)) this.#mangled ||= !Buffer.from(bytes).includes(replacement);
		const end = text.lastIndexOf('\n');
		if (end < 0) {
			this.#rest.push(text);
			return [];
		}
		const whole = this.#rest.join('') + text.slice(0, end);
		this.#rest = end + 1 < text.length ? [text.slice(end + 1)] : [];
		return this.#parsed(whole.split('\n'));
	}

	/** What is left once all bytes came. */
	end(): readonly Line[] {
		const text = this.#rest.join('') + this.#decoder.decode();
		this.#rest = [];
		if (text.trim() === '') return [];
		const before = this.#count;
		const lines = this.#parsed([text]);
		if (this.#count > before) {
			this.#count = before;
			if (this.#numbers.at(-1) === this.#number) this.#numbers.pop();
			this.#tornEnd = true;
		}
		return lines;
	}

	#parsed(texts: readonly string[]): Line[] {
		const lines: Line[] = [];
		for (const text of texts) {
			const number = ++this.#number;
			const value = parsed(text);
			if (value !== undefined) {
				lines.push({ number, value });
				continue;
			}
			if (text.trim() === '') continue;
			const several = severalOn(text);
			for (const each of several.values) lines.push({ number, value: each });
			if (several.whole) continue;
			this.#count++;
			if (this.#numbers.length < told) this.#numbers.push(number);
		}
		return lines;
	}
}

/** Undefined: not JSON. */
function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}

/** More objects than that do not come to stand on one line by a race. */
const mostOnLine = 64;

/** Objects of one line without anything between them; `whole`: nothing of the line is left over. */
function severalOn(text: string): { readonly values: readonly Json[]; readonly whole: boolean } {
	const pieces = text.split(/(?<=\})(?=\{")/, mostOnLine + 1);
	if (pieces.length === 1 || pieces.length > mostOnLine) return { values: [], whole: false };
	const values: Json[] = [];
	let whole = true;
	let pending = '';
	for (const piece of pieces) {
		pending += piece;
		let value = parsed(pending);
		if (value === undefined && pending !== piece) {
			// What came before may be a torn line, and this the good one after it.
			value = parsed(piece);
			if (value !== undefined) whole = false;
		}
		if (value === undefined) continue;
		values.push(value);
		pending = '';
	}
	return { values, whole: whole && pending === '' };
}
