import { writeAll, type Files } from './files.js';
import type { LogLine } from './plan.js';

/** Bytes that are written at a time. */
const writeSize = 1 << 20;

/** Writes lines to a file, many at a time. Throws what the file system throws. */
export class LineWriter {
	readonly #files: Files;
	readonly #file: number;
	#pieces: Uint8Array[] = [];
	#size = 0;

	constructor(files: Files, file: number) {
		this.#files = files;
		this.#file = file;
	}

	add(line: LogLine): void {
		if (typeof line === 'string') this.#add(Buffer.from(line));
		else {
			this.#add(Buffer.from(line.start));
			this.#add(line.rest);
			this.#add(newline);
		}
		if (this.#size >= writeSize) this.flush();
	}

	/** What is left. */
	flush(): void {
		if (this.#size > 0) writeAll(this.#files, this.#file, Buffer.concat(this.#pieces, this.#size));
		this.#pieces = [];
		this.#size = 0;
	}

	#add(bytes: Uint8Array): void {
		this.#pieces.push(bytes);
		this.#size += bytes.length;
	}
}

const newline = Buffer.from('\n');
