import type { Json } from '../../../../src/store/model.js';

// JSON texts that no value of this language becomes: too deep, out of its range, keys that are there twice.

const levels = 100_000;

const raws: Readonly<Record<string, string>> = {
	deepLists: '['.repeat(levels) + ']'.repeat(levels),
	deepObjects: `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
	infinite: '1e400',
	minusInfinite: '-1e400',
	minusZero: '-0',
	precise: '9007199254740993.123456789',
	polluting: '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
};

export const rawNames: readonly string[] = Object.keys(raws);

/** What stands for the text of that name. */
export const raw = (name: string): string => `@raw:${name}@`;

/** A key that may stand in its object once more, or is one that assignments do not make. */
export const rawKey = (key: string): string => `@key:${key}@`;

/** The text of a value, with what stands for others replaced by them. */
export function render(value: Json, indent?: number): string {
	return JSON.stringify(value, undefined, indent)
		.replace(/"@raw:(\w+)@"/g, (_, name: string) => raws[name] ?? 'null')
		.replace(/"@key:((?:[^"\\]|\\.)*?)@"/g, '"$1"');
}
