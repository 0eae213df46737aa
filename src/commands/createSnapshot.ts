import { askText } from '../host/choose.js';
import { asMessage, originOf, textOption } from './commandArguments.js';
import { exchangeEnd } from './exchangeEnd.js';
import type { Command } from './invocation.js';
import { sessionOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, messageId?, label? }` → the snapshot's id; without a message it labels the last one. */
export const createSnapshot: Command = async (call, ...args) => {
	const title = 'Create Snapshot';
	const focused = originOf(args) === 'transcript' ? call.transcripts.focusedMessage : undefined;
	const message = asMessage(args[0]) ?? focused;
	const ref = message ?? (await sessionOf(call, args, { title, placeholder: 'Of which session?' }));
	if (!ref) return undefined;
	call.subject = ref;
	const taken = await (await storeOf(call, ref)).getSnapshots(ref.sessionId);
	const label =
		textOption(args, 'label') ??
		(await askText({
			title: message ? `${title} at This Message` : title,
			placeholder: 'A label to find it by',
			value: `Snapshot ${String(taken.length + 1)}`,
		}));
	if (label === undefined) return undefined;
	const store = await writableStoreOf(call, ref);
	// A row of the transcript shows a tool call with its results: its snapshot holds them too.
	const at = message ? { messageId: await exchangeEnd(store, message) } : {};
	const id = await store.createSnapshot(ref.sessionId, { ...at, label });
	await call.tree.reveal(ref, { expand: true });
	return id;
};
