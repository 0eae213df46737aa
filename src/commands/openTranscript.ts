import type { TreeNode } from '../views/sessionTreeNode.js';
import { asMessage, asSnapshot } from './commandArguments.js';
import type { Command, Invocation } from './invocation.js';
import { sessionsOf } from './target.js';

/** Opens the transcripts of the sessions at hand; of a snapshot or message, at that message. */
export const openTranscript: Command = (call, ...args) =>
	open(call, args, { title: 'Open Transcript', beside: false });

/** The same in the next editor group; what is open already stays where it is. Without a session, that of the transcript in front. */
export const openToSide: Command = (call, ...args) => {
	const { active } = call.transcripts;
	const at = args.length === 0 && active ? [active] : args;
	return open(call, at, { title: 'Open to the Side', beside: true });
};

async function open(
	call: Invocation,
	args: readonly unknown[],
	{ title, beside }: { readonly title: string; readonly beside: boolean },
): Promise<void> {
	const message = asMessage(args[0]);
	const snapshot = asSnapshot(args[0]);
	const refs = snapshot ? [snapshot] : await sessionsOf(call, args, { title });
	for (const { folder, sessionId } of refs) {
		const at = message?.sessionId === sessionId ? { messageId: message.messageId } : {};
		await call.transcripts.open({ folder, sessionId }, { ...at, beside });
	}
}

/** Keeps rows from opening while a key only moves the selection to the focused row. */
export class RowOpening {
	#heldUntil = 0;

	/** The next row within a moment is selected, not opened. */
	readonly hold: Command = () => {
		this.#heldUntil = Date.now() + 1000;
		return Promise.resolve();
	};

	/** A click or Enter on a row: shows it and leaves the keyboard in the tree. */
	readonly open: Command = async (call, row) => {
		const held = Date.now() < this.#heldUntil;
		this.#heldUntil = 0;
		if (!held) await openRow(call, row as TreeNode);
	};
}

async function openRow(call: Invocation, row: TreeNode): Promise<void> {
	if (row.kind !== 'session' && row.kind !== 'snapshot') return;
	const { folder, sessionId } = row;
	call.subject = { folder, sessionId };
	const at = row.kind === 'snapshot' && row.messageId !== null ? { messageId: row.messageId } : {};
	await call.transcripts.open(call.subject, { ...at, preserveFocus: true });
}
