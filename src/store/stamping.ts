import { asMessage } from './bundle.js';
import { StoreError } from './errors.js';
import type { NewMessage } from './model.js';
import { newId } from './newIds.js';
import { checkPlainJson, maxDepth } from './plainJson.js';
import { checkedRecord, isObject, type StoreRecord } from './records.js';

/** What a record holds lies up to this many levels deeper in a bundle, which must be able to carry it. */
const headroom = 10;

/** A record without its stamp, as a caller's values make it: nothing is known of them yet. */
interface Unchecked {
	readonly type: StoreRecord['type'];
	readonly [field: string]: unknown;
}

/**
 * Stamps and checks. What comes back is what will be read from disk, whatever the caller does to its objects later.
 * Throws `INVALID`.
 */
export function stamped(tick: () => number, op: string, { type, ...fields }: Unchecked): StoreRecord {
	checkPlainJson(fields, maxDepth - headroom);
	try {
		return checkedRecord({ type, id: newId(), at: tick(), op, ...fields });
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new StoreError('INVALID', `That cannot be stored: ${reason}.`, { cause });
	}
}

/** Throws `INVALID` unless several messages are what they should be: a list. */
export function mustBeList(messages: unknown): void {
	if (!Array.isArray(messages)) throw new StoreError('INVALID', 'The messages are a list.');
}

/** The fields of a message's record; `place`: of the message in what was given. Throws `INVALID`. */
export function messageFields(after: string | null, message: NewMessage, place: string): Unchecked {
	if (!isObject(message)) throw new StoreError('INVALID', 'A message is an object.');
	const { role, content, toolCalls, toolCallId, timestamp = Date.now(), metadata } = message;
	const fields = { after, role, content, toolCalls, toolCallId, timestamp, metadata };
	checkPlainJson(fields, maxDepth - headroom);
	// A bundle has to be able to carry it.
	asMessage({ id: 'new', ...fields }, place);
	return { type: 'message', ...fields };
}
