import { StoreError } from '../store/errors.js';

/** The bytes of a file, piece by piece. */
export type Bytes = AsyncIterable<Uint8Array>;

const frameMagic = 0xfd2fb528;
/** The first of 16; such a frame is the length of what follows, and means nothing. */
const skippableMagic = 0x184d2a50;
const runBlock = 1;

/**
 * Takes a Zstandard file apart into its frames (RFC 8878, section 3.1). Node's decoder stops after the first frame,
 * and says nothing when the last one is cut short.
 */
export class ZstdFrames {
	readonly #chunks: AsyncIterator<Uint8Array>;
	#chunk: Uint8Array = new Uint8Array();

	constructor(packed: Bytes) {
		this.#chunks = packed[Symbol.asyncIterator]();
	}

	/** Whether there is another frame. */
	async more(): Promise<boolean> {
		while (this.#chunk.length === 0) {
			const next = await this.#chunks.next();
			if (next.done) return false;
			this.#chunk = next.value;
		}
		return true;
	}

	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	/** The bytes of the next frame. Throws StoreError `INVALID` when it is cut short, or no frame. */
	async *next(): Bytes {
		const magic = await this.#exactly(4);
		yield magic;
		const number = valueOf(magic);
		if (number - (number % 16) === skippableMagic) {
			const size = await this.#exactly(4);
			yield size;
			yield* this.#pass(valueOf(size));
			return;
		}
		if (number !== frameMagic) throw damaged('there is something else behind it');
		const descriptor = await this.#exactly(1);
		yield descriptor;
		yield* this.#pass(restOfHeader(descriptor[0] ?? 0));
		for (let last = false; !last;) {
			const block = await this.#exactly(3);
			yield block;
			const header = valueOf(block);
			last = (header & 1) === 1;
			yield* this.#pass(((header >> 1) & 3) === runBlock ? 1 : header >> 3);
		}
		if (((descriptor[0] ?? 0) & 4) !== 0) yield* this.#pass(checksumLength);
	}

	async #exactly(count: number): Promise<Uint8Array> {
		const whole = new Uint8Array(count);
		let at = 0;
		for await (const piece of this.#pass(count)) {
			whole.set(piece, at);
			at += piece.length;
		}
		return whole;
	}

	async *#pass(count: number): Bytes {
		for (let left = count; left > 0;) {
			if (!(await this.more())) throw damaged('it ends in the middle');
			const piece = this.#chunk.subarray(0, left);
			this.#chunk = this.#chunk.subarray(piece.length);
			left -= piece.length;
			yield piece;
		}
	}
}

const checksumLength = 4;

/** Bytes of a frame's header after its descriptor: window, dictionary, size of the content. */
function restOfHeader(descriptor: number): number {
	const single = (descriptor & 0x20) !== 0;
	const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
	const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
	return (single ? 0 : 1) + dictionary + size;
}

/** Least significant byte first. */
function valueOf(bytes: Uint8Array): number {
	return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function damaged(why: string): StoreError {
	return new StoreError('INVALID', `its Zstandard data is damaged: ${why}`);
}
