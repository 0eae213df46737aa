/** Gives names that are all different: one that is taken gets a number. */
export class UniqueNames {
	/** How often each was asked for. */
	readonly #counts = new Map<string, number>();

	take(name: string): string {
		let free = name;
		while (this.#counts.has(free)) {
			const count = (this.#counts.get(name) ?? 0) + 1;
			this.#counts.set(name, count);
			free = `${name}~${String(count)}`;
		}
		this.#counts.set(free, 1);
		return free;
	}
}
