import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';

/** Writes a file whole or not at all: beside the target first, then put in its place. */
export async function saveFile(target: vscode.Uri, text: string): Promise<void> {
	if (target.scheme !== 'file') {
		await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
		return;
	}
	const path = target.fsPath;
	await fs.mkdir(dirname(path), { recursive: true });
	const unfinished = `${path}.${String(process.pid)}-${Date.now().toString(36)}.tmp`;
	try {
		const file = await fs.open(unfinished, 'wx');
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await fs.rename(unfinished, path);
	} catch (error) {
		await fs.rm(unfinished, { force: true });
		throw error;
	}
}
