import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { claudeFile } from '../web/support/claudeFile.js';
import { onDisk, refTo, run, workspaceFolder } from './support.js';

let made = 0;

describe('following in the extension host', () => {
	let folder = '';
	let id = '';
	let file = '';
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'followed-'));
		id = `1234567${String(made++)}-aaaa-4aaa-8aaa-111111111111`;
		file = join(folder, `${id}.jsonl`);
	});
	afterEach(async () => {
		const sessions = await onDisk((store) => store.listSessions());
		const refs = sessions.map((session) => ({ ...refTo(session.id), session }));
		for (const ref of refs) await vscode.commands.executeCommand('sessionHierarchy.unfollow', ref);
		await rm(folder, { recursive: true, force: true });
	});

	const said = (from: number, ...texts: readonly string[]): string => claudeFile(id, '/garden', texts, from);
	const follow = (command: 'followFile' | 'followFolder', path: string): Thenable<unknown> =>
		run(command, vscode.Uri.file(path), { folder: workspaceFolder().uri.toString() });

	/** Waits until the living sessions that came from here, by title, say that. */
	async function told(expected: Readonly<Record<string, readonly string[]>>, place?: string): Promise<void> {
		for (;;) {
			const found = await onDisk(async (store) => {
				const own = (await store.listSessions()).filter(({ source }) => source?.id.includes(id));
				return Object.fromEntries(
					await Promise.all(
						own.map(async (each) => {
							const messages = await store.getMessages(each.id);
							return [each.title, messages.map(({ content }) => content)] as const;
						}),
					),
				);
			}, place);
			try {
				assert.deepEqual(found, expected);
				return;
			} catch (error) {
				if (performance.now() > deadline) throw error;
			}
			await setTimeout(50);
		}
	}
	let deadline = 0;
	beforeEach(() => (deadline = performance.now() + 30_000));

	it('brings a session back from the trash when a person follows its file again', async () => {
		await writeFile(file, said(0, 'Dig.', 'Dug.'));
		const ids = (await follow('followFile', file)) as readonly string[];
		await told({ 'Dig.': ['Dig.', 'Dug.'] });
		await run('deleteSession', refTo(ids[0] ?? ''));
		await appendFile(file, said(2, 'And?', 'Done.'));
		await told({});
		await follow('followFile', file);
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.'] });
	});

	it('goes on when a file is there only later, is renamed, deleted, written anew and put in place by a rename', async () => {
		await follow('followFile', file);
		await writeFile(file, said(0, 'Dig.', 'Dug.'));
		await told({ 'Dig.': ['Dig.', 'Dug.'] });
		await rename(file, `${file}.1`);
		await writeFile(file, said(0, 'Dig.', 'Dug.', 'And?', 'Done.'));
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.'] });
		await rm(file);
		await writeFile(`${file}.new`, said(0, 'Dig.', 'Dug.', 'And?', 'Done.', 'Rest.'));
		await rename(`${file}.new`, file);
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.', 'Rest.'] });
	});

	it('brings in a sub-agent that begins beside its file', async () => {
		await writeFile(file, said(0, 'Dig.', 'Dug.'));
		await follow('followFile', file);
		await told({ 'Dig.': ['Dig.', 'Dug.'] });
		const below = join(folder, id, 'subagents');
		await mkdir(below, { recursive: true });
		const agent = said(0, 'Count.', 'Four.')
			.replaceAll('"isSidechain":false', '"isSidechain":true,"agentId":"a1b2c3"')
			.replaceAll(`${id}-`, 'sub-');
		await writeFile(join(below, 'agent-a1b2c3.jsonl'), agent);
		await told({ 'Dig.': ['Dig.', 'Dug.'], 'Count.': ['Count.', 'Four.'] });
	});

	it('sees what is written into a folder that is there only later, goes away and comes back', async () => {
		const later = join(folder, '.agent');
		const inner = join(later, `${id}.jsonl`);
		await follow('followFolder', later);
		await mkdir(later);
		await writeFile(inner, said(0, 'Dig.', 'Dug.'));
		await told({ 'Dig.': ['Dig.', 'Dug.'] });
		await appendFile(inner, said(2, 'And?'));
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?'] });
		await rm(later, { recursive: true });
		await mkdir(later);
		await writeFile(inner, said(0, 'Dig.', 'Dug.', 'And?', 'Done.'));
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.'] });
		await appendFile(inner, said(4, 'Rest.'));
		await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.', 'Rest.'] });
	});

	it('goes on in another place when a setting says that the sessions lie there', async () => {
		const configuration = vscode.workspace.getConfiguration('sessionHierarchy', workspaceFolder().uri);
		await writeFile(file, said(0, 'Dig.', 'Dug.'));
		await follow('followFile', file);
		await told({ 'Dig.': ['Dig.', 'Dug.'] });
		try {
			await configuration.update('folder', '.elsewhere', vscode.ConfigurationTarget.Workspace);
			await appendFile(file, said(2, 'And?', 'Done.'));
			await told({ 'Dig.': ['Dig.', 'Dug.', 'And?', 'Done.'] }, '.elsewhere');
		} finally {
			await configuration.update('folder', undefined, vscode.ConfigurationTarget.Workspace);
		}
	});
});
