import type { Bundle } from '../store/bundleModel.js';
import type { Message } from '../store/model.js';

/** The messages of all sessions, by their ids. */
export function messagesById({ sessions }: Bundle): ReadonlyMap<string, Message> {
	return new Map(sessions.flatMap(({ messages }) => messages.map((message) => [message.id, message])));
}

/** The transcript that ends at `head`. Ends where it would go round in circles. */
export function pathTo(head: string | null, messages: ReadonlyMap<string, Message>): readonly Message[] {
	const path: Message[] = [];
	const seen = new Set<string>();
	for (let message = messages.get(head ?? ''); message; message = messages.get(message.after ?? '')) {
		if (seen.has(message.id)) break;
		seen.add(message.id);
		path.push(message);
	}
	return path.reverse();
}
