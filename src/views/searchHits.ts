/** A hit in numbers: the message's position, which of its texts (−1: all of it), and where in that. */
export interface KeptHit {
	readonly index: number;
	readonly text: number;
	/** UTF-16 units of the text, `end` exclusive. */
	readonly start: number;
	readonly end: number;
}

const width = 4;

/** Hits in the order of the transcript, as plain numbers: there may be 100,000 of them. */
export class HitList {
	readonly #numbers: number[] = [];

	get length(): number {
		return this.#numbers.length / width;
	}

	push({ index, text, start, end }: KeptHit): void {
		this.#numbers.push(index, text, start, end);
	}

	clear(): void {
		this.#numbers.length = 0;
	}

	at(place: number): KeptHit | undefined {
		const [index, text, start, end] = this.#numbers.slice(place * width, (place + 1) * width);
		if (index === undefined || text === undefined || start === undefined || end === undefined)
			return undefined;
		return { index, text, start, end };
	}

	/** How many hits are in the same text as this one, and how many of them are before it. */
	among(place: number): { readonly inText: number; readonly earlier: number } {
		const numbers = this.#numbers;
		const own = place * width;
		const isBeside = (at: number): boolean =>
			numbers[at] === numbers[own] && numbers[at + 1] === numbers[own + 1];
		let first = own;
		while (first > 0 && isBeside(first - width)) first -= width;
		let end = own;
		while (end < numbers.length && isBeside(end)) end += width;
		return { inText: (end - first) / width, earlier: (own - first) / width };
	}

	/** The positions of the messages with hits, ascending, each once. */
	*positions(): Iterable<number> {
		let last = -1;
		for (let at = 0; at < this.#numbers.length; at += width) {
			const index = this.#numbers[at] ?? 0;
			if (index !== last) yield index;
			last = index;
		}
	}
}

/** Positions that stand for all: every one, or the first in each of `most` equal parts of the transcript. */
export function spread(positions: readonly number[], total: number, most: number): readonly number[] {
	if (positions.length <= most) return positions;
	let last = -1;
	return positions.filter((position) => {
		const bucket = Math.floor((position * most) / total);
		const isFirst = bucket !== last;
		last = bucket;
		return isFirst;
	});
}
