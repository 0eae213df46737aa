import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import type { Code, ContentRequest, FilePlace } from '../protocol/content.js';
import type { ToTranscript } from '../protocol/transcript.js';
import { languageId } from './codeLanguage.js';
import { compareWithFile } from './compareCode.js';
import type { Previews } from './previews.js';
import { wholeText } from './transcriptEntries.js';
import type { TranscriptSource } from './transcriptReader.js';
import { pathBelow } from './workspacePath.js';

export interface ContentServices {
	readonly previews: Previews;
	source(): Promise<TranscriptSource>;
	post(message: ToTranscript): Promise<void>;
}

/** Does what a person wants with the code and the paths that a message holds. */
export async function answerContent(
	request: ContentRequest,
	ref: SessionRef,
	services: ContentServices,
): Promise<void> {
	switch (request.type) {
		case 'code':
			return useCode(request.action, request.code, ref, services);
		case 'files': {
			const paths = await Promise.all(
				request.paths.map(async (path) => ({ path, found: (await fileAt(path, ref)) !== undefined })),
			);
			return services.post({ type: 'files', paths });
		}
		case 'openFile':
			return openFile(request.place, ref, services);
		default:
			request satisfies never;
	}
}

async function useCode(
	action: 'copy' | 'open' | 'compare',
	code: Code,
	ref: SessionRef,
	services: ContentServices,
): Promise<void> {
	const text = await textOf(code, ref, services);
	if (text === undefined) return;
	switch (action) {
		case 'copy':
			await vscode.env.clipboard.writeText(text);
			vscode.window.setStatusBarMessage('Copied the code', 3000);
			return;
		case 'open': {
			const language = languageId(code.language, code.file, await vscode.languages.getLanguages());
			const document = await vscode.workspace.openTextDocument({ content: text, language });
			await vscode.window.showTextDocument(document, { preview: false });
			return;
		}
		case 'compare':
			return compareWithFile(text, code.file, ref, services.previews);
		default:
			action satisfies never;
	}
}

async function textOf(
	{ source }: Code,
	ref: SessionRef,
	services: ContentServices,
): Promise<string | undefined> {
	if (typeof source === 'string') return source;
	const { message } = await (await services.source()).getMessage(ref.sessionId, source.messageId);
	return wholeText(message, source);
}

/** In the active group, as links of Markdown previews and terminals do. */
async function openFile(
	{ path, line, column }: FilePlace,
	ref: SessionRef,
	services: ContentServices,
): Promise<void> {
	const file = await fileAt(path, ref);
	if (!file) {
		await services.post({ type: 'failed', reason: `“${path}” is not a file of the workspace any more.` });
		return;
	}
	const at = line === null ? undefined : new vscode.Position(line - 1, (column ?? 1) - 1);
	const options: vscode.TextDocumentShowOptions = at ? { selection: new vscode.Range(at, at) } : {};
	await vscode.commands.executeCommand('vscode.open', file, options);
}

/** The file of the session's workspace folder, else of another one, that a path names. */
async function fileAt(path: string, { folder }: SessionRef): Promise<vscode.Uri | undefined> {
	const folders = [...(vscode.workspace.workspaceFolders ?? [])];
	folders.sort(
		(one, other) => Number(other.uri.toString() === folder) - Number(one.uri.toString() === folder),
	);
	for (const { uri } of folders) {
		const below = pathBelow(uri.path, path);
		const file = below === undefined ? undefined : vscode.Uri.joinPath(uri, below);
		if (file && (await isFile(file))) return file;
	}
	return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
	try {
		return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
	} catch {
		return false; // what cannot be looked at cannot be opened either
	}
}
