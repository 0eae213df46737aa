import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostVariables } from '../support/hostProtocol.js';

/** Activates the extension under measurement and writes VS Code's *Startup Performance* report. */
export async function run(): Promise<void> {
	const { [hostVariables.result]: file, [hostVariables.extension]: id } = process.env;
	if (file === undefined || id === undefined) throw new Error('The variables of the host are not set.');
	const extension = vscode.extensions.getExtension(id);
	if (!extension) throw new Error(`${id} is not there.`);
	await extension.activate();
	const report = reportWith(id);
	await vscode.commands.executeCommand('perfview.show');
	writeFileSync(file, JSON.stringify(await report));
}

/** The report's text, once it has a row for the extension. */
function reportWith(id: string): Promise<string> {
	return new Promise((resolve) => {
		const look = (document: vscode.TextDocument): void => {
			const text = document.getText();
			if (document.uri.scheme === 'perf' && text.includes(`| ${id} `)) resolve(text);
		};
		vscode.workspace.onDidOpenTextDocument(look);
		vscode.workspace.onDidChangeTextDocument(({ document }) => {
			look(document);
		});
	});
}
