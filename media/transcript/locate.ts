import type { Hit } from '../../src/protocol/transcript.js';

/** A stretch of a text, in UTF-16 units; `end` exclusive. */
export interface Stretch {
	readonly start: number;
	readonly end: number;
}

/** Letters and digits around a hit that have to be the same, where there are so many. */
const telling = 6;
const context = 60;

/**
 * Which of the matches in a shown text is the hit in its source. Markdown shows less than its source has, so matches
 * may be missing: then what stands around them tells, signs left out. Undefined: none of them is it.
 */
export function locate(
	at: NonNullable<Hit['at']>,
	shown: string,
	matches: readonly Stretch[],
): Stretch | undefined {
	if (matches.length === at.inText) return matches[at.earlier];
	const before = letters(at.before);
	const after = letters(at.after);
	const needed = Math.min(telling, before.length + after.length);
	let best: { readonly match: Stretch; readonly likeness: number; readonly distance: number } | undefined;
	for (const [place, match] of matches.entries()) {
		const likeness =
			alikeAtEnd(before, letters(shown.slice(Math.max(0, match.start - context), match.start))) +
			alikeAtStart(after, letters(shown.slice(match.end, match.end + context)));
		const distance = Math.abs(place - at.earlier);
		if (likeness < needed) continue;
		const isBetter =
			!best || likeness > best.likeness || (likeness === best.likeness && distance < best.distance);
		if (isBetter) best = { match, likeness, distance };
	}
	return best?.match;
}

function letters(text: string): string {
	return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

function alikeAtStart(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

function alikeAtEnd(a: string, b: string): number {
	let length = 0;
	while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length])
		length++;
	return length;
}
