import { askText } from '../host/choose.js';
import { textOption } from './commandArguments.js';
import type { Command } from './invocation.js';
import { sessionOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, title? }` */
export const renameSession: Command = async (call, ...args) => {
	const ref = await sessionOf(call, args, { title: 'Rename Session', placeholder: 'Rename which session?' });
	if (!ref) return;
	const { title } = await (await storeOf(call, ref)).getSession(ref.sessionId);
	const name =
		textOption(args, 'title') ??
		(await askText({ title: `Rename "${title}"`, placeholder: 'New title', value: title }));
	if (name === undefined || name === title) return;
	await (await writableStoreOf(call, ref)).setTitle(ref.sessionId, name);
};
