import { delimiter, join } from 'node:path';
import type * as vscode from 'vscode';

/** Tells the launchers in `bin` which Node to run: they have no other way to know. */
const nodeVariable = 'SESSION_HIERARCHY_NODE';

/**
 * Lets the terminals of VS Code find the command line `session-hierarchy`. `node`: what this process runs on, which is
 * VS Code itself on a desktop, and a plain Node on a remote machine.
 */
export function offerCommandLine(
	collection: vscode.EnvironmentVariableCollection,
	extensionFolder: string,
	node: string,
): void {
	// The shell's own start-up files may set the path anew.
	const always = { applyAtProcessCreation: true, applyAtShellIntegration: true };
	collection.description = 'Adds the command `session-hierarchy`.';
	collection.prepend('PATH', join(extensionFolder, 'bin') + delimiter, always);
	collection.replace(nodeVariable, node, always);
}
