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
	let high = highStart;
	let low = lowStart;
	let otherHigh = highStart ^ otherSeed;
	let otherLow = lowStart ^ otherSeed;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		high = Math.imul(high ^ unit, 2654435761);
		low = Math.imul(low ^ unit, 1597334677);
		otherHigh = Math.imul(otherHigh ^ unit, 2654435761);
		otherLow = Math.imul(otherLow ^ unit, 1597334677);
	}
	return mixed(high, low).toString(36) + mixed(otherHigh, otherLow).toString(36).padStart(11, '0');
}

const highStart = 0xdeadbeef | 0;
const lowStart = 0x41c6ce57;
const otherSeed = 0x5bd1e995;

function mixed(high: number, low: number): number {
	const first = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	const second = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
	return 4294967296 * (2097151 & second) + (first >>> 0);
}

/** Where a message's metadata keep its name in the source. */
export const nativeIdKey = 'nativeId';

/** The name of a message that a store or a bundle holds. `names`: of the messages of its session before it. */
export function nameOf(message: NewMessage, names: ContentNames): string {
	const native = message.metadata?.[nativeIdKey];
	return typeof native === 'string' ? native : names.next(message, { timed: true });
}
