import { StoreError } from './errors.js';
import type { NewMessage } from './model.js';
import { newId } from './newIds.js';
import { checkPlainJson } from './plainJson.js';
import { checkedRecord, isObject, type StoreRecord } from './records.js';

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
	checkPlainJson(fields);
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

/** The fields of a message's record. Throws `INVALID`. */
export function messageFields(after: string | null, message: NewMessage): Unchecked {
	if (!isObject(message)) throw new StoreError('INVALID', 'A message is an object.');
	const { role, content, toolCalls, toolCallId, timestamp = Date.now(), metadata } = message;
	return { type: 'message', after, role, content, toolCalls, toolCallId, timestamp, metadata };
}
