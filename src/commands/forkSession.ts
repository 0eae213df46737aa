import { textOption } from './commandArguments.js';
import type { Command } from './invocation.js';
import { show } from './show.js';
import { messageOf, sessionOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, title? }` → the fork's id. */
export const forkSession: Command = async (call, ...args) => {
	const ref = await sessionOf(call, args, { title: 'Fork Session', placeholder: 'Fork which session?' });
	if (!ref) return undefined;
	const sessionId = await (await writableStoreOf(call, ref)).forkSession(ref.sessionId, titled(args));
	await show(call, { folder: ref.folder, sessionId });
	return sessionId;
};

/** `{ folder, sessionId, messageId, title? }` → the fork's id. */
export const forkFromMessage: Command = async (call, ...args) => {
	const at = await messageOf(call, args, {
		title: 'Fork from Message',
		placeholder: 'Fork after which message?',
	});
	if (!at) return undefined;
	const sessionId = await (
		await writableStoreOf(call, at)
	).forkSession(at.sessionId, { ...titled(args), fromMessageId: at.messageId });
	await show(call, { folder: at.folder, sessionId });
	return sessionId;
};

function titled(args: readonly unknown[]): { title?: string } {
	const title = textOption(args, 'title');
	return title === undefined ? {} : { title };
}
