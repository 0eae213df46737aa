import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import { originOf } from './commandArguments.js';
import { deleteSnapshot } from './deleteSnapshot.js';
import type { Command, Invocation } from './invocation.js';
import { sessionsOf, storeOf, writableStoreOf } from './target.js';

/** Moves sessions to the trash; says so once, with *Undo*. */
export const deleteSession: Command = async (call, ...args) => {
	if (originOf(args) === 'tree') return deleteRows(call);
	await trash(
		call,
		await sessionsOf(call, args, { title: 'Delete Session', placeholder: 'Delete which session?' }),
	);
};

/** The Delete key means each selected row in its own way: sessions, snapshots, and what is in the trash already. */
async function deleteRows(call: Invocation): Promise<void> {
	const rows = call.tree.selection;
	const snapshots = rows.filter((row) => row.kind === 'snapshot');
	if (snapshots.length > 0) await deleteSnapshot(call, snapshots[0], snapshots);
	const living: SessionRef[] = [];
	const trashed: SessionRef[] = [];
	for (const { folder, sessionId } of rows.filter((row) => row.kind === 'session')) {
		const { deleted } = await (await storeOf(call, { folder })).getSession(sessionId);
		(deleted ? trashed : living).push({ folder, sessionId });
	}
	await trash(call, living);
	if (trashed.length > 0) await purgeSession(call, trashed[0], trashed);
}

async function trash(call: Invocation, refs: readonly SessionRef[]): Promise<void> {
	const deleted: (SessionRef & { title: string })[] = [];
	try {
		for (const ref of refs) {
			call.subject = ref;
			const store = await writableStoreOf(call, ref);
			const { title, deleted: gone } = await store.getSession(ref.sessionId);
			if (gone) continue; // with its parent, a moment ago
			await store.deleteSession(ref.sessionId);
			deleted.push({ ...ref, title });
		}
	} finally {
		const [first] = deleted;
		if (first) {
			const what = deleted.length === 1 ? `"${first.title}"` : `${String(deleted.length)} sessions`;
			call.offerUndo(`Moved ${what} to the trash.`, () => restore(call, deleted));
		}
	}
}

/** Takes sessions back out of the trash. */
export const restoreSession: Command = async (call, ...args) => {
	await restore(
		call,
		await sessionsOf(call, args, {
			title: 'Restore Session',
			placeholder: 'Restore which session?',
			deleted: true,
			none: 'The trash is empty.',
		}),
	);
};

async function restore(call: Invocation, refs: readonly SessionRef[]): Promise<void> {
	for (const { folder, sessionId } of refs) {
		call.subject = { folder, sessionId };
		const store = await writableStoreOf(call, { folder });
		// A child comes back with its parent.
		if ((await store.getSession(sessionId)).deleted) await store.restoreSession(sessionId);
	}
	if (refs[0]) await call.tree.reveal(refs[0]);
}

/** The one change that cannot be taken back, so the one that is asked about. */
export const purgeSession: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, {
		title: 'Delete Permanently',
		placeholder: 'Delete which session permanently?',
		deleted: true,
		none: 'The trash is empty.',
	});
	const [first] = refs;
	if (!first) return;
	const { title } = await (await storeOf(call, first)).getSession(first.sessionId);
	const what = refs.length === 1 ? `"${title}"` : `${String(refs.length)} sessions`;
	const sure = 'Delete Permanently';
	const answer = await vscode.window.showWarningMessage(
		`Delete ${what} permanently?`,
		{
			modal: true,
			detail: `${refs.length === 1 ? 'Its' : 'Their'} messages, children and snapshots cannot be brought back. Forks are kept.`,
		},
		sure,
	);
	if (answer !== sure) return;
	for (const ref of refs) {
		call.subject = ref;
		const store = await writableStoreOf(call, ref);
		if (await stillThere(store, ref.sessionId)) await store.purgeSession(ref.sessionId);
	}
};

async function stillThere(
	store: { listSessions(options: { deleted: 'only' }): Promise<readonly { readonly id: string }[]> },
	sessionId: string,
): Promise<boolean> {
	// A child goes with its parent.
	return (await store.listSessions({ deleted: 'only' })).some(({ id }) => id === sessionId);
}
