import type { SessionTree } from '../store/model.js';
import { counted, shownTitle } from '../formats/shown.js';
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
	const moved = await moveAll(
		call,
		refs,
		parentId === undefined ? await askParent(call, refs, title) : parentId,
	);
	if (moved.length > 0) call.offerUndo(await movedWords(call, moved), () => moveBack(call, moved));
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

interface Moved extends SessionRef {
	readonly operationId: string;
}

/** Gives those that were not there yet. */
async function moveAll(
	call: Invocation,
	refs: readonly SessionRef[],
	parentId: string | null | undefined,
): Promise<readonly Moved[]> {
	const moved: Moved[] = [];
	if (parentId === undefined) return moved;
	for (const ref of refs) {
		call.subject = ref;
		const operationId = await (await writableStoreOf(call, ref)).moveSession(ref.sessionId, parentId);
		if (operationId !== undefined) moved.push({ ...ref, operationId });
	}
	if (refs[0]) await call.tree.reveal(refs[0]);
	return moved;
}

async function movedWords(call: Invocation, moved: readonly Moved[]): Promise<string> {
	const [first] = moved;
	if (!first || moved.length > 1) return `Moved ${counted(moved.length, 'session')}.`;
	const store = await storeOf(call, first);
	const { title, parentId } = await store.getSession(first.sessionId);
	const to =
		parentId === null ? 'the top level' : `"${shownTitle((await store.getSession(parentId)).title)}"`;
	return `Moved "${shownTitle(title)}" to ${to}.`;
}

/** The last one first: one may have gone below another. */
async function moveBack(call: Invocation, moved: readonly Moved[]): Promise<void> {
	for (const ref of moved.toReversed()) {
		call.subject = ref;
		await (await writableStoreOf(call, ref)).undoOperation(ref.operationId);
	}
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
