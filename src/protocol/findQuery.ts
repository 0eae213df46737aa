import type { Role } from '../store/model.js';

/** What to look for in a transcript. */
export interface FindQuery {
	/** Empty: every message of `role` is found. */
	readonly text: string;
	readonly matchCase: boolean;
	/** Only where no letter, digit or underscore goes on before or after. */
	readonly wholeWord: boolean;
	/** `text` is a regular expression with the flags `m` and `u`. */
	readonly regex: boolean;
	readonly role: Role | 'all';
}

/** Whether there is anything to look for. */
export function isSearch({ text, role }: FindQuery): boolean {
	return text !== '' || role !== 'all';
}

/**
 * The expression that finds the text of a query, with the flags `gmu`. A blank of plain text stands for any white
 * space, because Markdown shows a line break as a blank. Throws a SyntaxError.
 */
export function expressionOf({ text, matchCase, wholeWord, regex }: FindQuery): RegExp {
	const flags = matchCase ? 'gmu' : 'gimu';
	const source = regex ? text : plainSource(text);
	// By itself first: what closes and opens a group would become valid inside of one.
	const expression = new RegExp(source, flags);
	if (!wholeWord) return expression;
	const word = '[\\p{L}\\p{M}\\p{N}_]';
	return new RegExp(`(?<!${word}(?=${word}))(?:${source})(?!(?<=${word})${word})`, flags);
}

function plainSource(text: string): string {
	// From the first of them on: to begin at each blank of a long run anew would take the square of its length.
	return escapeExpression(text)
		.replace(/\s+/g, '\\s+')
		.replace(/^\\s\+/, '(?<!\\s)\\s+');
}

/** A regular expression that matches the text and nothing else. */
export function escapeExpression(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * Calls `take` for every match, in order, until it gives false. Offsets are UTF-16 units, `end` exclusive. A match of
 * nothing is none.
 */
export function forEachMatch(
	expression: RegExp,
	text: string,
	take: (start: number, end: number) => boolean,
): void {
	expression.lastIndex = 0;
	for (let found = expression.exec(text); found; found = expression.exec(text)) {
		const { lastIndex } = expression;
		if (found[0] !== '') {
			if (!take(found.index, lastIndex)) return;
		} else if (lastIndex >= text.length) {
			return;
		} else {
			// A whole character on: between the halves of a pair the same match is found again.
			expression.lastIndex += (text.codePointAt(lastIndex) ?? 0) > 0xffff ? 2 : 1;
		}
	}
}
