import { StoreError } from './errors.js';

/** Objects and arrays inside each other that a bundle may have. */
export const maxDepth = 200;

interface Frame {
	readonly container: object;
	/** Undefined for an array. */
	readonly keys: readonly string[] | undefined;
	readonly length: number;
	/** The entry being looked at. */
	at: number;
}

/**
 * Refuses what is not plain JSON: `__proto__` as a key, numbers that are not finite, functions, class
 * instances, and nesting deeper than `depth` levels. Keys with the value undefined count as absent.
 * Throws StoreError `INVALID` with the place. Never recurses: the depth is the sender's.
 */
export function checkPlainJson(value: unknown, depth = maxDepth): void {
	const root = frameOf(value, []);
	if (!root) return;
	const frames = [root];
	for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
		frame.at++;
		if (frame.at >= frame.length) {
			frames.pop();
			continue;
		}
		const key = frame.keys?.[frame.at];
		if (key === '__proto__') refuse(frames, 'this key is not allowed');
		const entry: unknown = Reflect.get(frame.container, key ?? frame.at);
		if (entry === undefined && key !== undefined) continue;
		const inner = frameOf(entry, frames);
		if (!inner) continue;
		if (frames.length >= depth) refuse(frames, `nested deeper than ${depth.toString()} levels`);
		frames.push(inner);
	}
}

function frameOf(value: unknown, outer: readonly Frame[]): Frame | undefined {
	if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined;
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) refuse(outer, `${value.toString()} is not a finite number`);
		return undefined;
	}
	if (Array.isArray(value)) return { container: value, keys: undefined, length: value.length, at: -1 };
	if (typeof value !== 'object' || !isPlain(value)) return refuse(outer, 'not a JSON value');
	const keys = Object.keys(value);
	return { container: value, keys, length: keys.length, at: -1 };
}

function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	// Another realm's Object.prototype is not ours: tell it by its having no prototype itself.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(frames: readonly Frame[], reason: string): never {
	const keys = frames.map(({ keys, at }) => keys?.[at] ?? at);
	throw new StoreError('INVALID', `${placeOf(keys) || 'the whole value'}: ${reason}`);
}

/** `sessions[3].metadata["a b"]`; a long way down is cut short. */
function placeOf(keys: readonly (string | number)[]): string {
	const shown = keys.length > 12 ? keys.slice(0, 8) : keys;
	const text = shown.reduce<string>((place, key) => placeIn(place, key), '');
	return shown === keys ? text : `${text}…`;
}

/** The place of an entry inside the place of what holds it. */
export function placeIn(place: string, key: string | number): string {
	if (typeof key === 'number') return `${place}[${key.toString()}]`;
	if (!/^[\w$-]+$/.test(key)) return `${place}[${JSON.stringify(key)}]`;
	return place === '' ? key : `${place}.${key}`;
}
