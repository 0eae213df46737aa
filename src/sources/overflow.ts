import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Overflow } from '../formats/spool.js';

/** A temporary file for what an import cannot keep in memory. It is made when it is needed. */
export class TemporaryFile implements Overflow {
	#folder: string | undefined;
	#file: number | undefined;
	#size = 0;

	append(bytes: Uint8Array): void {
		const file = (this.#file ??= this.#make());
		for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, this.#size + at);
		this.#size += bytes.length;
	}

	read(offset: number, into: Uint8Array): void {
		for (let at = 0; at < into.length;) {
			const count =
				this.#file === undefined ? 0 : readSync(this.#file, into, at, into.length - at, offset + at);
			if (count === 0)
				throw new Error(
					`The temporary file of an import has less than ${String(offset + into.length)} bytes.`,
				);
			at += count;
		}
	}

	/** Removes it. */
	dispose(): void {
		if (this.#file !== undefined) closeSync(this.#file);
		if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
		this.#file = undefined;
		this.#folder = undefined;
	}

	#make(): number {
		this.#folder = mkdtempSync(join(tmpdir(), 'session-import-'));
		return openSync(join(this.#folder, 'texts'), 'wx+', 0o600);
	}
}
