import { isAscii, isUtf8 } from 'node:buffer';

const newline = 10;
/** Bytes of text at a time: a text of this size is made where short-lived things are, which costs half as much. */
const pieceSize = 32 << 10;

/**
 * Calls `take` for each line that ends in `bytes`, with its text, undefined when that is not UTF-8, and with where it
 * stands in them, its newline left out. Gives how many bytes these lines are.
 */
export function forEachLine(
	bytes: Buffer,
	take: (text: string | undefined, start: number, end: number) => void,
): number {
	const size = bytes.lastIndexOf(newline) + 1;
	for (let start = 0; start < size;) {
		const last = start + pieceSize < size ? bytes.lastIndexOf(newline, start + pieceSize) : size - 1;
		// A line that is longer is a piece by itself.
		const end = (last >= start ? last : bytes.indexOf(newline, start)) + 1;
		forEachLineOf(bytes.subarray(start, end), start, take);
		start = end;
	}
	return size;
}

/** `offset`: where the piece stands. */
function forEachLineOf(
	piece: Buffer,
	offset: number,
	take: (text: string | undefined, start: number, end: number) => void,
): void {
	// All at once: a call into the decoder for each line costs as much as parsing a short one.
	const text = isAscii(piece) ? piece.toString('latin1') : undefined;
	const isSound = text !== undefined || isUtf8(piece);
	for (let start = 0; start < piece.length;) {
		const end = text?.indexOf('\n', start) ?? piece.indexOf(newline, start);
		// Each by itself where not all is ASCII: a text with one character of two bytes is one of two bytes throughout.
		const line = text?.slice(start, end) ?? (isSound ? piece.toString('utf8', start, end) : undefined);
		take(line ?? textOf(piece.subarray(start, end)), offset + start, offset + end);
		start = end + 1;
	}
}

/** Undefined when it is not UTF-8. */
export function textOf(line: Buffer): string | undefined {
	return isUtf8(line) ? line.toString('utf8') : undefined;
}
