import { StoreError } from '../store/errors.js';
import type { ReadContext } from './source.js';

/** What is wrong in a file that can be taken all the same: told once for each kind, however often it is there. */
export class Faults {
	readonly #kinds = new Map<string, { readonly line: number; count: number }>();
	readonly #unit: string;

	/** `unit`: what is counted. */
	constructor(unit = 'line') {
		this.#unit = unit;
	}

	/** `message`: for a person; the same for all faults of a kind. */
	note(line: number, message: string): void {
		const kind = this.#kinds.get(message);
		if (kind) kind.count++;
		else this.#kinds.set(message, { line, count: 1 });
	}

	/** What `make` gives; undefined for a line that cannot be taken: it is left out, the file is not. */
	attempt<T>(line: number, make: () => T): T | undefined {
		try {
			return make();
		} catch (error) {
			if (!StoreError.is(error, 'INVALID')) throw error;
			this.note(line, `${error.message}; left out`);
			return undefined;
		}
	}

	tell(context: ReadContext, path: string): void {
		for (const [message, { line, count }] of this.#kinds) {
			const more = count > 1 ? ` and ${String(count - 1)} more` : '';
			context.warn(path, `${this.#unit} ${String(line)}${more}: ${message}`);
		}
	}
}
