import assert from 'node:assert/strict';
import { rowOfMedians } from '../../bench/bench.js';

describe('a row of medians', () => {
	it('takes the middle of each series and compares them', () => {
		assert.deepEqual(rowOfMedians('x', [9, 1, 3], [1, 2, 100, 3], 2), {
			name: 'x',
			ours_ms: 3,
			limit_ms: 2.5,
			ratio: 1.2,
			budget: 2,
		});
	});
});
