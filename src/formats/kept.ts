import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject, sameJson } from './json.js';

/** Where metadata keeps what PraisonAI wrote and the model has no place for. */
export const keptKey = 'praisonai';

/**
 * What must be remembered to make `original` from `derived` again: the fields that differ, and the keys that
 * the original does not have. Undefined: nothing.
 */
export function keepDifference(original: JsonObject, derived: JsonObject): JsonObject | undefined {
	const fields = Object.entries(original).filter(([key, value]) => !sameJson(derived[key], value));
	const absent = Object.keys(derived).filter((key) => !Object.hasOwn(original, key));
	if (fields.length === 0 && absent.length === 0) return undefined;
	return {
		...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
		...(absent.length > 0 && { absent }),
	};
}

/** The opposite of `keepDifference`. The fields named in `fixed` are never taken from what was kept. */
export function applyDifference(
	derived: JsonObject,
	kept: Json | undefined,
	fixed: readonly string[],
): JsonObject {
	if (!isJsonObject(kept)) return derived;
	const fields = isJsonObject(kept['fields']) ? kept['fields'] : {};
	const absent = new Set<Json>(Array.isArray(kept['absent']) ? (kept['absent'] as readonly Json[]) : []);
	const entries = Object.entries({ ...derived, ...fields }).filter(([key]) => !absent.has(key));
	return Object.fromEntries(
		entries.map(([key, value]) => [key, fixed.includes(key) ? (derived[key] ?? null) : value]),
	);
}
