import * as vscode from 'vscode';
import { Owner } from './lifecycle.js';
import { checkStoreFolder, defaultStoreFolder } from './storeFolder.js';

/** Tells the command line under which name a folder keeps its sessions. */
const folderVariable = 'SESSION_HIERARCHY_FOLDER';

/** Lets the terminals of each workspace folder know where its sessions lie, where a setting says another place. */
export class TerminalFolders extends Owner {
	readonly #collection: vscode.GlobalEnvironmentVariableCollection;
	readonly #setting: string;

	/** `setting`: the full name of the setting that says where in a folder its store lies. */
	constructor(collection: vscode.GlobalEnvironmentVariableCollection, setting: string) {
		super();
		this.#collection = collection;
		this.#setting = setting;
		this.own(
			vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => {
				added.forEach((folder) => {
					this.#tell(folder);
				});
			}),
		);
		this.own(
			vscode.workspace.onDidChangeConfiguration((event) => {
				for (const folder of vscode.workspace.workspaceFolders ?? [])
					if (event.affectsConfiguration(setting, folder.uri)) this.#tell(folder);
			}),
		);
		vscode.workspace.workspaceFolders?.forEach((folder) => {
			this.#tell(folder);
		});
	}

	#tell(workspaceFolder: vscode.WorkspaceFolder): void {
		const value = vscode.workspace
			.getConfiguration(undefined, workspaceFolder.uri)
			.get<unknown>(this.#setting);
		const { relative = defaultStoreFolder } = checkStoreFolder(this.#setting, value);
		const variables = this.#collection.getScoped({ workspaceFolder });
		if (relative === defaultStoreFolder) variables.delete(folderVariable);
		else variables.replace(folderVariable, relative);
	}
}
