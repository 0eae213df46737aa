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

/** How long this process has done nothing but go on from one promise to the next. */
export class Stretch {
	#since: number | undefined;

	/** Whether others should get a turn now. To be asked each time that it could go on without waiting for anything. */
	get isTooLong(): boolean {
		const now = performance.now();
		if (this.#since === undefined) {
			this.#since = now;
			begin(() => (this.#since = undefined)).unref();
		}
		return now - this.#since >= stint;
	}
}
