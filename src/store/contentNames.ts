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
		const about = [role, toolCallId, timed ? timestamp : null, toolCalls];
		const name = fingerprint(
			// A long text by itself: writing it as JSON takes longer than all else.
			typeof content === 'string' ? JSON.stringify(about) + content : JSON.stringify([...about, content]),
		);
		const count = this.#seen.get(name) ?? 0;
		this.#seen.set(name, count + 1);
		return count === 0 ? name : `${name}.${String(count)}`;
	}
}

/**
 * 22 digits of base 36 or fewer that tell texts apart (cyrb53, a public-domain hash by bryc, of every other
 * character, and of those between; not for secrets).
 */
export function fingerprint(text: string): string {
	let high = highStart;
	let low = lowStart;
	let otherHigh = highStart ^ otherSeed;
	let otherLow = lowStart ^ otherSeed;
	const end = text.length - 1;
	for (let at = 0; at < end; at += 2) {
		const unit = text.charCodeAt(at);
		const other = text.charCodeAt(at + 1);
		high = Math.imul(high ^ unit, 2654435761);
		low = Math.imul(low ^ unit, 1597334677);
		otherHigh = Math.imul(otherHigh ^ other, 2654435761);
		otherLow = Math.imul(otherLow ^ other, 1597334677);
	}
	if (text.length % 2 === 1) {
		high = Math.imul(high ^ text.charCodeAt(end), 2654435761);
		low = Math.imul(low ^ text.charCodeAt(end), 1597334677);
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

/**
 * The names of the messages of a session of a store or a bundle, in their order. Where one was half written when it first
 * came, several remember one name: the last of them has it.
 */
export function namesOf(messages: readonly NewMessage[]): readonly string[] {
	const names = new ContentNames();
	const last = new Map(messages.map((message, at) => [nativeIdOf(message), at]));
	return messages.map((message, at) => {
		const native = nativeIdOf(message);
		return native !== undefined && last.get(native) === at ? native : names.next(message, { timed: true });
	});
}

/**
 * The ids behind names, by the names that the same messages have in one transcript of all of them: where a fork repeats
 * what it shares, only a transcript of both tells the two apart by number.
 */
export function numberedAnew(named: Iterable<readonly [name: string, id: string]>): Map<string, string> {
	const seen = new Map<string, number>();
	const ids = new Map<string, string>();
	for (const [name, id] of named) {
		const said = numbered.exec(name)?.[1] ?? name;
		const count = seen.get(said) ?? 0;
		seen.set(said, count + 1);
		ids.set(count === 0 ? said : `${said}.${String(count)}`, id);
	}
	return ids;
}

/** A fingerprint, and the number of its like. */
const numbered = /^([0-9a-z]{12,22})\.\d+$/;

function nativeIdOf({ metadata }: NewMessage): string | undefined {
	const native = metadata?.[nativeIdKey];
	return typeof native === 'string' ? native : undefined;
}
