import { setImmediate as begin } from 'node:timers';
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others get a turn. */
const stint = 20;

/** Keeps long work from holding up everything else in this process, and ends it when it is not wanted any more. */
export class Pace {
	readonly #signal: AbortSignal | undefined;
	#since = performance.now();

	constructor(signal?: AbortSignal) {
		this.#signal = signal;
	}

	get isDue(): boolean {
		return performance.now() - this.#since >= stint;
	}

	/** Rejects with the signal's reason. */
	async rest(): Promise<void> {
		this.#signal?.throwIfAborted();
		await setImmediate();
		this.#signal?.throwIfAborted();
		this.#since = performance.now();
	}
}

/** Askings of `turnForOthers` for one look at the clock, which costs as much as some of what is asked for. */
const seldom = 8;
let askings = 0;
/** Since when this process has done nothing but go on from one promise to the next. */
let stretchSince: number | undefined;

/**
 * To be asked by whoever may go on without waiting for anything, again and again. Gives a turn for others to be waited
 * for, once they have had none for too long.
 */
export function turnForOthers(): Promise<void> | undefined {
	if (stretchSince !== undefined && ++askings % seldom !== 0) return undefined;
	const now = performance.now();
	if (stretchSince === undefined) {
		stretchSince = now;
		begin(() => (stretchSince = undefined)).unref();
	}
	return now - stretchSince < stint ? undefined : setImmediate();
}
