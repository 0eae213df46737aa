import { strict as assert } from 'node:assert';
import { tryFaults } from './faultMatrix.js';
import { operations } from './faultOperations.js';

describe('With a fault at any call of the disk', () => {
	for (const [turn, [name, operation]] of Object.entries(operations).entries()) {
		it(`${name} is done, or undone with a code`, async () => {
			const { wrong, ...tally } = await tryFaults(
				operation,
				process.env['FAULT_TALLY'] === 'all' ? 'all' : turn,
			);
			if (process.env['FAULT_TALLY']) console.log(JSON.stringify(tally));
			assert.deepEqual(wrong, []);
		}).timeout(600_000);
	}
});
