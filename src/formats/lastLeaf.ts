import type { IncomingMessage } from '../store/incoming.js';

/** The id of the latest message that nothing follows; of several at one time the last. */
export function lastLeaf(messages: readonly IncomingMessage[]): string | null {
	const followed = new Set(messages.map(({ after }) => after));
	let latest: IncomingMessage | undefined;
	for (const message of messages) {
		if (!followed.has(message.id) && message.timestamp >= (latest?.timestamp ?? 0)) latest = message;
	}
	return latest?.id ?? null;
}
