/** Messages that sessions looked for and that are not here, until they find them. */
export class Gaps {
	/** By message, the sessions that miss it. */
	readonly #missed = new Map<string, Set<string>>();

	get isEmpty(): boolean {
		return this.#missed.size === 0;
	}

	has(messageId: string): boolean {
		return this.#missed.has(messageId);
	}

	/** A session looked for a message. */
	looked(sessionId: string, messageId: string, isThere: boolean): void {
		const sessions = this.#missed.get(messageId);
		if (!isThere) {
			if (sessions) sessions.add(sessionId);
			else this.#missed.set(messageId, new Set([sessionId]));
		} else if (sessions?.delete(sessionId) && sessions.size === 0) this.#missed.delete(messageId);
	}

	/** What a session misses now, it will look for again. */
	forget(sessionId: string): void {
		for (const messageId of this.#missed.keys()) this.looked(sessionId, messageId, true);
	}
}
