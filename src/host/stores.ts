import type * as vscode from 'vscode';
import type { StoreChange } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';

export interface FolderStore {
	/** `WorkspaceFolder.uri.toString()`. */
	readonly folder: string;
	readonly name: string;
	/** File system path of the store's folder. */
	readonly path: string;
	readonly store: SessionStore;
}

export interface FolderChange {
	readonly folder: string;
	readonly change: StoreChange;
}

/** The open stores of the workspace folders: what views and commands know of them. */
export interface Stores {
	/** One a workspace folder, in the workspace's order; opened on first use. */
	all(): Promise<readonly FolderStore[]>;
	/** Rejects with words for a person when the folder is not (any more) in the workspace. */
	get(folder: string): Promise<FolderStore>;
	/** A store's content changed, here or in another process. */
	readonly onDidChange: vscode.Event<FolderChange>;
	/** Workspace folders came or went, or a store's place changed. */
	readonly onDidChangeFolders: vscode.Event<void>;
	/** In the files of that folder other lines than before cannot be read. */
	readonly onDidChangeProblems: vscode.Event<string>;
}
