import { read } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ZipFile, RandomAccessReader, fromRandomAccessReaderPromise } from 'yauzl';

/** Lets `use` have a zip while it is open. Rejects with what the library says of a broken one. */
export async function withZip<T>(file: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
	const handle = await open(file);
	try {
		const { size } = await handle.stat();
		// The library gives up a whole zip for one bad name; names are checked by whoever uses it.
		const options = { autoClose: false, decodeStrings: false };
		return await use(await fromRandomAccessReaderPromise(new ZipReader(handle, size), size, options));
	} finally {
		await handle.close();
	}
}

/** The library asks Node for places that a zip only claims to have, and Node throws where nobody can catch it. */
class ZipReader extends RandomAccessReader {
	readonly #handle: FileHandle;
	readonly #size: number;

	constructor(handle: FileHandle, size: number) {
		super();
		this.#handle = handle;
		this.#size = size;
	}

	override read(
		buffer: Buffer,
		offset: number,
		length: number,
		position: number,
		callback: (error: Error | null) => void,
	): void {
		const outside = new Error('it points to a place outside of it');
		if (position + length > this.#size) {
			setImmediate(callback, outside);
			return;
		}
		read(this.#handle.fd, buffer, offset, length, position, (error, count) => {
			callback(error ?? (count < length ? outside : null));
		});
	}
}
