import type { IncomingMessage } from '../store/incoming.js';
import { StoreError } from '../store/errors.js';
import type { Json, JsonObject, Part } from '../store/model.js';
import { nativeIdKey } from '../store/contentNames.js';
import { isJsonObject } from './json.js';
import type { Spool } from './spool.js';
import { type UnpackedMessage, invalid } from './source.js';

/** Levels that a value of a source may have: what the store can still read, with room for what is around it. */
export const deepest = 180;

/**
 * Puts a message away. What came from a source as it was (`data` parts, metadata, `extra` of tool calls) is cleared
 * of keys named `__proto__`. Throws StoreError `INVALID` where such a value is nested too deep.
 */
export function pack(spool: Spool, message: UnpackedMessage): IncomingMessage {
	const {
		id,
		name,
		earlier,
		after,
		role,
		content,
		toolCalls,
		toolCallId,
		timestamp,
		metadata = {},
		remember = true,
		isPlain = false,
	} = message;
	const clean = isPlain ? <T extends Json>(value: T): T => value : cleaned;
	const body = spool.add(
		JSON.stringify({
			role,
			content: typeof content === 'string' ? content : content.map((part) => cleanPart(part, clean)),
			...(toolCalls && {
				toolCalls: toolCalls.map((call) => (call.extra ? { ...call, extra: clean(call.extra) } : call)),
			}),
			...(toolCallId !== undefined && { toolCallId }),
			timestamp,
			metadata: clean(remember ? { ...metadata, [nativeIdKey]: id } : metadata),
		}),
	);
	return {
		id,
		...(name !== undefined && { name }),
		...(earlier && { earlier }),
		after,
		role,
		timestamp,
		body,
	};
}

function cleanPart(part: Part, clean: (value: Json) => Json): Part {
	return part.type === 'data' ? { ...part, value: clean(part.value) } : part;
}

/**
 * The value without keys named `__proto__` and with null for numbers beyond all bounds; itself when it has none of them.
 * Throws StoreError `INVALID` when nested too deep.
 */
export function cleaned<T extends Json>(value: T): T {
	return (isClean(value) ? value : copied(value)) as T;
}

/** The same of each field; one that is nested too deep is left out, and told of by `warn`, for a person. */
export function cleanedFields(fields: JsonObject, warn: (message: string) => void): JsonObject {
	const kept = Object.entries(fields).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
		if (key === '__proto__') return [];
		try {
			return [[key, cleaned(value)]];
		} catch (error) {
			if (!StoreError.is(error, 'INVALID')) throw error;
			warn(`the field ${JSON.stringify(key.slice(0, 50))} is ${error.message}, and was left out`);
			return [];
		}
	});
	return Object.fromEntries(kept);
}

function isClean(root: Json): boolean {
	let level: Json[] = [root];
	let clean = !isEndless(root);
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > deepest) throw invalid(`nested deeper than ${String(deepest)} levels`);
		const below: Json[] = [];
		for (const value of level) {
			if (typeof value !== 'object' || value === null) continue;
			if (Object.hasOwn(value, '__proto__')) clean = false;
			for (const inner of Object.values<Json>(value)) {
				if (typeof inner === 'object' && inner !== null) below.push(inner);
				else if (isEndless(inner)) clean = false;
			}
		}
		level = below;
	}
	return clean;
}

/** Recurses: for what is known not to be deep. */
function copied(value: Json): Json {
	if (Array.isArray(value)) return (value as readonly Json[]).map(copied);
	if (!isJsonObject(value)) return isEndless(value) ? null : value;
	const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
	return Object.fromEntries(entries.map(([key, inner]) => [key, copied(inner)]));
}

/** As JSON.parse makes of `1e400`. */
function isEndless(value: Json): boolean {
	return value === Infinity || value === -Infinity;
}
