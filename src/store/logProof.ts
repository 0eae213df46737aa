import { readAll, type Files } from './files.js';

/** How much of what was read last must be unchanged for the rest to be taken as read. */
const proofSize = 128;
/** Of what was appended, so much is kept as it is rather than copied. */
const mostProof = 4096;

/** The last bytes of a log of which `bytes` were read behind those that `before` is the proof of. */
export function proofOf(before: Buffer, bytes: Buffer): Buffer {
	const proof = bytes.length >= proofSize ? bytes : Buffer.concat([before, bytes]);
	return Buffer.from(proof.subarray(Math.max(0, proof.length - proofSize)));
}

/** The same where this process appended `bytes`, which nobody changes any more. */
export function proofOfAppended(before: Buffer, bytes: Buffer): Buffer {
	// Copying costs more than keeping a little more.
	return bytes.length >= proofSize && bytes.length <= mostProof ? bytes : proofOf(before, bytes);
}

/** Whether the open file has these bytes at `position`. */
export function standsAt(files: Files, file: number, bytes: Buffer, position: number): boolean {
	const found = Buffer.alloc(bytes.length);
	readAll(files, file, found, position);
	return found.equals(bytes);
}
