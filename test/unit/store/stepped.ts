import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { allowed, changes, happened, isDone, type SteppedCommand } from './steppedMemory.js';

/** Another thread's store that runs one command, and goes on by one call to the disk whenever it is told to. */
export class SteppedWriter {
	readonly #memory = new Int32Array(new SharedArrayBuffer(16));
	readonly #worker: Worker;

	private constructor(script: string) {
		this.#worker = new Worker(script, { workerData: this.#memory.buffer });
	}

	/** `folder`: where its script may lie. */
	static async make(folder: string): Promise<SteppedWriter> {
		const script = join(folder, 'steppedWorker.mjs');
		await build({
			entryPoints: ['test/unit/store/steppedWorker.ts'],
			outfile: script,
			bundle: true,
			platform: 'node',
			format: 'esm',
			logLevel: 'error',
		});
		return new SteppedWriter(script);
	}

	/** Opens the folder, and stops before the command's first call. */
	async begin(command: SteppedCommand): Promise<void> {
		this.#memory.fill(0);
		this.#worker.postMessage(command);
		await once(this.#worker, 'message');
	}

	/** Lets it make one more call. False: the command is done. */
	step(): boolean {
		// Counted before it is asked whether it is done: else its end could pass unseen between the two.
		const before = Atomics.load(this.#memory, happened);
		if (this.#memory[isDone] === 1) return false;
		Atomics.add(this.#memory, allowed, 1);
		Atomics.notify(this.#memory, allowed);
		Atomics.wait(this.#memory, happened, before);
		return this.#memory[isDone] !== 1;
	}

	/** Lets it go on up to its next call that changes the disk. False: the command is done. */
	change(): boolean {
		const before = this.#memory[changes];
		while (this.step()) if (this.#memory[changes] !== before) return true;
		return false;
	}

	/** Up to the end of the command, and of its store; gives how often it changed the disk. */
	async finish(): Promise<number> {
		const closed = once(this.#worker, 'message');
		while (this.step());
		await closed;
		return this.#memory[changes] ?? 0;
	}

	async dispose(): Promise<void> {
		await this.#worker.terminate();
	}
}
