import assert from 'node:assert/strict';
import { placeOfNumber } from '../../src/commands/messageNumber.js';

describe('the number of a message', () => {
	for (const [text, place] of [
		['1', 0],
		[' #12 ', 11],
		['12', 11],
		['13', undefined],
		['0', undefined],
		['-1', undefined],
		['1.5', undefined],
		['1e1', undefined],
		['', undefined],
		['twelve', undefined],
	] as const) {
		it(`“${text}” of 12 is ${place === undefined ? 'none' : `at ${String(place)}`}`, () => {
			assert.equal(placeOfNumber(text, 12), place);
		});
	}
});
