import type { Json } from '../../../../src/store/model.js';
import { type FixtureSet, topsOf } from './fixtureSet.js';
import { raw, rawKey } from './rawJson.js';

/** What JSON can hold to trip its reader, in words. */
const namedTraps: Readonly<Record<string, readonly [key: string, value: Json]>> = {
	'a key __proto__': [rawKey('__proto__'), { polluted: true, type: 'text' }],
	'a key __proto__ further down': ['unknown', raw('polluting')],
	'lists 100,000 deep': ['unknown', raw('deepLists')],
	'objects 100,000 deep': ['unknown', raw('deepObjects')],
	'numbers beyond all bounds': ['unknown', [raw('infinite'), { a: raw('minusInfinite') }]],
};
export const trapNames: readonly string[] = [...Object.keys(namedTraps), 'keys that are there twice'];

/** The files with the trap in one object of each: of a list, or of lines, in the one in the middle. */
export function trapped(set: FixtureSet, trap: string): FixtureSet {
	const copy = structuredClone(set);
	for (const file of Object.values(copy)) {
		const tops = topsOf(file);
		const top = tops[tops.length >> 1];
		const [key = '', first = null] = Object.entries(top ?? {})[0] ?? [];
		const [trapKey, value] = namedTraps[trap] ?? [rawKey(key), first];
		if (top) Reflect.set(top, trapKey, value);
	}
	return copy;
}
