import assert from 'node:assert/strict';
import { shownTitle } from '../../../src/formats/shown.js';

describe('shownTitle', () => {
	for (const [name, title, shown] of [
		['leaves a title as it is', 'Build the parser', 'Build the parser'],
		['leaves right-to-left words as they are', '\u05e9\u05dc\u05d5\u05dd', '\u05e9\u05dc\u05d5\u05dd'],
		['takes out what turns the direction', 'a\u202eb\u2066c\u2069d\u202a', 'abcd'],
		['takes out control characters', 'a\u0000b\u0007c\u009bd', 'abcd'],
		['makes lines one line', ' a\r\n\tb ', 'a b'],
		['names what has no title', ' \u202e\n', 'Untitled session'],
		['leaves 200 characters whole', 'x'.repeat(200), 'x'.repeat(200)],
		['cuts what is longer', 'x'.repeat(201), `${'x'.repeat(199)}…`],
		['cuts no character in two', '😀'.repeat(201), `${'😀'.repeat(199)}…`],
		['cuts what is very long', 'x'.repeat(1_000_000), `${'x'.repeat(199)}…`],
	] as const) {
		it(name, () => {
			assert.equal(shownTitle(title), shown);
		});
	}
});
