import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/ids.js';
import type { Bundle } from '../../src/store/bundleModel.js';
import { SessionStore } from '../../src/store/sessionStore.js';

/** The only folder of the window that the tests run in. */
export function workspaceFolder(): vscode.WorkspaceFolder {
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	assert.ok(folder);
	return folder;
}

/** A reader of its own, as another process would have: it sees only what is on disk. */
export async function onDisk<T>(read: (store: SessionStore) => Promise<T>, place = '.sessions'): Promise<T> {
	const store = await SessionStore.open(join(workspaceFolder().uri.fsPath, place), { readOnly: true });
	try {
		return await read(store);
	} finally {
		await store.close();
	}
}

export function run(command: keyof typeof commands, ...args: unknown[]): Thenable<unknown> {
	return vscode.commands.executeCommand(commands[command], ...args);
}

/** Runs a command that gives an id. */
export async function idFrom(command: keyof typeof commands, ...args: unknown[]): Promise<string> {
	const id = await run(command, ...args);
	assert.ok(typeof id === 'string', `${command} gave ${String(id)}`);
	return id;
}

export function refTo(sessionId: string): { readonly folder: string; readonly sessionId: string } {
	return { folder: workspaceFolder().uri.toString(), sessionId };
}

/** What a bundle holds, less ids and times. */
export function shapeOf({ sessions }: Bundle): unknown {
	const titles = new Map(sessions.map(({ id, title }) => [id, title]));
	return sessions.map((session) => ({
		title: session.title,
		relation: session.relation,
		parent: titles.get(session.parentId ?? '') ?? null,
		messages: session.messages.map(({ role, content }) => ({ role, content })),
		snapshots: session.snapshots.map(({ label }) => label),
		shared: session.shared,
	}));
}

/** Resolves when an editor tab has that label; VS Code tells the extension host of tabs a moment later. */
export async function tabLabelled(label: string): Promise<void> {
	const there = (): boolean =>
		vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => tab.label === label));
	if (there()) return;
	await new Promise<void>((resolve) => {
		const watching = vscode.window.tabGroups.onDidChangeTabs(() => {
			if (!there()) return;
			watching.dispose();
			resolve();
		});
	});
}
