import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';

// Fields of values from outside: of the type that was asked for, or as if they were not there.

export function stringAt(value: Json | undefined, key: string): string | undefined {
	const found = valueAt(value, key);
	return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, key: string): number | undefined {
	const found = valueAt(value, key);
	return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
	const found = valueAt(value, key);
	return isJsonObject(found) ? found : undefined;
}

export function listAt(value: Json | undefined, key: string): readonly Json[] | undefined {
	const found = valueAt(value, key);
	return Array.isArray(found) ? (found as readonly Json[]) : undefined;
}

export function valueAt(value: Json | undefined, key: string): Json | undefined {
	return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Milliseconds since 1970 of an ISO-8601 text or of a number of milliseconds; undefined for anything else. */
export function timeOf(value: Json | undefined): number | undefined {
	const time = typeof value === 'string' ? Date.parse(value) : value;
	return typeof time === 'number' && Number.isFinite(time) && time >= 0 && time < latestTime
		? time
		: undefined;
}

/** The same of a number of seconds. */
export function timeOfSeconds(value: Json | undefined): number | undefined {
	return typeof value === 'number' ? timeOf(value * 1000) : undefined;
}

/** The last that a Date can hold. */
const latestTime = 8.64e15;

/** The fields that `known` does not name; undefined when none are left. */
export function rest(value: JsonObject, known: readonly string[]): JsonObject | undefined {
	const left = Object.entries(value).filter(([key]) => !known.includes(key));
	return left.length === 0 ? undefined : Object.fromEntries(left);
}

const titleLength = 80;

/** More of a line is not looked at for a title. */
const lineLength = 4 * titleLength;

/** What a session is called by what was said first: its first line that says something, cut to a length. */
export function titleFrom(text: string): string {
	const start = text.search(/\S/);
	if (start < 0) return '';
	const line = /^[^\n]*/.exec(text.slice(start, start + lineLength))?.[0] ?? '';
	const words = line.trim().replace(/\s+/g, ' ');
	return detached(words.length <= titleLength ? words : cutAtWord(words));
}

function cutAtWord(words: string): string {
	const cut = words.slice(0, titleLength - 1);
	const space = cut.lastIndexOf(' ');
	return `${(space > titleLength / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The same text in memory of its own: a piece of a long text would keep all of that in memory. */
function detached(text: string): string {
	return JSON.parse(JSON.stringify(text)) as string;
}
