import type { Json, JsonObject } from '../store/model.js';

export function isJsonObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a text; undefined where it is not JSON. */
export function parsedJson(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}

/** Equal as JSON: the order of keys does not count. Recurses; for values that passed `checkPlainJson`. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
	if (one === other) return true;
	if (Array.isArray(one) && Array.isArray(other)) {
		return one.length === other.length && one.every((entry: Json, i) => sameJson(entry, other[i] as Json));
	}
	if (!isJsonObject(one) || !isJsonObject(other)) return false;
	const keys = Object.keys(one);
	return (
		keys.length === Object.keys(other).length &&
		keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
	);
}

/** The object without one key. */
export function without(object: JsonObject, key: string): JsonObject {
	if (!Object.hasOwn(object, key)) return object;
	return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
