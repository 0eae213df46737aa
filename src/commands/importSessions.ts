import * as vscode from 'vscode';
import type { Reading } from '../formats/source.js';
import { plainWords } from '../host/plainWords.js';
import type { FolderStore } from '../host/stores.js';
import { counted } from '../formats/shown.js';
import { askFolder } from './askSession.js';
import { asFiles, textOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import { confirmFailures, tellWarnings } from './importReport.js';
import { offerUndoOfImport } from './importUndo.js';
import type { Command, Invocation } from './invocation.js';
import { show } from './show.js';
import { writableStoreOf } from './target.js';

/** Files as the explorer passes them, then `{ folder? }` → ids of the sessions imported. */
export const importFiles: Command = (call, ...args) =>
	importFrom(call, args, 'Import Files', {
		canSelectMany: true,
		filters: { 'Session files': ['json', 'jsonl', 'zip', 'zst', 'gz'], 'All files': ['*'] },
	});

/** The same with a whole folder. */
export const importFolder: Command = (call, ...args) =>
	importFrom(call, args, 'Import Folder', { canSelectFiles: false, canSelectFolders: true });

async function importFrom(
	call: Invocation,
	args: readonly unknown[],
	title: string,
	dialog: vscode.OpenDialogOptions,
): Promise<readonly string[] | undefined> {
	const passed = asFiles(args);
	const named = textOption(args.slice(1), 'folder');
	const target = await askFolder(call, named === undefined ? args : [{ folder: named }], title);
	if (!target) return undefined;
	const picked =
		passed.length > 0
			? passed
			: await vscode.window.showOpenDialog({ ...dialog, title, openLabel: 'Import' });
	if (!picked || picked.length === 0) return undefined;
	const reading = await read(picked);
	if (!reading || !(await confirmFailures(reading))) return undefined;
	return store(call, target, reading);
}

/** Undefined when the person cancelled it. */
function read(picked: readonly vscode.Uri[]): Thenable<Reading | undefined> {
	return vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: 'Reading sessions', cancellable: true },
		async (progress, token) => {
			const abort = new AbortController();
			token.onCancellationRequested(() => {
				abort.abort();
			});
			try {
				// Both are loaded when somebody imports.
				const { sourcesIn } = await import('../sources/sourceFiles.js');
				const { readSources } = await import('../formats/readSources.js');
				const { signal } = abort;
				const paths = picked.map(({ fsPath }) => fsPath);
				const { files, warnings, failures } = await sourcesIn(paths, { signal });
				const told = files.map((source) => ({
					...source,
					read() {
						progress.report({ message: plainWords(source.path), increment: 100 / files.length });
						return source.read();
					},
				}));
				const reading = await readSources(told, { signal });
				return {
					...reading,
					warnings: [...warnings, ...reading.warnings],
					failures: [...failures, ...reading.failures],
				};
			} catch (error) {
				if (abort.signal.aborted) return undefined;
				throw error;
			}
		},
	);
}

async function store(call: Invocation, target: FolderStore, reading: Reading): Promise<readonly string[]> {
	const { folder } = target;
	if (reading.sessions.length === 0) throw new CommandError('There are no sessions in what you chose.');
	const result = await (await writableStoreOf(call, target)).mergeSessions(reading.sessions);
	const count = counted(result.created.length, 'session');
	const warnings = [
		...reading.warnings.map(({ path, message }) => `${path}: ${message}`),
		...result.warnings,
	];
	const [sessionId = ''] = result.sessionIds;
	offerUndoOfImport(call, { folder, sessionId }, `Imported ${count}.`);
	if (warnings.length > 0) call.detach(() => tellWarnings(count, warnings));
	await show(call, { folder, sessionId });
	return result.sessionIds;
}
