import { fingerprint } from '../store/contentNames.js';

/**
 * Files tell most of what was said twice, once as an item for the model and once as an event for the person. What was
 * said as an item is expected as an event.
 */
export class Echoes {
	readonly #expected = new Map<string, number>();

	expect(key: string): void {
		this.#expected.set(key, (this.#expected.get(key) ?? 0) + 1);
	}

	/** Whether all of it was expected; if so, it no longer is. */
	heard(keys: readonly string[]): boolean {
		if (keys.length === 0 || !keys.every((key) => this.#expected.has(key))) return false;
		for (const key of keys) {
			const count = this.#expected.get(key) ?? 0;
			if (count > 1) this.#expected.set(key, count - 1);
			else this.#expected.delete(key);
		}
		return true;
	}

	clear(): void {
		this.#expected.clear();
	}
}

/** By what is compared: two texts of one kind that differ in nothing but the space around them. */
export function echoKey(kind: string, text: string): string {
	return kind + fingerprint(text.trim());
}
