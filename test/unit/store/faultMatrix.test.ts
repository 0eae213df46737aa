import { strict as assert } from 'node:assert';
import { tryFaults } from './faultMatrix.js';
import { operations } from './faultOperations.js';

describe('With a fault at any call of the disk', () => {
	for (const [turn, [name, operation]] of Object.entries(operations).entries()) {
		if (operation.short === 'nothing') continue;
		it(`${name} is done, or undone with a code`, async () => {
			const { wrong, done, refused } = await tryFaults(operation, turn);
			assert.deepEqual(wrong, []);
			assert.ok(done + refused > 0);
		}).timeout(60_000);
	}
});
