import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import type { SessionStore } from '../store/sessionStore.js';
import { flagOption } from './commandArguments.js';
import type { Command, Invocation } from './invocation.js';
import { show } from './show.js';
import { messageOf, sessionOf, snapshotsOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, snapshotId }` → the new last message's id. */
export const revertToSnapshot: Command = async (call, ...args) => {
	const [ref] = await snapshotsOf(call, args, 'Revert to Snapshot');
	if (!ref) return undefined;
	return revert(call, ref, (store) => store.revertToSnapshot(ref.sessionId, ref.snapshotId));
};

/** `{ folder, sessionId, messageId, stay? }` → the new last message's id. `stay`: the transcript does not go there. */
export const revertToMessage: Command = async (call, ...args) => {
	const ref = await messageOf(call, args, {
		title: 'Revert to Message',
		placeholder: 'Which message should be the last?',
	});
	if (!ref) return undefined;
	const { sessionId, messageId } = ref;
	const stays = flagOption(args, 'stay') === true;
	return revert(call, ref, (store) => store.revertToMessage(sessionId, { messageId }), stays);
};

/** `{ folder, sessionId }` → the last message's id as it was before the revert. */
export const undoRevert: Command = async (call, ...args) => {
	const ref = await sessionOf(call, args, { title: 'Undo Revert', placeholder: 'In which session?' });
	if (!ref) return undefined;
	const head = await (await writableStoreOf(call, ref)).undoRevert(ref.sessionId);
	await show(call, ref, head ?? undefined);
	return head;
};

/** Moves the head, shows where it is now, and offers to take that back. */
async function revert(
	call: Invocation,
	ref: SessionRef,
	move: (store: SessionStore) => Promise<string | null>,
	stays = false,
): Promise<string | null> {
	const { folder, sessionId } = ref;
	const store = await writableStoreOf(call, ref);
	const before = await store.getSession(sessionId);
	const head = await move(store);
	if (!stays) await show(call, { folder, sessionId }, head ?? undefined);
	if (head === before.head) {
		vscode.window.setStatusBarMessage(`"${before.title}" ends there already`, 3000);
		return head;
	}
	const { title, messageCount } = await store.getSession(sessionId);
	const now = messageCount === 0 ? 'is empty now' : `now ends at message ${String(messageCount)}`;
	const revertOf = await latestRevert(store, sessionId);
	call.offerUndo(`"${title}" ${now}. What it left is kept as a branch.`, async () => {
		const again = await writableStoreOf(call, ref);
		// An older notification must not take back a newer revert.
		if ((await latestRevert(again, sessionId)) === revertOf) await again.undoRevert(sessionId);
		else if (revertOf !== undefined) await again.undoOperation(revertOf);
	});
	return head;
}

async function latestRevert(store: SessionStore, sessionId: string): Promise<string | undefined> {
	const operations = await store.getOperations({ sessionId });
	return operations.find(({ kind, undone }) => kind === 'revert' && !undone)?.id;
}
