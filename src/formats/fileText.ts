import { StoreError } from '../store/errors.js';
import type { Json } from '../store/model.js';
import { describePosition, findJsonFault } from './jsonFault.js';
import { type SourceFile, invalid } from './source.js';

/** Bytes; a longer value is refused before it is read whole. */
const maxFileSize = 384 * 2 ** 20;

/**
 * The bytes of a file. Throws StoreError `INVALID` for a file that is too long, `IO` when reading fails, and what an
 * aborted `signal` throws.
 */
export async function readBytes(file: SourceFile, signal?: AbortSignal): Promise<Uint8Array> {
	mustFit(file.size ?? 0);
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of chunksOf(file)) {
		signal?.throwIfAborted();
		size += chunk.length;
		mustFit(size);
		chunks.push(chunk);
	}
	return joined(chunks, size);
}

/** Throws StoreError `INVALID` for what is too long to be read as one value. */
export function mustFit(size: number): void {
	if (size > maxFileSize)
		throw invalid(`too long: a single JSON value of more than ${mebibytes(maxFileSize)} is not read`);
}

export async function* chunksOf(file: SourceFile): AsyncIterable<Uint8Array> {
	try {
		yield* file.read();
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new StoreError('IO', `cannot be read (${reason})`, { cause });
	}
}

/** The text of UTF-8 bytes, without a byte order mark. Throws StoreError `INVALID` naming the first bad byte. */
export function decodeText(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
		if (utf16) throw invalid('it is UTF-16 text; save it as UTF-8');
		throw invalid(`not UTF-8 text: the byte at offset ${invalidByteAt(bytes).toString()} cannot stand there`);
	}
}

/** Throws StoreError `INVALID` naming line and column. */
export function parseJson(text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		const fault = findJsonFault(text);
		if (!fault) throw invalid('not JSON');
		throw invalid(`not JSON at ${describePosition(text, fault.offset)} (${fault.reason})`);
	}
}

/** The first byte of a file that is no white space, given its beginning. */
export function firstByte(chunk: Uint8Array): number | undefined {
	let at = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
	while (chunk[at] === 0x20 || chunk[at] === 0x0a || chunk[at] === 0x0d || chunk[at] === 0x09) at++;
	return chunk[at];
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
	const whole = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.length;
	}
	return whole;
}

function mebibytes(bytes: number): string {
	return `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, '')} MiB`;
}

/** Offset of the first byte that no UTF-8 text can have there: longest decodable beginning, by halving. */
function invalidByteAt(bytes: Uint8Array): number {
	let good = 0;
	let bad = bytes.length;
	while (bad - good > 1) {
		const middle = (good + bad) >>> 1;
		if (decodes(bytes.subarray(0, middle))) good = middle;
		else bad = middle;
	}
	return good;
}

/** Whether it may be the beginning of a UTF-8 text; a sequence cut off at its end is none of its faults. */
function decodes(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
		return true;
	} catch {
		return false;
	}
}
