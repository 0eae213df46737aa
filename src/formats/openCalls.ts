/** The calls of the last answer that wait for their results, for sources that do not say which result answers which. */
export class OpenCalls {
	/** Names by ids, oldest first. */
	readonly #open = new Map<string, string>();
	#count = 0;

	/** An id for a call that has none, the same whenever the conversation is read. */
	freshId(): string {
		return `call ${++this.#count}`;
	}

	/** An answer with calls begins: results of older ones no longer come. */
	begin(): void {
		this.#open.clear();
	}

	add(id: string, name: string): void {
		this.#open.set(id, name);
	}

	/** The source says which call the result answers. */
	answered(id: string): void {
		this.#open.delete(id);
	}

	/** The oldest open call, of that name if there is one, which then is no longer open. */
	answer(name?: string): string | undefined {
		const [oldest] = this.#open.keys();
		const id = (name === undefined ? undefined : this.#named(name)) ?? oldest;
		if (id !== undefined) this.#open.delete(id);
		return id;
	}

	#named(name: string): string | undefined {
		for (const [id, of] of this.#open) if (of === name) return id;
		return undefined;
	}
}
