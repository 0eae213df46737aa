/**
 * The items in their order, but each after the one above it. Links that lead back to where they began are cut, and
 * `cut` is told of the item that loses the one above it.
 */
export function parentsFirst<T extends object>(
	items: readonly T[],
	parentOf: (item: T) => T | undefined,
	cut: (item: T) => void,
): readonly T[] {
	const ordered = new Set<T>();
	for (const item of items) {
		const chain = new Set<T>();
		let at: T | undefined = item;
		while (at && !ordered.has(at) && !chain.has(at)) {
			chain.add(at);
			at = parentOf(at);
		}
		const upwards = [...chain];
		if (at && chain.has(at)) cut(upwards.at(-1) ?? at);
		for (const next of upwards.reverse()) ordered.add(next);
	}
	return [...ordered];
}

/** What a person is told of a session that lost its parent so. */
export const circleWords = 'its parents lead back to itself; it becomes a root';
