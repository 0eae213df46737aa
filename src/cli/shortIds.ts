/** Characters of an id that a person copies gladly. */
const shortest = 8;

/** Gives the beginning of an id that no other of `ids` has, eight characters at least. */
export function shortIds(ids: readonly string[]): (id: string) => string {
	const sorted = ids.toSorted();
	const short = new Map(
		sorted.map((id, at) => {
			const needed = Math.max(sharedLength(id, sorted[at - 1]), sharedLength(id, sorted[at + 1])) + 1;
			return [id, id.slice(0, Math.max(shortest, needed))];
		}),
	);
	return (id) => short.get(id) ?? id;
}

function sharedLength(id: string, other = ''): number {
	let length = 0;
	while (length < id.length && id[length] === other[length]) length++;
	return length;
}
