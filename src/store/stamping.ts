import { asMessage } from './bundle.js';
import { StoreError } from './errors.js';
import { latestTime } from './fields.js';
import { roles, type NewMessage, type Role } from './model.js';
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

/** As `stamped`, a message; `place`: of it in what was given. Throws `INVALID`. */
export function stampedMessage(
	tick: () => number,
	op: string,
	after: string | null,
	message: NewMessage,
	place: string,
): StoreRecord {
	if (!isObject(message)) throw new StoreError('INVALID', 'A message is an object.');
	const { role, content, toolCalls, toolCallId, timestamp = Date.now(), metadata } = message;
	const fields = { after, role, content, toolCalls, toolCallId, timestamp, metadata };
	// Most are a plain text, of which nothing can change later: there is little to check, and nothing to copy.
	if (isPlainText(fields)) {
		// JSON knows one zero only.
		return { type: 'message', id: newId(), at: tick(), op, after, role, content, timestamp: timestamp + 0 };
	}
	checkPlainJson(fields, maxDepth - headroom);
	// A bundle has to be able to carry it.
	asMessage({ id: 'new', ...fields }, place);
	return stamped(tick, op, { type: 'message', ...fields });
}

interface MessageFields {
	readonly after: unknown;
	readonly role: Role;
	readonly content: NewMessage['content'];
	readonly toolCalls: unknown;
	readonly toolCallId: unknown;
	readonly timestamp: number;
	readonly metadata: unknown;
}

function isPlainText(fields: MessageFields): fields is MessageFields & { readonly content: string } {
	const { after, role, content, toolCalls, toolCallId, timestamp, metadata } = fields;
	if (toolCalls !== undefined || toolCallId !== undefined || metadata !== undefined) return false;
	if (typeof content !== 'string' || !roles.includes(role)) return false;
	const isPlace = after === null || (typeof after === 'string' && after !== '');
	return isPlace && typeof timestamp === 'number' && Math.abs(timestamp) <= latestTime;
}
