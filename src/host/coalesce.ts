/**
 * Runs `task` once for a burst of calls, and never twice at a time: calls while it runs lead to one more run.
 * `failed` gets what the task throws.
 */
export class Coalesced {
	readonly #task: () => Promise<void>;
	readonly #failed: (error: unknown) => void;
	readonly #delay: () => number;
	#timer: NodeJS.Timeout | undefined;
	#running: Promise<void> | undefined;
	#again = false;
	#gone = false;

	/** `delay` in milliseconds; as a function it is asked at each burst. */
	constructor(task: () => Promise<void>, failed: (error: unknown) => void, delay: number | (() => number)) {
		this.#task = task;
		this.#failed = failed;
		this.#delay = typeof delay === 'number' ? () => delay : delay;
	}

	request(): void {
		if (this.#gone) return;
		if (this.#running) this.#again = true;
		else this.#timer ??= setTimeout(() => void this.#run(), this.#delay());
	}

	/** Resolves when all that was requested until now is done, without waiting for more to come. */
	async flush(): Promise<void> {
		while (this.#running) await this.#running;
		if (this.#timer !== undefined) await this.#run();
	}

	dispose(): void {
		this.#gone = true;
		clearTimeout(this.#timer);
	}

	async #run(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#running = this.#task().catch(this.#failed);
		await this.#running;
		this.#running = undefined;
		if (!this.#again) return;
		this.#again = false;
		this.request();
	}
}
