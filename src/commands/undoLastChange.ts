import * as vscode from 'vscode';
import { choose, type Choice } from '../host/choose.js';
import { plainWords } from '../host/plainWords.js';
import type { SessionRef } from '../host/sessionRef.js';
import type { FolderStore } from '../host/stores.js';
import type { Operation } from '../store/model.js';
import { ageText } from '../formats/age.js';
import { askFolder, plain } from './askSession.js';
import { asSessionRow, textOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';
import { canTakeBack, operationWords } from './operationWords.js';
import { writableStoreOf } from './target.js';

const title = 'Undo Last Change';
/** So many changes are offered. */
const offered = 100;

/** `{ folder?, sessionId?, operationId? }` → the operation that took the chosen one back, or brought it back. */
export const undoLastChange: Command = async (call, ...args) => {
	const session = asSessionRow(args[0]);
	const opened = session ? await call.stores.get(session.folder) : await askFolder(call, args, title);
	if (!opened) return undefined;
	const changes = await changesOf(opened, session);
	const operationId = textOption(args, 'operationId');
	const chosen =
		operationId === undefined
			? await ask(changes)
			: changes.find(({ operation }) => operation.id === operationId);
	if (!chosen) {
		if (operationId !== undefined) throw new CommandError('There is no such change to take back.');
		return undefined;
	}
	return turn(call, opened, chosen);
};

interface Change {
	readonly operation: Operation;
	readonly words: string;
}

/** Latest first. */
async function changesOf(
	{ store }: FolderStore,
	session: SessionRef | undefined,
): Promise<readonly Change[]> {
	const operations = await store.getOperations(session && { sessionId: session.sessionId });
	const sessions = await store.listSessions({ deleted: 'include' });
	const titles = new Map(sessions.map(({ id, title: text }) => [id, text]));
	return operations
		.filter(canTakeBack)
		.map((operation) => ({ operation, words: operationWords(operation, (id) => titles.get(id)) }));
}

async function ask(changes: readonly Change[]): Promise<Change | undefined> {
	if (changes.length === 0) throw new CommandError('There is no change to take back yet.');
	const now = Date.now();
	const choices = (undone: boolean): readonly Choice<Change | undefined>[] =>
		changes
			.filter(({ operation }) => operation.undone === undone)
			.slice(0, offered)
			.map((value) => ({
				label: `$(${undone ? 'redo' : 'discard'}) ${plain(value.words)}`,
				description: ageText(value.operation.at, now),
				value,
			}));
	const again = choices(true);
	const separator = {
		label: 'taken back: choose one to bring it back',
		kind: vscode.QuickPickItemKind.Separator,
		value: undefined,
	};
	return choose({ title, placeholder: 'Take back which change?' }, [
		...choices(false),
		...(again.length > 0 ? [separator, ...again] : []),
	]);
}

async function turn(
	call: Invocation,
	{ folder }: FolderStore,
	{ operation, words }: Change,
): Promise<string> {
	const { id, undone, sessionIds } = operation;
	const [sessionId] = sessionIds;
	if (sessionId !== undefined) call.subject = { folder, sessionId };
	const store = await writableStoreOf(call, { folder });
	const done = undone ? await store.redoOperation(id) : await store.undoOperation(id);
	void vscode.window.showInformationMessage(
		plainWords(`${undone ? 'Brought back' : 'Taken back'}: ${words}.`),
	);
	return done;
}
