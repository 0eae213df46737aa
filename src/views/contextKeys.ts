import * as vscode from 'vscode';
import type { contextKeys } from '../ids.js';

type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Sets what `when` clauses in package.json ask for. */
export function setContext(key: ContextKey, value: boolean): void {
	void vscode.commands.executeCommand('setContext', key, value);
}
