import { isJsonObject } from '../../../../src/formats/json.js';
import type { Json } from '../../../../src/store/model.js';
import type { Random } from '../../../support/random.js';
import { topsOf } from './fixtureSet.js';
import { raw, rawKey, rawNames } from './rawJson.js';

/** Where a value stands: in a list or an object. */
interface Place {
	readonly holder: object;
	readonly key: string;
	readonly value: Json;
}

/** What a mutation of JSON values may see and change: all values of a set of files. */
export interface Values {
	/** A list or object, whose values are those of the files. */
	readonly root: object;
	readonly random: Random;
}

type Mutation = (values: Values) => void;

const wrongValues: readonly Json[] = [
	...[null, true, false, 0, '', 'x', [], {}, [null], [[]], [{}], { a: 1 }, [[['x']]]],
	...[raw('polluting'), '__proto__', 'constructor', 'toString', 'null', '0'],
	...[[{ type: 'text', text: 'x' }], { type: 'text', text: 7 }, { type: 'tool_result' }, { role: 'user' }],
];
const numbers: readonly Json[] = [
	...[-1, 0.5, 1e15, 8.64e15, 8.64e15 + 1, -8.64e15 - 1, 1e300, -1e300, 2 ** 53, 4_294_967_296, 1e-300],
	...[raw('infinite'), raw('minusInfinite'), raw('minusZero'), raw('precise')],
];
const strings: readonly string[] = [
	...['\ud800', 'a\udfff', '\0', '\u2028', ' ', '\n', '\ufeff', 'e\u0301', '👩‍👩‍👧', '\u202e'],
	...[
		'x'.repeat(70_000),
		'<'.repeat(20_000),
		'<task>'.repeat(5000),
		' \n'.repeat(20_000),
		'`'.repeat(20_000),
	],
	...['9999-12-31T23:59:59Z', '-000001-01-01T00:00:00Z', '2026-02-30', 'data:image/png;base64,', 'data:,'],
	...['data:;base64,%', '{"a":', '[]', '../../etc/passwd', 'file:///%', '/', '#', 'a/b', 'a:b', 'a.1', '.'],
];

/** What no reader expects under a key that it does not know. */
const traps: readonly Json[] = [...rawNames.map(raw), ...strings.slice(0, 3), { a: [raw('deepLists')] }];

const isIdKey = (key: string): boolean => /(?:id|uuid|index|name|ordinal)s?$/i.test(key);
const isLinkKey = (key: string): boolean =>
	/parent|after|current|leaf|head|fork|branch|session|children|target|message_?id|agent|rewind|base|thread/i.test(
		key,
	);

function placesIn(root: object): readonly Place[] {
	const places: Place[] = [];
	const open = [root];
	for (let holder = open.pop(); holder; holder = open.pop()) {
		for (const [key, value] of Object.entries(holder) as [string, Json][]) {
			places.push({ holder, key, value });
			if (typeof value === 'object' && value !== null) open.push(value);
		}
	}
	return places;
}

/** Of those that `fits`, or of all if there are none; undefined when there are none at all. */
function pickPlace({ root, random }: Values, fits: (place: Place) => boolean): Place | undefined {
	const all = placesIn(root);
	const fitting = all.filter(fits);
	const from = fitting.length > 0 ? fitting : all;
	return from.length > 0 ? random.pick(from) : undefined;
}

const anywhere = (): boolean => true;

function put({ holder, key }: Place, value: Json): void {
	Reflect.set(holder, key, structuredClone(value));
}

function replaceBy(pool: readonly Json[], fits: (place: Place) => boolean = anywhere): Mutation {
	return (values) => {
		const place = pickPlace(values, fits);
		if (place) put(place, values.random.pick(pool));
	};
}

function drop({ holder, key }: Place): void {
	if (Array.isArray(holder)) holder.splice(Number(key), 1);
	else Reflect.deleteProperty(holder, key);
}

/** Any string or number that stands in the place of an id. */
function anyId(values: Values): Json {
	const place = pickPlace(
		values,
		({ key, value }) => isIdKey(key) && (typeof value === 'string' || typeof value === 'number'),
	);
	return place?.value ?? 'x';
}

function listIn(values: Values): Json[] | undefined {
	const { value } = pickPlace(values, ({ value: each }) => Array.isArray(each) && each.length > 0) ?? {};
	return Array.isArray(value) && value.length > 0 ? (value as Json[]) : undefined;
}

