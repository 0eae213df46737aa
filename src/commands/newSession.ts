import { askText, longestTitle } from '../host/choose.js';
import { askFolder } from './askSession.js';
import { textOption } from './commandArguments.js';
import type { Command } from './invocation.js';
import { show } from './show.js';
import { writableStoreOf } from './target.js';

/** `{ folder?, title? }` → the new session's id. */
export const newSession: Command = async (call, ...args) => {
	const title = 'New Session';
	const opened = await askFolder(call, args, title);
	if (!opened) return undefined;
	const name =
		textOption(args, 'title') ??
		(await askText({
			title,
			placeholder: 'Title of the session',
			value: 'New session',
			limit: longestTitle,
		}));
	if (name === undefined) return undefined;
	const store = await writableStoreOf(call, opened);
	const sessionId = await store.createSession({ title: name });
	await show(call, { folder: opened.folder, sessionId });
	return sessionId;
};
