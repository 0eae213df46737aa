import { type Duplex, Readable, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { StoreError } from '../store/errors.js';
import { bombReason } from './limits.js';
import { type Bytes, ZstdFrames } from './zstdFrames.js';

/** How the bytes of one file may be packed. */
export type Packing = 'gzip' | 'zstd';

const magics: readonly { readonly is: Packing | 'zip'; readonly bytes: readonly number[] }[] = [
	{ is: 'gzip', bytes: [0x1f, 0x8b] },
	{ is: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
	{ is: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
	// One without files.
	{ is: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
];

/** So many bytes of its beginning tell how a file is packed. */
export const magicLength = 4;

/** Told by the first bytes; undefined: not packed. */
export function packingOf(beginning: Uint8Array): Packing | 'zip' | undefined {
	return magics.find(({ bytes }) => bytes.every((byte, i) => beginning[i] === byte))?.is;
}

const endings = { gzip: /\.gz$/i, zstd: /\.zst$/i };

/** The name that a file has once it is unpacked. */
export function nameUnpacked(name: string, packing: Packing): string {
	return name.replace(endings[packing], '');
}

/** What a file's name says of its packing. */
export function packingByName(name: string): Packing | undefined {
	if (endings.gzip.test(name)) return 'gzip';
	return endings.zstd.test(name) ? 'zstd' : undefined;
}

/**
 * Unpacks on the way. Throws StoreError `INVALID` where the bytes are damaged, would become too many, or this Node
 * cannot unpack them; errors of `packed` itself are passed on.
 */
export async function* unpacked(packing: Packing, packed: Bytes): Bytes {
	let taken = 0;
	let given = 0;
	const counted = count(packed, (length) => (taken += length));
	for await (const chunk of packing === 'gzip' ? gunzipped(counted) : unzstd(counted)) {
		given += chunk.length;
		const reason = bombReason(taken, given);
		if (reason !== undefined) throw new StoreError('INVALID', reason);
		yield chunk;
	}
}

async function* count(bytes: Bytes, add: (length: number) => void): Bytes {
	for await (const chunk of bytes) {
		add(chunk.length);
		yield chunk;
	}
}

function gunzipped(packed: Bytes): Bytes {
	return throughUnpacker(packed, zlib.createGunzip(), 'gzip');
}

async function* unzstd(packed: Bytes): Bytes {
	// Node has it from 22.15 on.
	const make = (zlib as Partial<typeof zlib>).createZstdDecompress;
	if (!make)
		throw new StoreError(
			'INVALID',
			`it is packed with Zstandard, which Node.js ${process.versions.node} cannot unpack; unpack it first`,
		);
	const frames = new ZstdFrames(packed);
	try {
		while (await frames.more()) yield* throughUnpacker(frames.next(), make(), 'Zstandard');
	} finally {
		await frames.close();
	}
}

/** `name`: what the data is called when it is damaged. */
export async function* throughUnpacker(packed: Bytes, unpacker: Duplex, name: string): Bytes {
	// A failure of either end destroys the other, and comes out of the loop.
	pipeline(Readable.from(packed, { objectMode: false }), unpacker, () => undefined);
	try {
		for await (const chunk of unpacker) yield chunk as Uint8Array;
	} catch (cause) {
		if (StoreError.is(cause) || !isOfUnpacker(cause)) throw cause;
		throw new StoreError('INVALID', `its ${name} data is damaged: ${cause.message}`, { cause });
	}
}

function isOfUnpacker(error: unknown): error is Error {
	return (
		error instanceof Error &&
		'code' in error &&
		typeof error.code === 'string' &&
		/^(Z_|ZSTD_)/.test(error.code)
	);
}
