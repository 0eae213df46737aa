import assert from 'node:assert/strict';
import { ageText } from '../../../src/formats/age.js';

describe('ageText', () => {
	const now = Date.UTC(2026, 5, 15, 12);
	const minute = 60_000;
	for (const [ago, text] of [
		[-5 * minute, 'now'],
		[0, 'now'],
		[minute - 1, 'now'],
		[minute, '1 min ago'],
		[59.9 * minute, '59 min ago'],
		[60 * minute, '1 h ago'],
		[24 * 60 * minute, 'yesterday'],
		[3 * 24 * 60 * minute, '3 days ago'],
		[40 * 24 * 60 * minute, '2026-05-06'],
	] as const) {
		it(`${String(ago / minute)} minutes are "${text}"`, () => {
			assert.equal(ageText(now - ago, now), text);
		});
	}
});
