import { basename } from 'node:path';
import * as vscode from 'vscode';
import { choose } from '../host/choose.js';
import type { Followed } from '../host/followed.js';
import { plainWords } from '../host/plainWords.js';
import { counted } from '../formats/shown.js';
import { askPlaces } from './askPlaces.js';
import { plain } from './askSession.js';
import { asSessionRow, targets } from './commandArguments.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';
import { show } from './show.js';
import { writableStoreOf } from './target.js';

/** A file, then `{ folder? }` → ids of the sessions that are kept in step with it. */
export const followFile: Command = (call, ...args) =>
	follow(call, args, 'Follow File', {
		filters: { 'Session files': ['json', 'jsonl'], 'All files': ['*'] },
	});

/** The same with a folder. */
export const followFolder: Command = (call, ...args) =>
	follow(call, args, 'Follow Folder', { canSelectFiles: false, canSelectFolders: true });

async function follow(
	call: Invocation,
	args: readonly unknown[],
	title: string,
	dialog: vscode.OpenDialogOptions,
): Promise<readonly string[] | undefined> {
	const asked = await askPlaces(call, args, { ...dialog, title, openLabel: 'Follow' });
	const [picked] = asked?.places ?? [];
	if (!asked || !picked) return undefined;
	const { target } = asked;
	await writableStoreOf(call, target);
	return followPaths(call, target.folder, [picked.fsPath]);
}

/** Brings in what is there and keeps in step with it; gives the sessions' ids. */
export async function followPaths(
	call: Invocation,
	folder: string,
	paths: readonly string[],
): Promise<readonly string[]> {
	const followers = await call.following();
	const ids = new Set<string>();
	for (const path of paths) {
		const result = await vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Notification, title: 'Reading sessions' },
			() => followers.begin(folder, path),
		);
		for (const id of result?.sessionIds ?? []) ids.add(id);
	}
	const [sessionId] = ids;
	call.detach(() => tellFollowing(call, folder, paths, ids.size));
	if (sessionId !== undefined) await show(call, { folder, sessionId });
	return [...ids];
}

async function tellFollowing(
	call: Invocation,
	folder: string,
	paths: readonly string[],
	count: number,
): Promise<void> {
	const now = count === 0 ? 'No session there yet' : `Following ${counted(count, 'session')}`;
	const words = `${now}: what the agent writes appears here while it runs.`;
	if ((await vscode.window.showInformationMessage(plainWords(words), 'Unfollow')) !== 'Unfollow') return;
	await call.followed.remove(
		call.followed.all.filter((each) => each.folder === folder && paths.includes(each.path)),
	);
}

/** Sessions, or none to be asked → how many files and folders are no longer followed. */
export const unfollow: Command = async (call, ...args) => {
	const rows = targets(args, asSessionRow);
	const gone =
		rows.length > 0 ? new Set(rows.flatMap((ref) => call.followed.of(ref))) : await askFollowed(call);
	if (!gone) return undefined;
	if (gone.size === 0) throw new CommandError('This session is not followed.');
	await call.followed.remove([...gone]);
	const paths = [...gone].map(({ path }) => path).join(', ');
	void vscode.window.showInformationMessage(plainWords(`No longer following ${paths}. Its sessions stay.`));
	return gone.size;
};

/** Also of those that have brought nothing yet, or whose sessions were thrown away. */
async function askFollowed({ followed: { all } }: Invocation): Promise<ReadonlySet<Followed> | undefined> {
	if (all.length === 0) throw new CommandError('Nothing is followed.');
	const chosen = await choose(
		{ title: 'Unfollow', placeholder: 'Choose what is not to be followed any more' },
		all.map((value) => ({
			label: plain(basename(value.path)),
			description: counted(value.sessionIds.length, 'session'),
			detail: value.path,
			value,
		})),
	);
	return chosen && new Set([chosen]);
}
