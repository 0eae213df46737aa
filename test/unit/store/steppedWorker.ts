// A thread whose writes to the disk wait, call by call, for the thread that started it; see stepped.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from './faultyFiles.js';
import { allowed, changes, changing, happened, isDone, type SteppedCommand } from './steppedMemory.js';

const shared = new Int32Array(workerData as SharedArrayBuffer);
let calls = 0;
let isGated = false;

function tell(): void {
	Atomics.add(shared, happened, 1);
	Atomics.notify(shared, happened);
}

const files = Object.fromEntries(
	Object.entries(quickFiles).map(([name, call]) => [
		name,
		(...args: readonly unknown[]): unknown => {
			if (!isGated) return (call as (...args: readonly unknown[]) => unknown)(...args);
			while (Atomics.load(shared, allowed) <= calls) Atomics.wait(shared, allowed, calls);
			calls++;
			try {
				return (call as (...args: readonly unknown[]) => unknown)(...args);
			} finally {
				if (changing.includes(name) && args[1] !== 'read') Atomics.add(shared, changes, 1);
				tell();
			}
		},
	]),
) as unknown as Files;

parentPort?.on('message', ({ folder, run, args }: SteppedCommand) => {
	void (async () => {
		const store = await SessionStore.open(folder, { files });
		calls = 0;
		parentPort?.postMessage('ready');
		isGated = true;
		await (store[run] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
		isGated = false;
		Atomics.store(shared, isDone, 1);
		tell();
		await store.close();
		parentPort?.postMessage('closed');
	})();
});
