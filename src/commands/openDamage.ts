import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { choose } from '../host/choose.js';
import type { Problem } from '../store/model.js';
import { folderOf } from './commandArguments.js';
import type { Command } from './invocation.js';

/** `{ folder }`: shows where a line of a log cannot be read; asks which when there are several. */
export const openDamage: Command = async (call, ...args) => {
	const { store, path } = await call.stores.get(folderOf(args) ?? '');
	const problems = store.getProblems();
	const problem = problems.length > 1 ? await ask(problems) : problems[0];
	if (!problem) return;
	const file = join(path, problem.file);
	const place = new vscode.Position(await lineAt(file, problem.offset), 0);
	await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), {
		selection: new vscode.Range(place, place),
	} satisfies vscode.TextDocumentShowOptions);
};

function ask(problems: readonly Problem[]): Promise<Problem | undefined> {
	return choose(
		{ title: 'Lines That Could Not Be Read', placeholder: 'Show which place?' },
		problems.map((value) => ({
			label: value.file,
			description: `byte ${value.offset.toLocaleString()}`,
			detail: value.reason,
			value,
		})),
	);
}

/** How many lines begin before the byte. */
async function lineAt(path: string, offset: number): Promise<number> {
	if (offset === 0) return 0;
	const file = await open(path);
	try {
		let lines = 0;
		for await (const chunk of file.createReadStream({ end: offset - 1, autoClose: false })) {
			for (const byte of chunk as Buffer) if (byte === 0x0a) lines++;
		}
		return lines;
	} finally {
		await file.close();
	}
}
