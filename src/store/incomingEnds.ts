import type { Arrival } from './arrangeIncoming.js';

/**
 * Ends of what came in that the source has left behind, oldest first, by their ids here: those it names, else all that
 * do not lead to the head.
 */
export function endsOf({ incoming, fresh, names, head }: Arrival): readonly string[] {
	if (incoming.discarded) return incoming.discarded.flatMap((end) => names.find(end) ?? []);
	const ends = new Set(fresh.map(({ id }) => id));
	for (const { after } of fresh) if (after !== null) ends.delete(after);
	if (head !== null) ends.delete(head);
	return [...ends];
}
