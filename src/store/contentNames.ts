import type { NewMessage } from './model.js';

/**
 * Names messages that have no id in their source by what they say, so that a later import finds them again. Equal
 * messages of one session get different names, by their number.
 */
export class ContentNames {
	readonly #seen = new Map<string, number>();

	/** `timed`: whether the source tells each message's time, which then counts too. */
	next(message: NewMessage, { timed }: { readonly timed: boolean }): string {
		const { role, content, toolCalls, toolCallId, timestamp } = message;
		const name = fingerprint(
			JSON.stringify([role, content, toolCalls, toolCallId, timed ? timestamp : null]),
		);
		const count = this.#seen.get(name) ?? 0;
		this.#seen.set(name, count + 1);
		return count === 0 ? name : `${name}.${String(count)}`;
	}
}

/**
 * 26 digits of base 36 or fewer that tell texts apart (two runs of cyrb53, a public-domain hash by bryc; not for
 * secrets).
 */
export function fingerprint(text: string): string {
	return half(text, 0).toString(36) + half(text, 0x5bd1e995).toString(36).padStart(11, '0');
}

function half(text: string, seed: number): number {
	let high = 0xdeadbeef ^ seed;
	let low = 0x41c6ce57 ^ seed;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		high = Math.imul(high ^ unit, 2654435761);
		low = Math.imul(low ^ unit, 1597334677);
	}
	high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
	return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Where a message's metadata keep its name in the source. */
export const nativeIdKey = 'nativeId';

/** The name of a message that a store or a bundle holds. `names`: of the messages of its session before it. */
export function nameOf(message: NewMessage, names: ContentNames): string {
	const native = message.metadata?.[nativeIdKey];
	return typeof native === 'string' ? native : names.next(message, { timed: true });
}
