import type * as vscode from 'vscode';
import { TerminalFolders } from './terminalFolders.js';
import { offerCommandLine } from './terminalPath.js';

/** Gives the terminals of VS Code the command line; what comes back keeps it up to date. */
export function equipTerminals(
	{ environmentVariableCollection, extensionUri }: vscode.ExtensionContext,
	folderSetting: string,
): TerminalFolders {
	offerCommandLine(environmentVariableCollection, extensionUri.fsPath, process.execPath);
	return new TerminalFolders(environmentVariableCollection, folderSetting);
}
