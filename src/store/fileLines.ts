import { createHash } from 'node:crypto';
import type { Files } from './files.js';

const chunkSize = 1 << 20;
const newline = 10;

export interface FileLine {
	/** Without its newline. */
	readonly bytes: Buffer;
	/** 1 for the first. */
	readonly number: number;
	/** False: the file ends without a newline. */
	readonly ended: boolean;
}

/** The lines of a file as it is now, however long they are. Throws what the file system throws. */
export function* linesOf(files: Files, path: string): Generator<FileLine, void> {
	const file = files.open(path, 'read');
	try {
		let rest = Buffer.alloc(0);
		let chunk = Buffer.allocUnsafe(Math.min(chunkSize, files.keyOf(file).size + 1));
		let number = 1;
		let position = 0;
		for (let count = files.read(file, chunk, position); count > 0;) {
			position += count;
			const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
			let start = 0;
			for (let end = bytes.indexOf(newline, rest.length); end !== -1; end = bytes.indexOf(newline, start)) {
				yield { bytes: bytes.subarray(start, end), number, ended: true };
				number++;
				start = end + 1;
			}
			rest = bytes.subarray(start);
			// As long as what is there of a long line, so that it is not copied once a chunk.
			if (rest.length > chunk.length) chunk = Buffer.allocUnsafe(rest.length);
			count = files.read(file, chunk, position);
		}
		if (rest.length > 0) yield { bytes: rest, number, ended: false };
	} finally {
		files.close(file);
	}
}

/** Names a line by its bytes, wherever it lies: 32 hexadecimal digits of their SHA-256. */
export function lineHash(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
