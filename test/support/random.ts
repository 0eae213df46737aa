const twoTo32 = 0x1_0000_0000;
const idQuarter = 36 ** 5;

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
	#state: number;

	/** `seed`: a whole number; its lowest 32 bits count. */
	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 to below 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / twoTo32;
	}

	/** A whole number from 0 to below `end`. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** Throws `RangeError` when the list is empty. */
	pick<Item>(list: readonly Item[]): Item {
		const item = list[this.below(list.length)];
		if (item === undefined) throw new RangeError('nothing to pick from');
		return item;
	}

	/** The same items in some order. */
	shuffled<Item>(list: readonly Item[]): Item[] {
		const order = list.map((item) => ({ item, place: this.next() }));
		return order.sort((a, b) => a.place - b.place).map(({ item }) => item);
	}

	/** Of `0-9a-z`, as the store's own ids are. `length`: a multiple of 5. */
	id(length = 20): string {
		let id = '';
		while (id.length < length) id += this.below(idQuarter).toString(36).padStart(5, '0');
		return id;
	}
}
