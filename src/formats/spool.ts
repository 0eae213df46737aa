import type { Body } from '../store/incoming.js';

/** A place outside of memory, such as a file. Offsets in bytes. */
export interface Overflow {
	append(bytes: Uint8Array): void;
	read(offset: number, into: Uint8Array): void;
}

const chunkSize = 1 << 20;

/** A stretch of the texts. */
interface Chunk {
	/** Where it begins among all of them. */
	readonly start: number;
	readonly bytes: Buffer;
	used: number;
}

/**
 * Keeps texts until an import is written, as UTF-8 and in order: in memory, and the older ones beyond `room` bytes in
 * the overflow, if there is one. Reading them in the order in which they were added is cheap.
 */
export class Spool {
	readonly #room: number;
	readonly #overflow: Overflow | undefined;
	/** What is in memory. */
	readonly #chunks: Chunk[] = [];
	/** Bytes that the chunks take. */
	#taken = 0;
	/** Of all texts. */
	#size = 0;
	/** How much of the texts is in the overflow. */
	#spilled = 0;
	/** A piece of the overflow. */
	readonly #window = { start: 0, size: 0, room: Buffer.alloc(0) };

	constructor(overflow?: Overflow, room = 32 * chunkSize) {
		this.#overflow = overflow;
		this.#room = overflow ? room : Infinity;
	}

	add(text: string): Body {
		const start = this.#size;
		const length = Buffer.byteLength(text);
		const chunk = this.#withRoomFor(length);
		// Several times as fast, where both are the same.
		chunk.bytes.write(text, chunk.used, length === text.length ? 'latin1' : 'utf8');
		chunk.used += length;
		this.#size += length;
		return new Spooled(this, start, length);
	}

	/** As UTF-8, until the next are read or a text is added. */
	read(start: number, length: number): Buffer {
		const bytes = start < this.#spilled ? this.#fromOverflow(start, length) : this.#fromMemory(start, length);
		return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	#withRoomFor(length: number): Chunk {
		const last = this.#chunks.at(-1);
		if (last && last.used + length <= last.bytes.length) return last;
		const size = Math.max(chunkSize, length);
		const free = this.#spill(this.#room - size);
		const bytes = free?.length === size ? free : Buffer.allocUnsafeSlow(size);
		const chunk = { start: this.#size, bytes, used: 0 };
		this.#chunks.push(chunk);
		this.#taken += size;
		return chunk;
	}

	/** Moves the oldest chunks out until so many bytes are left; gives room that became free. */
	#spill(room: number): Buffer | undefined {
		let free: Buffer | undefined;
		while (this.#overflow && this.#taken > room) {
			const chunk = this.#chunks.shift();
			if (!chunk) break;
			this.#overflow.append(chunk.bytes.subarray(0, chunk.used));
			this.#taken -= chunk.bytes.length;
			this.#spilled += chunk.used;
			free = chunk.bytes;
		}
		return free;
	}

	#fromMemory(start: number, length: number): Uint8Array {
		let low = 0;
		let high = this.#chunks.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >>> 1;
			if ((this.#chunks[middle]?.start ?? Infinity) <= start) low = middle;
			else high = middle - 1;
		}
		const chunk = this.#chunks[low];
		const at = start - (chunk?.start ?? 0);
		return chunk?.bytes.subarray(at, at + length) ?? new Uint8Array(0);
	}

	#fromOverflow(start: number, length: number): Uint8Array {
		const end = start + length;
		const window = this.#window;
		if (start < window.start || end > window.start + window.size) {
			if (window.room.length < length) window.room = Buffer.allocUnsafeSlow(Math.max(chunkSize, length));
			window.start = start;
			window.size = 0;
			const size = Math.min(window.room.length, this.#spilled - start);
			this.#overflow?.read(start, window.room.subarray(0, size));
			window.size = size;
		}
		return window.room.subarray(start - window.start, end - window.start);
	}
}

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
		return this.#spool.read(this.#start, this.#length).toString();
	}

	get bytes(): Uint8Array {
		return this.#spool.read(this.#start, this.#length);
	}
}
