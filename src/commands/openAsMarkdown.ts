import * as vscode from 'vscode';
import { TranscriptDocuments } from '../views/transcriptDocuments.js';
import type { Command } from './invocation.js';
import { sessionsOf, storeOf } from './target.js';

/** Opens the transcripts of the sessions at hand as Markdown, to be read in a text editor. */
export const openAsMarkdown: Command = async (call, ...args) => {
	const question = { title: 'Open as Markdown', placeholder: 'Open which session?' };
	for (const ref of await sessionsOf(call, args, question)) {
		call.subject = ref;
		const { title } = await (await storeOf(call, ref)).getSession(ref.sessionId);
		const uri = TranscriptDocuments.uriOf(ref, title);
		await vscode.window.showTextDocument(uri, { preview: false });
	}
};
