import { choose, type Choice } from '../host/choose.js';
import type { MessageRef, SessionRef } from '../host/sessionRef.js';
import type { Message, Snapshot } from '../store/model.js';
import { firstLine } from '../views/messageWords.js';
import { counted } from '../formats/shown.js';
import { plain } from './askSession.js';
import { CommandError } from './explain.js';
import type { Invocation } from './invocation.js';

const pageSize = 500;

/** Asks for a message of a session's transcript, the latest first. */
export async function askMessage(
	call: Invocation,
	ref: SessionRef,
	question: { readonly title: string; readonly placeholder: string },
): Promise<MessageRef | undefined> {
	const { store } = await call.stores.get(ref.folder);
	const { messageCount, title } = await store.getSession(ref.sessionId);
	if (messageCount === 0) throw new CommandError(`"${title}" has no messages yet.`);
	const focused = call.transcripts.focusedMessage;
	const preferred = focused?.sessionId === ref.sessionId ? focused.messageId : undefined;
	for (let end = messageCount; ; end -= pageSize) {
		const start = Math.max(0, end - pageSize);
		const messages = await store.getMessages(ref.sessionId, { start, end });
		const choices = messages.map((message, at) => messageChoice(message, start + at)).reverse();
		if (start > 0) choices.push({ label: '$(history) Earlier messages…', value: null });
		const chosen = await choose(question, choices, (id) => id !== null && id === preferred);
		if (chosen === undefined) return undefined;
		if (chosen !== null) return { ...ref, messageId: chosen };
	}
}

function messageChoice(message: Message, index: number): Choice<string | null> {
	return {
		label: `${(index + 1).toLocaleString()} · ${message.role}`,
		description: plain(firstLine(message)),
		value: message.id,
	};
}

/** Asks for a snapshot of a session, the latest first. */
export async function askSnapshot(
	call: Invocation,
	ref: SessionRef,
	title: string,
): Promise<Snapshot | undefined> {
	const { store } = await call.stores.get(ref.folder);
	const snapshots = await store.getSnapshots(ref.sessionId);
	if (snapshots.length === 0) {
		throw new CommandError(`"${(await store.getSession(ref.sessionId)).title}" has no snapshots.`);
	}
	return choose(
		{ title, placeholder: 'Choose a snapshot' },
		[...snapshots].reverse().map((value) => ({
			label: `$(bookmark) ${plain(value.label.trim() === '' ? 'Snapshot' : value.label)}`,
			description: counted(value.messageCount, 'message'),
			value,
		})),
	);
}
