import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../src/store/finding.js';
import { idFrom, onDisk, run, workspaceFolder } from './support.js';

const folder = (): string => join(workspaceFolder().uri.fsPath, '.sessions');

/** The diagnostics that are shown of one file of the store. */
const shown = (file: string): readonly vscode.Diagnostic[] =>
	vscode.languages.getDiagnostics(vscode.Uri.file(join(folder(), file)));

/** Resolves when the diagnostics of a file fit. */
async function until(file: string, fits: (found: readonly vscode.Diagnostic[]) => boolean): Promise<void> {
	await new Promise<void>((resolve) => {
		const look = (): void => {
			if (!fits(shown(file))) return;
			listening.dispose();
			resolve();
		};
		const listening = vscode.languages.onDidChangeDiagnostics(look);
		look();
	});
}

async function logOf(sessionId: string): Promise<string> {
	const [name = ''] = await onDisk((store) => store.getLogFiles(sessionId));
	return name;
}

describe('Check Store', () => {
	it('shows what it found at its line, offers a fix there, and forgets what others mended', async () => {
		const id = await idFrom('newSession', { title: 'Torn' });
		const log = await logOf(id);
		const path = join(folder(), log);
		await appendFile(path, 'junk\n');
		const found = (await run('checkStore')) as readonly Finding[];
		assert.deepEqual(
			found.filter(({ sessionId }) => sessionId === id).map(({ kind, line }) => [kind, line]),
			[['unreadable-line', 2]],
		);
		const [diagnostic] = shown(log);
		assert.deepEqual(
			[diagnostic?.source, diagnostic?.code, diagnostic?.severity, diagnostic?.range.start.line],
			['Session Hierarchy', 'unreadable-line', vscode.DiagnosticSeverity.Warning, 1],
		);
		const document = await vscode.workspace.openTextDocument(path);
		const at = (line: number): Thenable<readonly vscode.CodeAction[]> =>
			vscode.commands.executeCommand(
				'vscode.executeCodeActionProvider',
				document.uri,
				new vscode.Range(line, 0, line, 0),
			);
		const titles = (actions: readonly vscode.CodeAction[]): readonly string[] =>
			actions.flatMap(({ title, kind }) => (kind?.contains(vscode.CodeActionKind.QuickFix) ? title : []));
		assert.deepEqual(titles(await at(1)), ['Accept line 2 as it is…']);
		assert.deepEqual(titles(await at(0)), []);
		const text = await readFile(path, 'utf8');
		await writeFile(path, text.replace('junk\n', ''));
		await until(log, (left) => left.length === 0);
	});

	it('finds anew what came while something is shown', async () => {
		const [one, two] = [
			await idFrom('newSession', { title: 'One' }),
			await idFrom('newSession', { title: 'Two' }),
		];
		const [first, second] = [await logOf(one), await logOf(two)];
		const notes = join(folder(), 'notes.txt');
		await writeFile(notes, '');
		await run('checkStore');
		assert.deepEqual(
			shown('notes.txt').map(({ code }) => code),
			['unknown-file'],
		);
		await appendFile(join(folder(), first), 'junk\n');
		await until(first, (found) => found.length === 1);
		assert.deepEqual(shown(second), []);
		await rm(notes);
		await until('notes.txt', (found) => found.length === 0);
		const path = join(folder(), first);
		await writeFile(path, (await readFile(path, 'utf8')).replace('junk\n', ''));
		await until(first, (found) => found.length === 0);
	});

	it('leaves alone what is shown of a file while others change, and offers each of two fixes of one line', async () => {
		const id = await idFrom('newSession', { title: 'Labelled' });
		const log = await logOf(id);
		const path = join(folder(), log);
		const before = await readFile(path, 'utf8');
		const snapshot = (label: string): object => {
			const fields = { messageId: 'gone', label, createdAt: 1 };
			return { type: 'snapshot', id: label, at: Date.now() * 1000, op: label, session: id, ...fields };
		};
		await appendFile(path, `${JSON.stringify(['first', 'second'].map(snapshot))}\n`);
		await run('checkStore');
		assert.equal(shown(log).length, 2);
		const document = await vscode.workspace.openTextDocument(path);
		const actions: readonly vscode.CodeAction[] = await vscode.commands.executeCommand(
			'vscode.executeCodeActionProvider',
			document.uri,
			new vscode.Range(1, 0, 1, 0),
		);
		const fixes = actions.flatMap(({ command }) =>
			command?.command === 'sessionHierarchy.fixFinding' ? [JSON.stringify(command.arguments)] : [],
		);
		assert.deepEqual([fixes.length, new Set(fixes).size], [2, 2]);
		const redrawn: string[] = [];
		const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
			redrawn.push(...uris.map(({ fsPath }) => fsPath));
		});
		const notes = join(folder(), 'notes.txt');
		await writeFile(notes, '');
		await until('notes.txt', (found) => found.length === 1);
		await rm(notes);
		await until('notes.txt', (found) => found.length === 0);
		listening.dispose();
		assert.deepEqual([...new Set(redrawn)], [notes]);
		await writeFile(path, before);
		await until(log, (found) => found.length === 0);
	});
});
