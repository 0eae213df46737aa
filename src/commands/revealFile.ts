import { join } from 'node:path';
import * as vscode from 'vscode';
import { choose } from '../host/choose.js';
import { CommandError } from './explain.js';
import type { Command } from './invocation.js';
import { sessionOf } from './target.js';

/** Selects a session's file in the explorer; asks which when it was written in several clones. */
export const revealFile: Command = async (call, ...args) => {
	const title = 'Reveal File';
	const ref = await sessionOf(call, args, { title, placeholder: 'Of which session?' });
	if (!ref) return;
	const { store, path } = await call.stores.get(ref.folder);
	const files = await store.getLogFiles(ref.sessionId);
	const [first] = files;
	if (first === undefined) throw new CommandError('That session has no file of its own.');
	const file =
		files.length === 1
			? first
			: await choose(
					{ title, placeholder: 'It has several files, one for each place it was written in' },
					files.map((value) => ({ label: value, value })),
				);
	if (file === undefined) return;
	const uri = vscode.Uri.file(join(path, file));
	// The explorer is where the workspace is, wherever that runs; a store linked in from elsewhere is not in it.
	const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
	await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', uri);
};
