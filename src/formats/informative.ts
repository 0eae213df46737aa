import type { Json, JsonObject } from '../store/model.js';

/**
 * The fields that say something: not those named in `known`, not null, false or empty. Undefined when none are
 * left.
 */
export function informative(value: JsonObject | undefined, known: readonly string[]): JsonObject | undefined {
	const fields = Object.entries(value ?? {}).filter(([key, field]) => !known.includes(key) && says(field));
	return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function says(value: Json): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return value !== null && value !== false && value !== '';
}
