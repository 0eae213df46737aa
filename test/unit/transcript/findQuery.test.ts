import { strict as assert } from 'node:assert';
import {
	escapeExpression,
	expressionOf,
	forEachMatch,
	type FindQuery,
} from '../../../src/protocol/findQuery.js';

const plain: FindQuery = { text: '', matchCase: false, wholeWord: false, regex: false, role: 'all' };

function matches(query: Partial<FindQuery>, text: string): readonly string[] {
	const found: string[] = [];
	forEachMatch(expressionOf({ ...plain, ...query }), text, (start, end) => {
		found.push(`${String(start)} ${text.slice(start, end)}`);
		return true;
	});
	return found;
}

describe('a query of the find widget', () => {
	const cases: readonly (readonly [string, Partial<FindQuery>, string, readonly string[]])[] = [
		['takes any case', { text: 'straße' }, 'Straße STRAßE', ['0 Straße', '7 STRAßE']],
		['takes the case as it is', { text: 'Ab', matchCase: true }, 'ab Ab AB', ['3 Ab']],
		['takes signs as they are', { text: 'a.b(c)[' }, 'axb(c)[ a.b(c)[', ['8 a.b(c)[']],
		['finds none inside of another', { text: 'aa' }, 'aaaa a', ['0 aa', '2 aa']],
		[
			'takes any white space for a blank',
			{ text: 'so on' },
			'so on so\n\ton soon',
			['0 so on', '6 so\n\ton'],
		],
		['finds words', { text: 'cat', wholeWord: true }, 'cat concat cats cat_ (cat)', ['0 cat', '22 cat']],
		['knows letters of other scripts', { text: 'bär', wholeWord: true }, 'bär bärig Zubär', ['0 bär']],
		['knows letters beyond 16 bits', { text: 'x', wholeWord: true }, '𝒳x x', ['4 x']],
		['needs no word around signs', { text: '(x)', wholeWord: true }, 'f(x) (x)y', ['1 (x)', '5 (x)']],
		['finds expressions', { text: 'a+\\d', regex: true }, 'aa1 A2', ['0 aa1', '4 A2']],
		['begins and ends with lines', { text: '^b$', regex: true }, 'a\nb\r\nb', ['2 b', '5 b']],
		['finds words by expressions', { text: 'a|ab', regex: true, wholeWord: true }, 'ab abc', ['0 ab']],
		['finds whole characters', { text: '.', regex: true }, '👍é', ['0 👍', '2 é']],
		['finds no half of a character', { text: '\udc4d' }, '👍', []],
		['finds no match of nothing', { text: 'x*', regex: true }, 'a👍xx', ['3 xx']],
		['ends where only nothing matches', { text: '$|(?=👍)', regex: true }, '👍\n👍', []],
	];
	for (const [name, query, text, expected] of cases) {
		it(name, () => {
			assert.deepEqual(matches(query, text), expected);
		});
	}

	it('is refused where it is no expression, also when words are wanted', () => {
		for (const wholeWord of [false, true]) {
			assert.throws(() => expressionOf({ ...plain, text: 'a)(b', regex: true, wholeWord }), SyntaxError);
		}
	});

	it('stops when no more is wanted', () => {
		let count = 0;
		forEachMatch(/a/gu, 'aaaa', () => ++count < 2);
		assert.equal(count, 2);
	});

	it('is found as an expression once it is escaped', () => {
		const text = 'a.*+?^${}()|[]\\/-#b';
		assert.deepEqual(matches({ text: escapeExpression(text), regex: true }, text), [`0 ${text}`]);
	});
});
