import { askText, longestTitle } from '../host/choose.js';
import { textOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Command } from './invocation.js';
import { sessionsOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, title? }`; several rows are asked about one after the other. */
export const renameSession: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, {
		title: 'Rename Session',
		placeholder: 'Rename which session?',
	});
	for (const [index, ref] of refs.entries()) {
		call.subject = ref;
		const { title, deleted } = await (await storeOf(call, ref)).getSession(ref.sessionId);
		if (deleted) throw new CommandError(`"${title}" is in the trash. Restore it first.`);
		const place = refs.length === 1 ? '' : ` (${String(index + 1)} of ${String(refs.length)})`;
		const name =
			textOption(args, 'title') ??
			(await askText({
				title: `Rename "${title}"${place}`,
				placeholder: 'New title',
				value: title,
				limit: longestTitle,
			}));
		if (name === undefined) return;
		if (name !== title) await (await writableStoreOf(call, ref)).setTitle(ref.sessionId, name);
	}
};
