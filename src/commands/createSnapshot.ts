import { askText } from '../host/choose.js';
import { asMessage, originOf, textOption } from './commandArguments.js';
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
	const at = message ? { messageId: message.messageId } : {};
	const id = await (await writableStoreOf(call, ref)).createSnapshot(ref.sessionId, { ...at, label });
	await call.tree.reveal(ref, { expand: true });
	return id;
};
