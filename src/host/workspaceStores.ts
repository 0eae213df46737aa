import * as vscode from 'vscode';
import { FolderSlot, type FolderState } from './folderSlot.js';
import { Owner } from './lifecycle.js';
import type { FolderChange, FolderStore, Stores } from './stores.js';

/** The stores of the workspace's folders: opened on first use, and anew when trust or their place changes. */
export class WorkspaceStores extends Owner implements Stores {
	readonly #setting: string;
	readonly #log: vscode.LogOutputChannel;
	readonly #slots = new Map<string, FolderSlot>();
	readonly #changed = this.own(new vscode.EventEmitter<FolderChange>());
	readonly onDidChange = this.#changed.event;
	readonly #foldersChanged = this.own(new vscode.EventEmitter<void>());
	readonly onDidChangeFolders = this.#foldersChanged.event;
	readonly #problemsChanged = this.own(new vscode.EventEmitter<string>());
	readonly onDidChangeProblems = this.#problemsChanged.event;

	/** `setting`: the full name of the setting that says where in a folder its store lies. */
	constructor(setting: string, log: vscode.LogOutputChannel) {
		super();
		this.#setting = setting;
		this.#log = log;
		this.own({
			dispose: () => {
				this.#drop([...this.#slots.keys()]);
			},
		});
		this.own(
			vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
				this.#drop(removed.map(({ uri }) => uri.toString()));
				this.#foldersChanged.fire();
			}),
		);
		this.own(
			vscode.workspace.onDidChangeConfiguration((event) => {
				const moved = [...this.#slots.keys()].filter((folder) =>
					event.affectsConfiguration(this.#setting, vscode.Uri.parse(folder, true)),
				);
				if (moved.length > 0) this.#reopen(moved);
			}),
		);
		this.own(
			vscode.workspace.onDidGrantWorkspaceTrust(() => {
				this.#reopen([...this.#slots.keys()]);
			}),
		);
	}

	/** Every workspace folder in order, those included whose store could not be opened. */
	folders(): Promise<readonly FolderState[]> {
		return Promise.all((vscode.workspace.workspaceFolders ?? []).map((folder) => this.#slot(folder).state()));
	}

	async all(): Promise<readonly FolderStore[]> {
		return (await this.folders()).flatMap(({ opened }) => opened ?? []);
	}

	async state(folder: string): Promise<FolderState> {
		const found = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder);
		if (!found) throw new Error('That folder is not part of the workspace any more.');
		return this.#slot(found).state();
	}

	async get(folder: string): Promise<FolderStore> {
		const { opened, problem } = await this.state(folder);
		if (!opened) throw new Error(problem ?? 'The sessions of that folder cannot be opened.');
		return opened;
	}

	/** Opens a folder's store again, for example after the person mended what stood in its way. */
	retry(folder: string): void {
		this.#reopen([folder]);
	}

	#slot(folder: vscode.WorkspaceFolder): FolderSlot {
		const key = folder.uri.toString();
		const known = this.#slots.get(key);
		if (known) return known;
		const slot = new FolderSlot(folder, this.#setting, this.#log);
		slot.onDidChange((change) => {
			this.#changed.fire({ folder: key, change });
		});
		slot.onDidChangeProblems(() => {
			this.#problemsChanged.fire(key);
		});
		this.#slots.set(key, slot);
		return slot;
	}

	#reopen(folders: readonly string[]): void {
		this.#drop(folders);
		this.#foldersChanged.fire();
	}

	#drop(folders: readonly string[]): void {
		for (const folder of folders) {
			this.#slots.get(folder)?.dispose();
			this.#slots.delete(folder);
		}
	}
}
