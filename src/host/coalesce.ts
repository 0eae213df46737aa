import type * as vscode from 'vscode';

/**
 * Runs `task` once for a burst of calls, and never twice at a time: calls while it runs lead to one more run.
 * `failed` gets what the task throws.
 */
export class Coalesced implements vscode.Disposable {
	readonly #task: () => Promise<void>;
	readonly #failed: (error: unknown) => void;
	readonly #delay: number;
	#timer: NodeJS.Timeout | undefined;
	#running = false;
	#again = false;
	#gone = false;

	/** `delay` in milliseconds. */
	constructor(task: () => Promise<void>, failed: (error: unknown) => void, delay: number) {
		this.#task = task;
		this.#failed = failed;
		this.#delay = delay;
	}

	request(): void {
		if (this.#gone) return;
		if (this.#running) this.#again = true;
		else this.#timer ??= setTimeout(() => void this.#run(), this.#delay);
	}

	dispose(): void {
		this.#gone = true;
		clearTimeout(this.#timer);
	}

	async #run(): Promise<void> {
		this.#timer = undefined;
		this.#running = true;
		try {
			await this.#task();
		} catch (error) {
			this.#failed(error);
		} finally {
			this.#running = false;
		}
		if (!this.#again) return;
		this.#again = false;
		this.request();
	}
}
