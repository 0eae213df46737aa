import * as vscode from 'vscode';
import type { FolderStore } from '../host/stores.js';
import { askFolder } from './askSession.js';
import { asDropped, asFiles, textOption } from './commandArguments.js';
import type { Invocation } from './invocation.js';

/**
 * The workspace folder to work in, and the files or folders to read: those that were passed, else those that the person
 * picks. Undefined when the person leaves.
 */
export async function askPlaces(
	call: Invocation,
	args: readonly unknown[],
	dialog: vscode.OpenDialogOptions & { readonly title: string },
): Promise<{ readonly target: FolderStore; readonly places: readonly vscode.Uri[] } | undefined> {
	const passed = asFiles(args);
	const named = textOption(args.slice(1), 'folder');
	const target = await askFolder(call, named === undefined ? args : [{ folder: named }], dialog.title);
	if (!target) return undefined;
	const isPassed = passed.length + asDropped(args).length > 0;
	const places = isPassed ? passed : await vscode.window.showOpenDialog(dialog);
	return places && (isPassed || places.length > 0) ? { target, places } : undefined;
}
