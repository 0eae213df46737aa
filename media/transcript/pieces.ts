import { make } from './dom.js';

/** UTF-16 units of a piece: what is out of view costs the browser nothing, piece by piece. */
const size = 30_000;

/**
 * A text as nodes that read like one: in lines, so that of megabytes the browser only lays out what is in view. A short
 * one is itself.
 */
export function pieces(text: string): readonly (HTMLElement | string)[] {
	if (text.length <= 2 * size) return [text];
	const found: HTMLElement[] = [];
	for (let start = 0; start < text.length;) {
		const end = cutAfter(text, start + size);
		const piece = make('span', 'piece', text.slice(start, end));
		found.push(piece);
		start = end;
	}
	return found;
}

/** Behind the line that a position lies in; inside it only where it is as long as a piece. */
function cutAfter(text: string, position: number): number {
	const lineEnd = text.indexOf('\n', position) + 1;
	if (lineEnd > 0 && lineEnd - position < size) return lineEnd;
	const last = text.charCodeAt(position - 1);
	// Never between the halves of a surrogate pair.
	return last >= 0xd800 && last <= 0xdbff ? position + 1 : position;
}
