import type { SessionTree } from '../store/model.js';
import { askSessionOf } from './askSession.js';
import { parentOption, textOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';
import { sessionsOf, storeOf, writableStoreOf } from './target.js';
import type { SessionRef } from '../host/sessionRef.js';

/** Rows, then `{ parentId, folder? }`: a session's id, or null to make them roots. */
export const moveSession: Command = async (call, ...args) => {
	const title = 'Move to Parent';
	const refs = await sessionsOf(call, args, { title, placeholder: 'Move which session?' });
	const [first] = refs;
	if (!first) return;
	const parentId = parentOption(args.slice(1)) ?? parentOption([args[0]]);
	const folder = textOption(args.slice(2), 'folder') ?? first.folder;
	if (refs.some((ref) => ref.folder !== folder)) {
		throw new CommandError('A session cannot move into another folder. Export it there instead.');
	}
	await moveAll(call, refs, parentId === undefined ? await askParent(call, refs, title) : parentId);
};

export const makeRoot: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, {
		title: 'Make Root',
		placeholder: 'Which session should stand on its own?',
		wanted: ({ parentId }) => parentId !== null,
		none: 'Every session is a root already.',
	});
	await moveAll(call, refs, null);
};

async function moveAll(
	call: Invocation,
	refs: readonly SessionRef[],
	parentId: string | null | undefined,
): Promise<void> {
	if (parentId === undefined) return;
	for (const ref of refs) {
		call.subject = ref;
		await (await writableStoreOf(call, ref)).moveSession(ref.sessionId, parentId);
	}
	if (refs[0]) await call.tree.reveal(refs[0]);
}

async function askParent(
	call: Invocation,
	refs: readonly SessionRef[],
	title: string,
): Promise<string | undefined> {
	const [first] = refs;
	if (!first) return undefined;
	const store = await storeOf(call, first);
	// Nothing may come to stand below itself.
	const below = new Set<string>();
	for (const { sessionId } of refs) {
		const todo: SessionTree[] = [await store.getSessionTree(sessionId)];
		for (let next = todo.pop(); next; next = todo.pop()) {
			below.add(next.id);
			for (const child of next.children) todo.push(child);
		}
	}
	const parent = await askSessionOf(call, await call.stores.get(first.folder), {
		title,
		placeholder: 'Below which session?',
		wanted: ({ id }) => !below.has(id),
		none: 'There is no other session to move it to.',
	});
	return parent?.sessionId;
}
