import type { IncomingSession } from './incoming.js';
import { lastingName, type MessageNames } from './messageNames.js';

/**
 * What a fork shares, where it came alone and calls that otherwise than it is called here: its names, with the ids here.
 * `path`: the ids here of what it shares. Nothing where the source changed some of it.
 */
export function sharedAlone(
	incoming: IncomingSession,
	path: readonly string[],
	names: MessageNames,
): readonly (readonly [name: string, id: string])[] {
	const { copied, messages } = incoming;
	const shared = copied === undefined ? leading(incoming, names) : messages.slice(0, copied);
	if (shared.length !== path.length) return [];
	return shared.flatMap((message, at) => {
		const here = path[at];
		return here === undefined ? [] : [[lastingName(message), here] as const];
	});
}

/** All from the beginning up to the first of its own messages that is here, if none of it is here by its name. */
function leading({ messages }: IncomingSession, names: MessageNames): IncomingSession['messages'] {
	const byId = new Map(messages.map((message) => [message.id, message]));
	const first = messages.find((message) => names.find(lastingName(message)) !== undefined);
	const before: IncomingSession['messages'][number][] = [];
	const seen = new Set<string>();
	for (let at = first?.after ?? null; at !== null && !seen.has(at);) {
		seen.add(at);
		const message = byId.get(at);
		if (!message) return [];
		before.push(message);
		at = message.after;
	}
	return before.reverse();
}
