import type { SessionRef } from '../host/sessionRef.js';
import type { Message } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';
import { asMessages, asSessionRow } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Invocation } from './invocation.js';
import { storeOf } from './target.js';

/** Messages that are read from the store at a time. */
const step = 1000;

export interface Selected {
	readonly ref: SessionRef;
	/** In the order of the transcript; at least one. */
	readonly messages: readonly Message[];
}

/** The messages that a command is about: those passed, or those selected in the transcript in front. */
export async function selectionOf(call: Invocation, args: readonly unknown[]): Promise<Selected> {
	const ref = asMessages(args[0]) ?? inFront(call, args);
	if (!ref || ref.messageIds.length === 0) {
		throw new CommandError(
			'No messages are selected. Select some in a transcript first: X on a message, or Ctrl+click.',
		);
	}
	const { folder, sessionId } = ref;
	call.subject = { folder, sessionId };
	const messages = await inOrder(await storeOf(call, ref), sessionId, new Set(ref.messageIds));
	if (messages.length === 0) {
		throw new CommandError('The selected messages are not part of the transcript any more.');
	}
	return { ref: call.subject, messages };
}

/** A menu names the message that it was opened on: the selection is that of its transcript. */
function inFront(call: Invocation, args: readonly unknown[]): ReturnType<typeof asMessages> {
	const selected = call.transcripts.selectedMessages;
	const named = asSessionRow(args[0]);
	return named === undefined || named.sessionId === selected?.sessionId ? selected : undefined;
}

/** Those of the messages that are in the transcript, in its order. */
async function inOrder(
	store: Pick<SessionStore, 'getMessages'>,
	sessionId: string,
	wanted: ReadonlySet<string>,
): Promise<readonly Message[]> {
	const found: Message[] = [];
	for (let start = 0; found.length < wanted.size; start += step) {
		const messages = await store.getMessages(sessionId, { start, end: start + step });
		found.push(...messages.filter(({ id }) => wanted.has(id)));
		if (messages.length < step) break;
	}
	return found;
}
