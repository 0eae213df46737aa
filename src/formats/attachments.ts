import { readBytes } from './fileText.js';
import { formats } from './formats.js';
import type { ReadContext, SourceFile } from './source.js';
import { StoreError } from '../store/errors.js';

/** Bytes; a message of more would be a burden to whoever opens its session. */
const longest = 16 * 2 ** 20;

/** Files that are no sessions, but texts that messages of sessions name. */
export class Attachments {
	/** By the ends of their places. */
	readonly #files = new Map<string, SourceFile>();
	readonly #warn: ReadContext['warn'];
	readonly #signal: AbortSignal | undefined;

	constructor(files: readonly SourceFile[], warn: ReadContext['warn'], signal: AbortSignal | undefined) {
		this.#warn = warn;
		this.#signal = signal;
		for (const file of files) {
			const end = attachmentName(file);
			if (end !== undefined) this.#files.set(end, file);
		}
	}

	/** See `ReadContext.attached`; what cannot be read is warned of. Rejects when the signal is aborted. */
	async text(place: string): Promise<string | undefined> {
		const file = this.#files.get(place);
		if (!file) return undefined;
		if ((file.size ?? 0) > longest) {
			this.#warn(file.path, 'longer than 16 MB: left out, the message has its beginning');
			return undefined;
		}
		try {
			return new TextDecoder().decode(await readBytes(file, this.#signal));
		} catch (error) {
			if (!StoreError.is(error)) throw error;
			this.#warn(file.path, `${error.message}: left out, the message has its beginning`);
			return undefined;
		}
	}
}

/** The end of the file's place, by which messages name it; undefined: it is none, or a person wants it read by itself. */
export function attachmentName({ path, place = path, picked }: SourceFile): string | undefined {
	if (picked) return undefined;
	for (const { attachments } of formats) {
		const end = attachments?.exec(place)?.[0];
		if (end !== undefined) return end;
	}
	return undefined;
}
