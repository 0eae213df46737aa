import { forEachLine, textOf } from '../store/lines.js';
import type { Json } from '../store/model.js';
import { mustFit } from './fileText.js';
import { parsedJson } from './json.js';
import type { Line } from './source.js';

/** What of a file with one JSON value a line could not be read. */
export interface BadLines {
	/** The numbers of the first of them, from 1. */
	readonly numbers: readonly number[];
	readonly count: number;
	/** The number of the last line, where it is no JSON and has no line break: whoever writes the file is still at it, or was stopped. */
	readonly tornEnd: number | undefined;
	/** Some bytes are no UTF-8; the replacement character stands in their place. */
	readonly mangled: boolean;
}

const told = 5;

const newline = 10;
const byteOrderMark = '\ufeff';

/**
 * The values of a text with one JSON value a line, as it comes in. Blank lines are left out; two values on one line,
 * which writers that race leave behind, are told apart.
 */
export class JsonLines {
	/** Of a line that goes on. */
	#rest: Uint8Array[] = [];
	/** Bytes of it. */
	#waiting = 0;
	#number = 0;
	#count = 0;
	readonly #numbers: number[] = [];
	#tornEnd: number | undefined;
	#mangled = false;

	get bad(): BadLines {
		return {
			numbers: this.#numbers,
			count: this.#count,
			tornEnd: this.#tornEnd,
			mangled: this.#mangled,
		};
	}

	/** The lines that end in these bytes. Throws StoreError `INVALID` for a line that is too long to be one value. */
	take(bytes: Uint8Array): readonly Line[] {
		const lines: Line[] = [];
		// Only what is left of the line before has to be copied together.
		const first = this.#rest.length > 0 ? bytes.indexOf(newline) + 1 : 0;
		if (first > 0) {
			this.#takeLines(Buffer.concat([...this.#rest, bytes.subarray(0, first)]), lines);
			this.#rest = [];
			this.#waiting = 0;
		}
		const own = Buffer.from(bytes.buffer, bytes.byteOffset + first, bytes.length - first);
		const taken = first > 0 || this.#rest.length === 0 ? this.#takeLines(own, lines) : 0;
		if (taken < own.length) this.#rest.push(own.subarray(taken));
		this.#waiting += own.length - taken;
		mustFit(this.#waiting);
		return lines;
	}

	/** Gives how many bytes they are. */
	#takeLines(bytes: Buffer, lines: Line[]): number {
		return forEachLine(bytes, (text, start, end) => {
			this.#mangled ||= text === undefined;
			this.#takeLine(text ?? bytes.toString('utf8', start, end), lines);
		});
	}

	/** What is left once all bytes came. */
	end(): readonly Line[] {
		const bytes = Buffer.concat(this.#rest);
		this.#rest = [];
		const text = bytes.toString();
		if (text.trim() === '') return [];
		const before = this.#count;
		const lines: Line[] = [];
		this.#takeLine(text, lines);
		if (this.#count > before) {
			this.#count = before;
			if (this.#numbers.at(-1) === this.#number) this.#numbers.pop();
			this.#tornEnd = this.#number;
		} else this.#mangled ||= textOf(bytes) === undefined;
		return lines;
	}

	#takeLine(line: string, lines: Line[]): void {
		const number = ++this.#number;
		const text = number === 1 && line.startsWith(byteOrderMark) ? line.slice(1) : line;
		const value = parsedJson(text);
		if (value !== undefined) {
			lines.push({ number, value });
			return;
		}
		if (text.trim() === '') return;
		const several = severalOn(text);
		for (const each of several.values) lines.push({ number, value: each });
		if (several.whole) return;
		this.#count++;
		if (this.#numbers.length < told) this.#numbers.push(number);
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
		let value = parsedJson(pending);
		if (value === undefined && pending !== piece) {
			// What came before may be a torn line, and this the good one after it.
			value = parsedJson(piece);
			if (value !== undefined) whole = false;
		}
		if (value === undefined) continue;
		values.push(value);
		pending = '';
	}
	return { values, whole: whole && pending === '' };
}
