import { Worker } from 'node:worker_threads';

/** Seconds that a step may take on a busy machine. */
const patience = 60;

// What it prints does not go through the thread that hangs, and that thread answers no other signal.
const code = `
const { workerData: steps } = require('node:worker_threads');
let last, since;
setInterval(() => {
	const step = Atomics.load(steps, 0);
	if (step !== last) [last, since] = [step, Date.now()];
	if (step < 0 || Date.now() - since < ${String(patience * 1000)}) return;
	require('node:fs').writeSync(2, 'Set ' + step + ' hangs. Again: MUTATED_SET=' + step + '\\n');
	process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/** Ends the process, and says at which step, when a step does not end. */
export class Watchdog {
	readonly #step = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
	readonly #worker = new Worker(code, { eval: true, workerData: this.#step });

	begin(step: number): void {
		Atomics.store(this.#step, 0, step);
	}

	async stop(): Promise<void> {
		await this.#worker.terminate();
	}
}
