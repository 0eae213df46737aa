import { StoreError } from './errors.js';
import type { JsonObject } from './model.js';
import { placeIn } from './plainJson.js';

/** Where something lies; as a function where it is asked for in a failure only, and there are many. */
export type Place = string | (() => string);

/** The end of what a `Date` can hold, in milliseconds since 1970. */
export const latestTime = 8.64e15;

/**
 * Reads one object of outside data field by field. Each refusal is a StoreError `INVALID` that begins with
 * the place. The value has passed `checkPlainJson` before.
 */
export class Fields {
	readonly #object: Readonly<Record<string, unknown>>;
	readonly #place: Place;

	/** `place` is where the object lies; empty for the outermost. */
	constructor(value: unknown, place: Place) {
		if (!isObject(value)) throw refusal(place, 'an object', value);
		this.#object = value;
		this.#place = place;
	}

	has(key: string): boolean {
		return this.#object[key] !== undefined;
	}

	/** The object itself. */
	get all(): JsonObject {
		return this.#object as JsonObject;
	}

	get(key: string): unknown {
		return this.#object[key];
	}

	string(key: string): string {
		const value = this.get(key);
		return typeof value === 'string' ? value : this.refuse(key, 'a string');
	}

	/** A string that is not empty. */
	id(key: string): string {
		const value = this.get(key);
		return typeof value === 'string' && value !== '' ? value : this.refuse(key, 'a string that is not empty');
	}

	idOrNull(key: string): string | null {
		return this.get(key) === null ? null : this.id(key);
	}

	/** Null and absent are the same. */
	stringIfAny(key: string): string | undefined {
		return (this.get(key) ?? null) === null ? undefined : this.string(key);
	}

	number(key: string): number {
		const value = this.get(key);
		return typeof value === 'number' ? value : this.refuse(key, 'a number');
	}

	/** Milliseconds since 1970, within what a `Date` can hold. */
	time(key: string): number {
		const value = this.number(key);
		return Math.abs(value) <= latestTime ? value : this.fail(key, `${value.toString()} is no time`);
	}

	boolean(key: string): boolean {
		const value = this.get(key);
		return typeof value === 'boolean' ? value : this.refuse(key, 'true or false');
	}

	object(key: string): JsonObject {
		const value = this.get(key);
		return isObject(value) ? (value as JsonObject) : this.refuse(key, 'an object');
	}

	list(key: string): readonly unknown[] {
		const value = this.get(key);
		return Array.isArray(value) ? value : this.refuse(key, 'a list');
	}

	choice<T extends string>(key: string, choices: readonly T[]): T {
		const value = this.string(key);
		const found = choices.find((choice) => choice === value);
		return found ?? this.fail(key, `${quote(value)} is none of ${choices.join(', ')}`);
	}

	place(key: string, index?: number): string {
		const place = placeIn(asText(this.#place), key);
		return index === undefined ? place : placeIn(place, index);
	}

	refuse(key: string, expected: string): never {
		throw refusal(this.place(key), expected, this.get(key));
	}

	fail(key: string, reason: string): never {
		throw new StoreError('INVALID', `${this.place(key)}: ${reason}`);
	}
}

/** The error for a value of the wrong type. */
export function refusal(place: Place, expected: string, found: unknown): StoreError {
	const where = asText(place) || 'the whole value';
	return new StoreError('INVALID', `${where}: expected ${expected}, found ${describe(found)}`);
}

function asText(place: Place): string {
	return typeof place === 'string' ? place : place();
}

/** A value in quotation marks, short enough for a message. */
export function quote(value: string): string {
	return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (value === null) return 'null';
	if (typeof value === 'string') return quote(value);
	if (typeof value === 'number' || typeof value === 'boolean') return value.toString();
	return Array.isArray(value) ? 'a list' : 'an object';
}
