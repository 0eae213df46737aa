import { StoreError } from './errors.js';
import { isObject } from './records.js';

/** What a caller, who may have no types, gave as an object, such as options. Throws `INVALID`. */
export function given<T extends object>(value: T, what = 'The options'): T {
	return isObject(value) ? value : refuse(what, 'an object', value);
}

/** A number; endless is one. Throws `INVALID`. */
export function givenNumber(value: unknown, what: string): void {
	if (typeof value !== 'number' || Number.isNaN(value)) refuse(what, 'a number', value);
}

/** A text that is not empty. Throws `INVALID`. */
export function givenText(value: unknown, what: string): string {
	return typeof value === 'string' && value !== '' ? value : refuse(what, 'a text that is not empty', value);
}

function refuse(what: string, expected: string, found: unknown): never {
	const shown = found === null || typeof found === 'number' ? String(found) : typeof found;
	throw new StoreError('INVALID', `${what}: expected ${expected}, found ${shown}.`);
}
