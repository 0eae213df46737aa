import { choose, type Choice } from '../host/choose.js';
import type { FolderState } from '../host/folderSlot.js';
import type { SessionRef } from '../host/sessionRef.js';
import type { FolderStore } from '../host/stores.js';
import type { Session } from '../store/model.js';
import { counted, shownTitle } from '../formats/shown.js';
import { folderOf } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Invocation, Services } from './invocation.js';

export interface SessionQuestion {
	/** The command's name, on top of the list. */
	readonly title: string;
	readonly placeholder?: string;
	/** From the trash instead of the living. */
	readonly deleted?: boolean;
	/** Which may be chosen. Default: all. */
	readonly wanted?: (session: Session) => boolean;
	/** Said when there is none to choose from. */
	readonly none?: string;
}

/** The workspace folder to work in: the one that was named, the only one, or the one that is chosen. */
export async function askFolder(
	call: Invocation,
	args: readonly unknown[],
	title: string,
): Promise<FolderStore | undefined> {
	const named = folderOf(args) ?? currentSession(call)?.folder;
	const folders = await call.stores.folders();
	if (folders.length === 0) throw new CommandError('Open a folder first: its sessions are kept inside it.');
	const [only] = folders;
	if (folderOf(args) !== undefined || folders.length === 1) {
		return call.stores.get(folderOf(args) ?? only?.folder ?? '');
	}
	const chosen = await choose<FolderState>(
		{ title, placeholder: 'In which folder?' },
		folders.map((value) => ({
			label: `$(root-folder) ${value.name}`,
			...(value.problem === undefined ? {} : { description: value.problem }),
			value,
		})),
		({ folder }) => folder === named,
	);
	return chosen && call.stores.get(chosen.folder);
}

/** Asks for a session of a folder, the one at hand under the cursor. */
export async function askSession(
	call: Invocation,
	args: readonly unknown[],
	question: SessionQuestion,
): Promise<SessionRef | undefined> {
	const folder = await askFolder(call, args, question.title);
	return folder && askSessionOf(call, folder, question);
}

/** The same inside a folder that is known. */
export async function askSessionOf(
	services: Services,
	{ folder, name, store }: FolderStore,
	question: SessionQuestion,
): Promise<SessionRef | undefined> {
	const all = await store.listSessions({ deleted: 'include' });
	const wanted = all.filter(
		(session) => session.deleted === (question.deleted ?? false) && (question.wanted?.(session) ?? true),
	);
	if (wanted.length === 0) throw new CommandError(question.none ?? `There are no sessions in "${name}" yet.`);
	const current = currentSession(services);
	const sessionId = await choose(
		{ title: question.title, placeholder: question.placeholder ?? 'Choose a session' },
		sessionChoices(wanted, all),
		(id) => id === current?.sessionId && folder === current.folder,
	);
	return sessionId === undefined ? undefined : { folder, sessionId };
}

/** The session that the person is looking at: in the tree's selection, else in the transcript in front. */
function currentSession({ transcripts, tree }: Services): SessionRef | undefined {
	const { active } = transcripts;
	if (active) return active;
	return tree.selection.find((node) => 'sessionId' in node);
}

function sessionChoices(sessions: readonly Session[], all: readonly Session[]): Choice<string>[] {
	const byId = new Map(all.map((session) => [session.id, session]));
	return sessions.map((session) => {
		const above: string[] = [];
		// Deep trees are cut: the list has one line for it, and nothing bounds how deep they are.
		for (
			let at = byId.get(session.parentId ?? '');
			at && above.length < 8;
			at = byId.get(at.parentId ?? '')
		) {
			above.unshift(at.title);
		}
		const icon = session.relation === 'fork' ? 'repo-forked' : 'comment-discussion';
		return {
			label: `$(${icon}) ${plain(session.title)}`,
			description: [...above.map((title) => plain(title)), counted(session.messageCount, 'message')].join(
				' › ',
			),
			value: session.id,
		};
	});
}

/** A title may hold what a list would draw as an icon. */
export function plain(title: string, most?: number): string {
	return shownTitle(title, undefined, most).replace(/\$\(/g, '$\u200b(');
}
