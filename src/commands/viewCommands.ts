import * as vscode from 'vscode';
import { views } from '../ids.js';
import type { Command } from './invocation.js';

export const showSharedOnly: Command = (call) => {
	call.tree.sharedOnly = true;
	return Promise.resolve();
};

export const showAll: Command = (call) => {
	call.tree.sharedOnly = false;
	return Promise.resolve();
};

export const collapseAll: Command = async () => {
	await vscode.commands.executeCommand(`workbench.actions.treeView.${views.sessions}.collapseAll`);
};

/** Reads what other processes wrote, where no watcher told of it. */
export const refresh: Command = async (call) => {
	for (const { folder, opened } of await call.stores.folders()) {
		if (opened) await opened.store.refresh();
		else call.stores.retry(folder);
	}
	call.tree.refresh();
};

export const retryFolder: Command = (call, folder) => {
	if (typeof folder === 'string') call.stores.retry(folder);
	return Promise.resolve();
};

export const showLog: Command = (call) => {
	call.log.show();
	return Promise.resolve();
};
