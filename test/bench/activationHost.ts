import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostVariables } from '../support/hostProtocol.js';

/** Environment variable: ids of the extensions to activate, in that order, separated by commas. */
export const orderVariable = 'SESSION_HIERARCHY_BENCH_ORDER';

/** Activates extensions one by one and writes VS Code's *Startup Performance* report, which has their times. */
export async function run(): Promise<void> {
	const ids = (process.env[orderVariable] ?? '').split(',');
	for (const id of ids) {
		const extension = vscode.extensions.getExtension(id);
		if (!extension) throw new Error(`${id} is not there.`);
		await extension.activate();
	}
	const report = reportWith(ids);
	await vscode.commands.executeCommand('perfview.show');
	const file = process.env[hostVariables.result];
	if (file === undefined) throw new Error(`${hostVariables.result} is not set.`);
	writeFileSync(file, JSON.stringify(await report));
}

/** The report's text, once it has a row for each of the extensions. */
function reportWith(ids: readonly string[]): Promise<string> {
	return new Promise((resolve) => {
		const look = (document: vscode.TextDocument): void => {
			const text = document.getText();
			if (document.uri.scheme === 'perf' && ids.every((id) => text.includes(`| ${id} `))) resolve(text);
		};
		vscode.workspace.onDidOpenTextDocument(look);
		vscode.workspace.onDidChangeTextDocument(({ document }) => {
			look(document);
		});
	});
}