/** A key of some object, or one that means something else to the language. */
function anyKey(values: Values): string {
	if (values.random.chance(0.4))
		return rawKey(values.random.pick(['__proto__', 'constructor', 'toString', '']));
	return pickPlace(values, ({ holder }) => !Array.isArray(holder))?.key ?? 'x';
}

const mutations: Readonly<Record<string, Mutation>> = {
	wrongType: replaceBy(wrongValues),
	wrongNumber: replaceBy(numbers, ({ value }) => typeof value === 'number'),
	numberForAnything: replaceBy(numbers),
	wrongString: replaceBy(strings, ({ value }) => typeof value === 'string'),
	deep: replaceBy([raw('deepLists'), raw('deepObjects')]),
	dropped: (values) => {
		const place = pickPlace(values, anywhere);
		if (place) drop(place);
	},
	renamedKey: (values) => {
		const place = pickPlace(values, ({ holder }) => !Array.isArray(holder));
		if (!place || Array.isArray(place.holder)) return;
		drop(place);
		Reflect.set(place.holder, anyKey(values), place.value);
	},
	doubledKey: (values) => {
		const place = pickPlace(values, ({ holder }) => !Array.isArray(holder));
		const other = pickPlace(values, anywhere);
		if (place && other && !Array.isArray(place.holder))
			Reflect.set(place.holder, rawKey(place.key), structuredClone(other.value));
	},
	addedKey: (values) => {
		const holder = pickPlace(values, ({ value }) => isJsonObject(value))?.value;
		if (isJsonObject(holder)) put({ holder, key: anyKey(values), value: null }, values.random.pick(traps));
	},
	addedKeyAbove: (values) => {
		const tops = (Object.values(values.root) as readonly Json[]).flatMap(topsOf);
		if (tops.length === 0) return;
		const holder = values.random.pick(tops);
		put({ holder, key: anyKey(values), value: null }, values.random.pick(traps));
	},
	equalIds: (values) => {
		const place = pickPlace(values, ({ key }) => isIdKey(key));
		if (place) put(place, anyId(values));
	},
	circularLinks: (values) => {
		for (let count = 1 + values.random.below(4); count > 0; count--) {
			const place = pickPlace(values, ({ key, value }) => isLinkKey(key) && typeof value !== 'object');
			if (place) put(place, anyId(values));
		}
	},
	selfLink: (values) => {
		const place = pickPlace(values, ({ key }) => isLinkKey(key));
		if (!place) return;
		const own = Object.entries(place.holder).find(([key]) => isIdKey(key) && key !== place.key);
		put(place, (own?.[1] as Json | undefined) ?? anyId(values));
	},
	danglingLink: replaceBy(['gone', 7, '', '__proto__'], ({ key }) => isLinkKey(key)),
	noLink: (values) => {
		const place = pickPlace(values, ({ key }) => isLinkKey(key));
		if (place) drop(place);
	},
	transplanted: (values) => {
		const place = pickPlace(values, anywhere);
		const other = pickPlace(values, anywhere);
		if (place && other && JSON.stringify(other.value).length < 5000) put(place, other.value);
	},
	wrapped: (values) => {
		const place = pickPlace(values, anywhere);
		if (!place) return;
		let value = structuredClone(place.value);
		const depth = values.random.pick([1, 1, 2, 170, 179, 180, 181, 190, 500]);
		for (let level = 0; level < depth; level++) value = values.random.chance(0.5) ? [value] : { value };
		put(place, value);
	},
	repeatedItem: (values) => {
		const list = listIn(values);
		if (!list) return;
		const item = values.random.pick([...list]);
		const isSmall = !JSON.stringify(item).includes('@raw') && JSON.stringify(item).length < 5000;
		const count = values.random.pick(isSmall ? [1, 1, 2, 50] : [1]);
		const copies = Array.from({ length: count }, () => structuredClone(item));
		list.splice(values.random.below(list.length + 1), 0, ...copies);
	},
	shuffledItems: (values) => {
		const list = listIn(values);
		if (list) list.splice(0, list.length, ...values.random.shuffled(list));
	},
	movedItem: (values) => {
		const from = listIn(values);
		const to = listIn(values);
		const item = from?.splice(values.random.below(from.length), 1) ?? [];
		to?.splice(values.random.below(to.length + 1), 0, ...structuredClone(item));
	},
	cutList: (values) => {
		const list = listIn(values);
		list?.splice(values.random.below(list.length));
	},
};

/** Changes one thing about the values; gives its name. */
export function mutateValues(values: Values): string {
	const name = values.random.pick(Object.keys(mutations));
	mutations[name]?.(values);
	return name;
}
