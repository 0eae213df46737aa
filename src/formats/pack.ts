import type { IncomingMessage } from '../store/incoming.js';
import type { Json, Part } from '../store/model.js';
import { nativeIdKey } from '../store/contentNames.js';
import { isJsonObject } from './json.js';
import type { Spool } from './spool.js';
import { type UnpackedMessage, invalid } from './source.js';

/** Levels that a value of a source may have: what the store can still read, with room for what is around it. */
const deepest = 180;

/**
 * Puts a message away. What came from a source as it was (`data` parts, metadata, `extra` of tool calls) is cleared
 * of keys named `__proto__`. Throws StoreError `INVALID` where such a value is nested too deep.
 */
export function pack(spool: Spool, message: UnpackedMessage): IncomingMessage {
	const {
		id,
		earlier,
		after,
		role,
		content,
		toolCalls,
		toolCallId,
		timestamp,
		metadata = {},
		remember = true,
	} = message;
	const body = spool.add(
		JSON.stringify({
			role,
			content: typeof content === 'string' ? content : content.map(cleanPart),
			...(toolCalls && {
				toolCalls: toolCalls.map((call) => (call.extra ? { ...call, extra: cleaned(call.extra) } : call)),
			}),
			...(toolCallId !== undefined && { toolCallId }),
			timestamp,
			metadata: cleaned(remember ? { ...metadata, [nativeIdKey]: id } : metadata),
		}),
	);
	return { id, ...(earlier && { earlier }), after, role, timestamp, body };
}

function cleanPart(part: Part): Part {
	return part.type === 'data' ? { ...part, value: cleaned(part.value) } : part;
}

/** The value without keys named `__proto__`; itself when it has none. Throws StoreError `INVALID` when nested too deep. */
export function cleaned<T extends Json>(value: T): T {
	return (isClean(value) ? value : copied(value)) as T;
}

function isClean(root: Json): boolean {
	let level: Json[] = [root];
	let clean = true;
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > deepest) throw invalid(`nested deeper than ${String(deepest)} levels`);
		const below: Json[] = [];
		for (const value of level) {
			if (typeof value !== 'object' || value === null) continue;
			if (Object.hasOwn(value, '__proto__')) clean = false;
			for (const inner of Object.values<Json>(value)) {
				if (typeof inner === 'object' && inner !== null) below.push(inner);
			}
		}
		level = below;
	}
	return clean;
}

/** Recurses: for what is known not to be deep. */
function copied(value: Json): Json {
	if (Array.isArray(value)) return (value as readonly Json[]).map(copied);
	if (!isJsonObject(value)) return value;
	const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
	return Object.fromEntries(entries.map(([key, inner]) => [key, copied(inner)]));
}
