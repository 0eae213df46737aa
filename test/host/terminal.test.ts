import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { idFrom, workspaceFolder } from './support.js';

/** What a terminal's shell writes to a file, once the shell has ended. */
async function printed(command: string, file: string): Promise<string> {
	const ended = new Promise<void>((resolve) => {
		const watching = vscode.window.onDidCloseTerminal((closed) => {
			if (closed !== terminal) return;
			watching.dispose();
			resolve();
		});
	});
	const terminal = vscode.window.createTerminal({
		cwd: workspaceFolder().uri,
		shellPath: '/bin/sh',
		shellArgs: ['-c', `${command} > '${file}' 2>&1`],
	});
	await ended;
	return readFile(file, 'utf8');
}

/** The extension equips terminals a moment after it was activated. */
async function equipped(file: string): Promise<void> {
	for (let tries = 0; tries < 20; tries++)
		if ((await printed('command -v session-hierarchy', file)) !== '') return;
}

describe('a terminal', () => {
	let folder = '';
	before(async function () {
		if (process.platform === 'win32') this.skip();
		folder = await mkdtemp(join(tmpdir(), 'terminal-'));
		await vscode.extensions.getExtension('session-hierarchy.session-hierarchy')?.activate();
		await equipped(join(folder, 'equipped'));
	});
	after(() => rm(folder, { recursive: true }));

	it('has the command line on its path, which finds the sessions of the folder', async () => {
		const { version } = vscode.extensions.getExtension('session-hierarchy.session-hierarchy')
			?.packageJSON as { readonly version: string };
		assert.equal(await printed('session-hierarchy --version', join(folder, 'version')), `${version}\n`);
		const title = `Seen from a terminal ${String(Date.now())}`;
		const id = await idFrom('newSession', { title });
		assert.equal(
			await printed(`session-hierarchy tree '${title}'`, join(folder, 'tree')).then((line) =>
				line.replace(/ · .*Z/, ''),
			),
			`${title}  0 messages  ${id}\n`,
		);
	});

	it('knows where the sessions lie when a setting says another place', async () => {
		const configuration = vscode.workspace.getConfiguration('sessionHierarchy', workspaceFolder().uri);
		const set = async (value: string | undefined): Promise<void> => {
			const told = new Promise<void>((resolve) => {
				const watching = vscode.workspace.onDidChangeConfiguration(() => {
					watching.dispose();
					resolve();
				});
			});
			await configuration.update('folder', value, vscode.ConfigurationTarget.Workspace);
			await told;
		};
		await set('notes/agents');
		try {
			assert.match(
				await printed('session-hierarchy tree', join(folder, 'elsewhere')),
				/has a folder named notes\/agents\./,
			);
		} finally {
			await set(undefined);
		}
		assert.match(await printed('session-hierarchy tree', join(folder, 'back')), / {2}0 messages/);
	});
});
