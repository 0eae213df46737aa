import { longestTitle } from '../host/choose.js';
import type { Bundle } from '../store/bundleModel.js';
import type { Message, Session } from '../store/model.js';
import { titleOf } from '../views/transcriptFrame.js';
import { counted } from '../formats/shown.js';
import { offerUndoOfImport } from './importUndo.js';
import type { Command } from './invocation.js';
import { selectionOf } from './selection.js';
import { show } from './show.js';
import { storeOf, writableStoreOf } from './target.js';

/**
 * `{ folder, sessionId, messageIds }`; without them, what is selected in the transcript in front → the id of a new
 * session beside that one, with copies of the messages in the order of the transcript.
 */
export const newSessionFromSelection: Command = async (call, ...args) => {
	const { ref, messages } = await selectionOf(call, args);
	const source = await (await storeOf(call, ref)).getSession(ref.sessionId);
	const store = await writableStoreOf(call, ref);
	const { parentId } = source;
	const { sessionId } = await store.importSession(bundleOf(source, messages), { parentId });
	const made = { folder: ref.folder, sessionId };
	const { title } = await store.getSession(sessionId);
	offerUndoOfImport(call, made, `Made "${title}" of ${counted(messages.length, 'message')}.`);
	await show(call, made);
	return sessionId;
};

/** One session in which each message follows the one before it in the list. */
function bundleOf(source: Session, messages: readonly Message[]): Bundle {
	const now = Date.now();
	return {
		format: 'session-hierarchy',
		version: 1,
		sessions: [
			{
				id: 'selection',
				title: `Selection from ${titleOf(source)}`.slice(0, longestTitle),
				parentId: null,
				relation: 'child',
				forkPoint: null,
				head: messages.at(-1)?.id ?? null,
				messages: messages.map((message, at) => ({ ...message, after: messages[at - 1]?.id ?? null })),
				snapshots: [],
				discarded: [],
				agentName: source.agentName,
				metadata: {},
				shared: false,
				createdAt: now,
				updatedAt: now,
				source: null,
			},
		],
	};
}
