import type { Body } from '../store/incoming.js';

/** A place outside of memory, such as a file. Offsets and lengths in bytes. */
export interface Overflow {
	append(bytes: Uint8Array): void;
	read(offset: number, length: number): Uint8Array;
}

const chunkSize = 1 << 20;

/**
 * Keeps texts until an import is written, as UTF-8 and in order: in memory, and beyond `room` bytes in the
 * overflow, if there is one. Reading them in the order in which they were added is cheap.
 */
export class Spool {
	readonly #room: number;
	readonly #overflow: Overflow | undefined;
	readonly #chunks: Uint8Array[] = [];
	/** Where the chunk at an index begins. */
	readonly #starts: number[] = [];
	#last: Uint8Array = new Uint8Array(0);
	#used = 0;
	#size = 0;
	/** A piece of the overflow. */
	#window: { readonly start: number; readonly bytes: Uint8Array } | undefined;
	/** How much of the overflow is there. */
	#spilled = 0;

	constructor(overflow?: Overflow, room = 64 * chunkSize) {
		this.#overflow = overflow;
		this.#room = overflow ? room : Infinity;
	}

	add(text: string): Body {
		const start = this.#size;
		const most = text.length * 3;
		if (this.#last.length - this.#used < most) this.#begin(most);
		const { written } = new TextEncoder().encodeInto(text, this.#last.subarray(this.#used));
		this.#used += written;
		this.#size += written;
		return new Spooled(this, start, written);
	}

	read(start: number, length: number): string {
		return decoder.decode(this.#bytes(start, length));
	}

	#begin(most: number): void {
		this.#putAway();
		this.#starts.push(this.#size);
		this.#last = new Uint8Array(Math.max(chunkSize, most));
		this.#chunks.push(this.#last);
		this.#used = 0;
	}

	/** Gives the room of full chunks back once they are too many. */
	#putAway(): void {
		const from = this.#starts.at(-1);
		if (from === undefined) return;
		this.#last = this.#last.slice(0, this.#used);
		this.#chunks[this.#chunks.length - 1] = this.#last;
		if (!this.#overflow || this.#size - this.#spilled <= this.#room) return;
		for (const chunk of this.#chunks) this.#overflow.append(chunk);
		this.#chunks.length = 0;
		this.#starts.length = 0;
		this.#spilled = this.#size;
	}

	#bytes(start: number, length: number): Uint8Array {
		if (start < this.#spilled) return this.#fromOverflow(start, length);
		let low = 0;
		let high = this.#starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >>> 1;
			if ((this.#starts[middle] ?? Infinity) <= start) low = middle;
			else high = middle - 1;
		}
		const at = start - (this.#starts[low] ?? 0);
		return (this.#chunks[low] ?? new Uint8Array(0)).subarray(at, at + length);
	}

	#fromOverflow(start: number, length: number): Uint8Array {
		const end = start + length;
		let window = this.#window;
		if (!window || start < window.start || end > window.start + window.bytes.length) {
			const size = Math.min(Math.max(length, chunkSize), this.#spilled - start);
			window = { start, bytes: this.#overflow?.read(start, size) ?? new Uint8Array(0) };
			this.#window = window;
		}
		return window.bytes.subarray(start - window.start, end - window.start);
	}
}

const decoder = new TextDecoder();

class Spooled implements Body {
	readonly #spool: Spool;
	readonly #start: number;
	readonly #length: number;

	constructor(spool: Spool, start: number, length: number) {
		this.#spool = spool;
		this.#start = start;
		this.#length = length;
	}

	get text(): string {
		return this.#spool.read(this.#start, this.#length);
	}
}
