import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import type { Previews } from './previews.js';
import { likeliestFirst } from './workspacePath.js';

/** More would fill the list with what nobody looks through. */
const mostFiles = 10_000;

/** Asks for a file of the workspace and compares it with a text from a message. `file`: the path that it seems to be of. */
export async function compareWithFile(
	text: string,
	file: string | null,
	ref: SessionRef,
	previews: Previews,
): Promise<void> {
	const chosen = await vscode.window.showQuickPick(filesOf(ref, file), {
		title: 'Compare with File',
		placeHolder: 'Which file is this code for?',
		matchOnDescription: true,
	});
	if (!chosen) return;
	await previews.compare(chosen.uri, text, `${chosen.label} ↔ code in the transcript`);
}

interface FileItem extends vscode.QuickPickItem {
	readonly uri: vscode.Uri;
}

async function filesOf({ folder }: SessionRef, file: string | null): Promise<readonly FileItem[]> {
	const root = vscode.Uri.parse(folder);
	const pattern = new vscode.RelativePattern(root, '**/*');
	const found = await vscode.workspace.findFiles(pattern, undefined, mostFiles);
	const uris = new Map(found.map((uri) => [uri.path.slice(root.path.length).replace(/^\//, ''), uri]));
	const items = likeliestFirst([...uris.keys()], file).flatMap((path): readonly FileItem[] => {
		const uri = uris.get(path);
		const names = path.split('/');
		return uri ? [{ label: names.at(-1) ?? path, description: names.slice(0, -1).join('/'), uri }] : [];
	});
	if (items.length === 0) throw new Error('There is no file in the workspace folder to compare with.');
	return items;
}
