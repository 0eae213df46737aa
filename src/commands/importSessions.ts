import * as vscode from 'vscode';
import { importWords } from '../formats/importWords.js';
import { readSources, withFaultsOf } from '../formats/readSources.js';
import type { Reading, SourceFile } from '../formats/source.js';
import { type Overflow, Spool } from '../formats/spool.js';
import { cancellable } from '../host/cancellable.js';
import type { FolderStore } from '../host/stores.js';
import { plainWords } from '../host/plainWords.js';
import type { IncomingSession } from '../store/incoming.js';
import { TemporaryFile } from '../sources/overflow.js';
import { sourcesIn } from '../sources/sourceFiles.js';
import { telling } from '../sources/telling.js';
import type { MergeResult } from '../store/options.js';
import { askPlaces } from './askPlaces.js';
import { asDropped, flagOption } from './commandArguments.js';
import { CommandError } from './explain.js';
import { chooseSessions } from './importPreview.js';
import { confirmFailures, openReport } from './importReport.js';
import type { Command, Invocation } from './invocation.js';
import { show } from './show.js';
import { writableStoreOf } from './target.js';

/** Files or folders to read, or what was dropped without an address. */
export interface ImportSource {
	readonly paths: readonly (string | Picked)[];
	readonly files?: readonly SourceFile[];
}

/** A path, with what is to be read along with it. */
interface Picked {
	readonly path: string;
	readonly companions?: readonly string[];
}

/**
 * Files as the explorer passes them or as they were dropped, then `{ folder?, preview? }` → ids of the sessions that
 * came in; without a preview nothing is asked.
 */
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
	const asked = await askPlaces(call, args, { ...dialog, title, openLabel: 'Import' });
	if (!asked) return undefined;
	const source = { paths: asked.places.map(({ fsPath }) => fsPath), files: asDropped(args) };
	const result = await importSources(call, asked.target, source, flagOption(args, 'preview') ?? true);
	return result?.sessionIds;
}

/** Reads, shows what was found, and writes what is wanted. Undefined when the person leaves. */
export async function importSources(
	call: Invocation,
	target: FolderStore,
	source: ImportSource,
	preview: boolean,
): Promise<MergeResult | undefined> {
	const overflow = new TemporaryFile();
	try {
		const reading = await read(source, overflow);
		if (!reading || !(await confirmFailures(reading, call.previews))) return undefined;
		if (reading.sessions.length === 0) throw new CommandError('There are no sessions in what you chose.');
		const sessions = preview ? await chosen(call, target, reading) : reading.sessions;
		if (!sessions || sessions.length === 0) return undefined;
		return await write(call, target, reading, sessions);
	} finally {
		overflow.dispose();
	}
}

/** Undefined when the person cancelled it. */
function read({ paths, files = [] }: ImportSource, overflow: Overflow): Thenable<Reading | undefined> {
	return cancellable('Reading sessions', async (signal, progress) => {
		const found = await sourcesIn(paths, { signal });
		const all = telling([...found.files, ...files], (path, increment) => {
			progress.report({ message: plainWords(path), increment });
		});
		return withFaultsOf(found, await readSources(all, { signal, spool: new Spool(overflow) }));
	});
}

async function chosen(
	call: Invocation,
	{ store }: FolderStore,
	reading: Reading,
): Promise<readonly IncomingSession[] | undefined> {
	const here = new Set(
		(await store.listSessions()).flatMap(({ source }) => (source ? [`${source.format} ${source.id}`] : [])),
	);
	return chooseSessions(reading, ({ format, id }) => here.has(`${format} ${id}`), call);
}

async function write(
	call: Invocation,
	target: FolderStore,
	reading: Reading,
	sessions: readonly IncomingSession[],
): Promise<MergeResult | undefined> {
	const { folder } = target;
	const store = await writableStoreOf(call, target);
	const result = await cancellable('Importing sessions', (signal, progress) => {
		let told = 0;
		return store.mergeSessions(sessions, {
			signal,
			onProgress: (done, all) => {
				const message = `${done.toLocaleString()} of ${all.toLocaleString()}`;
				progress.report({ message, increment: (100 * (done - told)) / all });
				told = done;
			},
		});
	});
	if (!result) return undefined;
	const { operation } = result;
	const warnings = [
		...reading.warnings.map(({ path, message }) => `${path}: ${message}`),
		...result.warnings,
	];
	const undo = operation === null ? undefined : (): Promise<unknown> => store.undoOperation(operation);
	tell(call, importWords(result), warnings, undo);
	const sessionId = result.created[0] ?? result.updated[0] ?? result.sessionIds[0];
	if (sessionId !== undefined) await show(call, { folder, sessionId });
	return result;
}

/** Tells what was done, what could not be kept as it was, and offers to take it back. */
function tell(
	call: Invocation,
	done: string,
	warnings: readonly string[],
	undo: (() => Promise<unknown>) | undefined,
): void {
	call.detach(async () => {
		const actions = [...(undo ? ['Undo'] : []), ...(warnings.length > 0 ? ['Show Warnings'] : [])];
		const answer = await vscode.window.showInformationMessage(plainWords(done), ...actions);
		if (answer === 'Undo') await undo?.();
		if (answer === 'Show Warnings')
			await openReport(call.previews, 'What could not be imported as it was', warnings);
	});
}
