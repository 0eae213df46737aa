import { isAscii, isUtf8 } from 'node:buffer';

const newline = 10;

/**
 * Calls `take` for each line that ends in `bytes`, with its text, undefined when that is not UTF-8, and with where it
 * stands in them, its newline left out. Gives how many bytes these lines are.
 */
export function forEachLine(
	bytes: Buffer,
	take: (text: string | undefined, start: number, end: number) => void,
): number {
	const size = bytes.lastIndexOf(newline) + 1;
	const lines = bytes.subarray(0, size);
	// All at once: a call into the decoder for each line would cost more than parsing it.
	const isOneByte = isAscii(lines);
	const text = isOneByte || isUtf8(lines) ? lines.toString(isOneByte ? 'latin1' : 'utf8') : undefined;
	for (let start = 0, at = 0; start < size;) {
		const textEnd = text?.indexOf('\n', at) ?? 0;
		const end = isOneByte ? textEnd : lines.indexOf(newline, start);
		take(text === undefined ? textOf(lines.subarray(start, end)) : text.slice(at, textEnd), start, end);
		start = end + 1;
		at = textEnd + 1;
	}
	return size;
}

/** Undefined when it is not UTF-8. */
export function textOf(line: Buffer): string | undefined {
	return isUtf8(line) ? line.toString('utf8') : undefined;
}
