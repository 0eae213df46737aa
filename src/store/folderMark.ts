import type { FileKey, Files } from './files.js';

/** An mtime younger than what its clock may tick by proves nothing, in nanoseconds. */
const coarseTick = 2_000_000_000n;
/** Where the clock counts fractions of a second; file systems tick every 100 ms at most there. */
const fineTick = 100_000_000n;
const second = 1_000_000_000n;

/** A folder as it was at one moment, to tell later whether names in it came or went since. */
export class FolderMark {
	readonly #files: Files;
	readonly #path: string;
	readonly #key: FileKey | undefined;
	readonly #settled: boolean;

	constructor(files: Files, path: string) {
		this.#files = files;
		this.#path = path;
		this.#key = files.stat(path);
		this.#settled = this.#key === undefined || isSettled(this.#key);
	}

	/** False: names may have come or gone. A folder that was not there and still is not holds, too. */
	holds(): boolean {
		return this.#settled && isSameListing(this.#key, this.#files.stat(this.#path));
	}
}

function isSettled({ mtimeNs }: FileKey): boolean {
	const age = BigInt(Date.now()) * 1_000_000n - mtimeNs;
	return age > (mtimeNs % second === 0n ? coarseTick : fineTick);
}

function isSameListing(a: FileKey | undefined, b: FileKey | undefined): boolean {
	return a?.mtimeNs === b?.mtimeNs && a?.inode === b?.inode && a?.birthNs === b?.birthNs;
}
