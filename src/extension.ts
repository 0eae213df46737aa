import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RunCommand } from './commands/run.js';
import { commands, internalCommands } from './ids.js';

/**
 * Registers the commands, which wait for the rest of the code: reading it takes longer than all that it does at first,
 * and VS Code and other extensions wait until this function has ended.
 */
export function activate(context: vscode.ExtensionContext): void {
	const loading = load(context);
	for (const id of [...Object.values(commands), ...Object.values(internalCommands)]) {
		const run = async (...args: unknown[]): Promise<unknown> => (await loading)(id, args);
		context.subscriptions.push(vscode.commands.registerCommand(id, run));
	}
	loading.catch((error: unknown) => {
		void vscode.window.showErrorMessage(`Session Hierarchy could not start: ${String(error)}`);
	});
}

async function load(context: vscode.ExtensionContext): Promise<RunCommand> {
	await setImmediate();
	const { compose } = await import('./compose.js');
	return compose(context);
}
