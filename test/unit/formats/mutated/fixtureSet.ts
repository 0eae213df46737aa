import { isJsonObject } from '../../../../src/formats/json.js';
import type { Json, JsonObject } from '../../../../src/store/model.js';

/** Files by their paths: below a name that ends with `.jsonl` the values of its lines, else the one value. */
export type FixtureSet = Readonly<Record<string, Json>>;

export function isLines(path: string): boolean {
	return path.endsWith('.jsonl');
}

/** The objects that a file holds next to each other, or is. */
export function topsOf(file: Json): readonly JsonObject[] {
	return (Array.isArray(file) ? (file as readonly Json[]) : [file]).filter(isJsonObject);
}
