import type { SessionRef } from '../host/sessionRef.js';
import type { Command, Invocation } from './invocation.js';
import { show } from './show.js';
import { messageOf, sessionOf, snapshotsOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, snapshotId }` → the new last message's id. */
export const revertToSnapshot: Command = async (call, ...args) => {
	const [ref] = await snapshotsOf(call, args, 'Revert to Snapshot');
	if (!ref) return undefined;
	const head = await (await writableStoreOf(call, ref)).revertToSnapshot(ref.sessionId, ref.snapshotId);
	await told(call, ref, head);
	return head;
};

/** `{ folder, sessionId, messageId }` → the new last message's id. */
export const revertToMessage: Command = async (call, ...args) => {
	const ref = await messageOf(call, args, {
		title: 'Revert to Message',
		placeholder: 'Which message should be the last?',
	});
	if (!ref) return undefined;
	const { sessionId, messageId } = ref;
	const head = await (await writableStoreOf(call, ref)).revertToMessage(sessionId, { messageId });
	await told(call, ref, head);
	return head;
};

/** `{ folder, sessionId }` → the last message's id as it was before the revert. */
export const undoRevert: Command = async (call, ...args) => {
	const ref = await sessionOf(call, args, { title: 'Undo Revert', placeholder: 'In which session?' });
	if (!ref) return undefined;
	const head = await (await writableStoreOf(call, ref)).undoRevert(ref.sessionId);
	await show(call, ref, head ?? undefined);
	return head;
};

async function told(call: Invocation, ref: SessionRef, head: string | null): Promise<void> {
	const { title, messageCount } = await (await storeOf(call, ref)).getSession(ref.sessionId);
	const now = messageCount === 1 ? '1 message' : `${String(messageCount)} messages`;
	call.offerUndo(`"${title}" is back at ${now}. What came after is kept as a branch.`, async () => {
		await (await writableStoreOf(call, ref)).undoRevert(ref.sessionId);
	});
	await show(call, { folder: ref.folder, sessionId: ref.sessionId }, head ?? undefined);
}
