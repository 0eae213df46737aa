import type { Unfolding } from '../../src/protocol/transcript.js';

/** Messages whose unfolded parts are remembered; the oldest are forgotten first. */
const mostMessages = 200;

/** Which folded parts of which messages are open, whether these are in the document or not. */
export class Unfolded {
	#byMessage = new Map<string, Set<string>>();
	readonly #changed: (unfolded: readonly Unfolding[]) => void;

	constructor(known: readonly Unfolding[], changed: (unfolded: readonly Unfolding[]) => void) {
		this.#changed = changed;
		this.recall(known);
	}

	/** Forgets what was known; nothing that is drawn changes. */
	recall(known: readonly Unfolding[]): void {
		this.#byMessage = new Map(known.map(({ messageId, parts }) => [messageId, new Set(parts)]));
	}

	has(messageId: string, part: string): boolean {
		return this.#byMessage.get(messageId)?.has(part) === true;
	}

	set(messageId: string, part: string, open: boolean): void {
		if (this.has(messageId, part) === open) return;
		const parts = this.#byMessage.get(messageId) ?? new Set();
		if (open) parts.add(part);
		else parts.delete(part);
		this.#byMessage.delete(messageId);
		if (parts.size > 0) this.#byMessage.set(messageId, parts);
		const [oldest] = this.#byMessage.keys();
		if (this.#byMessage.size > mostMessages && oldest !== undefined) this.#byMessage.delete(oldest);
		this.#changed([...this.#byMessage].map(([id, open]) => ({ messageId: id, parts: [...open] })));
	}
}

/** Names a fold within its message, by those that it lies in. */
export function partOf(fold: HTMLElement): string {
	const keys: string[] = [];
	let at: HTMLElement | null = fold;
	while (at) {
		keys.unshift(at.dataset['key'] ?? '');
		at = at.parentElement?.closest<HTMLElement>('details') ?? null;
	}
	return keys.join('/');
}
