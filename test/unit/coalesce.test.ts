import assert from 'node:assert/strict';
import { Coalesced } from '../../src/host/coalesce.js';

describe('Coalesced', () => {
	it('runs once for a burst, and once more for what came while it ran', async () => {
		const starts: (() => void)[] = [];
		const started = Array.from({ length: 2 }, () => new Promise<void>((resolve) => starts.push(resolve)));
		const ends: (() => void)[] = [];
		const task = new Coalesced(
			() => {
				starts[ends.length]?.();
				return new Promise((resolve) => ends.push(resolve));
			},
			assert.ifError,
			1,
		);
		const burst = (): void => {
			for (let i = 0; i < 5; i++) task.request();
		};
		burst();
		await started[0];
		burst();
		assert.equal(ends.length, 1);
		ends[0]?.();
		await started[1];
		ends[1]?.();
		await task.flush();
		assert.equal(ends.length, 2);
	});

	it('tells of a failure and goes on', async () => {
		const failures: unknown[] = [];
		let fail = true;
		const task = new Coalesced(
			() => (fail ? Promise.reject(new Error('first')) : Promise.resolve()),
			(error) => failures.push(error),
			0,
		);
		task.request();
		await task.flush();
		fail = false;
		task.request();
		await task.flush();
		assert.deepEqual(failures.map(String), ['Error: first']);
	});

	it('flushes at once what was requested, and does nothing after it was disposed of', async () => {
		let runs = 0;
		const task = new Coalesced(
			() => {
				runs++;
				return Promise.resolve();
			},
			assert.ifError,
			10_000,
		);
		task.request();
		await task.flush();
		task.dispose();
		task.request();
		await task.flush();
		assert.equal(runs, 1);
	});
});
