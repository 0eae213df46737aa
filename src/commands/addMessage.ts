import { askText, choose } from '../host/choose.js';
import { roles, type Role } from '../store/model.js';
import { asDraft } from './commandArguments.js';
import type { Command } from './invocation.js';
import { sessionOf, storeOf, writableStoreOf } from './target.js';

/** `{ folder, sessionId, role, content }` → the message's id; without role and content it asks for them. */
export const addMessage: Command = async (call, ...args) => {
	const title = 'Add Message';
	const ref = await sessionOf(call, args, { title, placeholder: 'To which session?' });
	if (!ref) return undefined;
	const draft = asDraft(args[0]) ?? (await askDraft(`${title} to "${await titleOf()}"`));
	if (!draft) return undefined;
	return (await writableStoreOf(call, ref)).addMessage(ref.sessionId, draft);

	async function titleOf(): Promise<string> {
		return ref ? (await (await storeOf(call, ref)).getSession(ref.sessionId)).title : '';
	}
};

async function askDraft(title: string): Promise<{ role: Role; content: string } | undefined> {
	const role = await choose(
		{ title, placeholder: 'Who speaks?' },
		roles.map((value) => ({ label: value, value })),
	);
	if (role === undefined) return undefined;
	const content = await askText({ title, placeholder: `What the ${role} says` });
	return content === undefined ? undefined : { role, content };
}
