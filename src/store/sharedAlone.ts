import type { IncomingSession } from './incoming.js';
import { lastingName, type MessageNames } from './messageNames.js';

/**
 * What a fork shares, where it repeats that and calls it otherwise than it is called here: its names, with the ids here.
 * `path`: the ids here of what it shares. Nothing where the source changed some of it.
 */
export function sharedAlone(
	incoming: IncomingSession,
	path: readonly string[],
	names: MessageNames,
): readonly (readonly [name: string, id: string])[] {
	const { copied, messages } = incoming;
	const told = copied === path.length ? messages.slice(0, copied) : [];
	const shared = copied === undefined ? leading(incoming, path, names) : told;
	return shared.flatMap((message, at) => {
		const here = path[at];
		return here === undefined ? [] : [[lastingName(message), here] as const];
	});
}

/** All before the first of its messages that is here, if as many are before that one here. */
function leading(
	{ messages }: IncomingSession,
	path: readonly string[],
	names: MessageNames,
): IncomingSession['messages'] {
	const byId = new Map(messages.map((message) => [message.id, message]));
	const first = messages.find((message) => names.find(lastingName(message)) !== undefined);
	const place = first ? path.indexOf(names.find(lastingName(first)) ?? '') : -1;
	const before: IncomingSession['messages'][number][] = [];
	const seen = new Set<string>();
	for (let at = first?.after ?? null; at !== null && !seen.has(at);) {
		seen.add(at);
		const message = byId.get(at);
		if (!message) return [];
		before.push(message);
		at = message.after;
	}
	return before.length === (place < 0 ? path.length : place) ? before.reverse() : [];
}
