import type { MessageRef } from '../host/sessionRef.js';
import type { SessionReader } from '../store/sessionStore.js';

/** The id of the last of the `tool` messages that follow a message directly, or its own where there are none. */
export async function exchangeEnd(
	store: Pick<SessionReader, 'getMessage' | 'getMessages'>,
	{ sessionId, messageId }: Pick<MessageRef, 'sessionId' | 'messageId'>,
): Promise<string> {
	let end = messageId;
	for (let next = (await store.getMessage(sessionId, messageId)).index + 1; ; next++) {
		const [message] = await store.getMessages(sessionId, { start: next, end: next + 1 });
		if (message?.role !== 'tool' || message.after !== end) return end;
		end = message.id;
	}
}
