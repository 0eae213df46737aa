const first = 50;
const most = 5_000;

/** How many messages are read at once, so that they hold about as much text each time: some have 5 MB. */
export class Stride {
	readonly #units: number;
	#length = first;

	/** `units`: of text that are wanted in one go, in UTF-16 units. */
	constructor(units: number) {
		this.#units = units;
	}

	/** Messages to read next. */
	get length(): number {
		return this.#length;
	}

	/** The last messages that were read have so much text. It grows by steps: what follows may be longer. */
	took(units: number): void {
		const fitting = Math.floor((this.#length * this.#units) / Math.max(1, units));
		this.#length = Math.max(1, Math.min(fitting, this.#length * 4, most));
	}
}
