import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { cutLogs } from '../../torture/cuts.js';
import { Torture } from '../../torture/torture.js';
import { Temporary } from './temporary.js';

describe('The store, tortured a little', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('loses nothing when processes are killed that write to it', async () => {
		const torture = new Torture(join(temporary.root, 'kills'), 1);
		await torture.run(10);
		assert.deepEqual(torture.faults, []);
		assert.ok(torture.locked > 0, 'some of them while they held the lock');
	}).timeout(60_000);
	it('loses nothing but what was cut off', async () => {
		const { counts, faults } = await cutLogs(join(temporary.root, 'cuts'), 211);
		assert.deepEqual(faults, []);
		assert.ok(Object.values(counts).every((count) => count > 10));
	}).timeout(60_000);
});
