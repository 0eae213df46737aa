import { askText, longestTitle } from '../host/choose.js';
import { textOption } from './commandArguments.js';
import type { Command } from './invocation.js';
import { show } from './show.js';
import { sessionOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, title? }` → the new session's id. */
export const newChildSession: Command = async (call, ...args) => {
	const title = 'New Child Session';
	const parent = await sessionOf(call, args, { title, placeholder: 'Below which session?' });
	if (!parent) return undefined;
	const above = await (await storeOf(call, parent)).getSession(parent.sessionId);
	const name =
		textOption(args, 'title') ??
		(await askText({
			title: `${title} of "${above.title}"`,
			placeholder: 'Title of the child session',
			limit: longestTitle,
		}));
	if (name === undefined) return undefined;
	const store = await writableStoreOf(call, parent);
	const sessionId = await store.createSession({ title: name, parentId: parent.sessionId });
	await show(call, { folder: parent.folder, sessionId });
	return sessionId;
};
