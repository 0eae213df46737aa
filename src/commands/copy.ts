import * as vscode from 'vscode';
import type { Message } from '../store/model.js';
import type { Command, Invocation } from './invocation.js';
import { markdown, plainText } from './messageText.js';
import { messageOf, sessionsOf, storeOf } from './target.js';

/** Copies the ids of the sessions at hand, a line each. */
export const copySessionId: Command = async (call, ...args) => {
	const refs = await sessionsOf(call, args, { title: 'Copy Session Id', placeholder: 'Of which session?' });
	if (refs.length === 0) return;
	await vscode.env.clipboard.writeText(refs.map(({ sessionId }) => sessionId).join('\n'));
	vscode.window.setStatusBarMessage('Copied the session id', 3000);
};

export const copyMessage: Command = (call, ...args) => copy(call, args, 'Copy Message', plainText);

export const copyMessageAsMarkdown: Command = (call, ...args) =>
	copy(call, args, 'Copy Message as Markdown', markdown);

async function copy(
	call: Invocation,
	args: readonly unknown[],
	title: string,
	textOf: (message: Message) => string,
): Promise<void> {
	const ref = await messageOf(call, args, { title, placeholder: 'Copy which message?' });
	if (!ref) return;
	const { message } = await (await storeOf(call, ref)).getMessage(ref.sessionId, ref.messageId);
	await vscode.env.clipboard.writeText(textOf(message));
	vscode.window.setStatusBarMessage('Copied the message', 3000);
}
