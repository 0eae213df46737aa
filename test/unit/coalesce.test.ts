import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Coalesced } from '../../src/host/coalesce.js';

describe('Coalesced', () => {
	it('runs once for a burst, and once more for what came while it ran', async () => {
		let runs = 0;
		const task = new Coalesced(
			async () => {
				runs++;
				await sleep(20);
			},
			assert.ifError,
			1,
		);
		for (let i = 0; i < 5; i++) task.request();
		await sleep(10);
		const during = runs;
		for (let i = 0; i < 5; i++) task.request();
		await sleep(80);
		assert.deepEqual({ during, runs }, { during: 1, runs: 2 });
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
