import * as vscode from 'vscode';
import type { Message } from '../store/model.js';
import { plainText } from '../views/messageWords.js';
import { counted } from '../formats/shown.js';
import type { Command, Invocation } from './invocation.js';
import { linkTo } from './messageLink.js';
import { markdown } from './messageText.js';
import { selectionOf } from './selection.js';
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

/** Copies a link that opens the session's transcript at that message. */
export const copyMessageLink: Command = async (call, ...args) => {
	const ref = await messageOf(call, args, {
		title: 'Copy Link',
		placeholder: 'Copy a link to which message?',
	});
	if (!ref) return;
	await vscode.env.clipboard.writeText(linkTo(vscode.env.uriScheme, ref));
	vscode.window.setStatusBarMessage('Copied a link to the message', 3000);
};

/** `{ folder, sessionId, messageIds }`; without them, what is selected in the transcript in front. */
export const copySelection: Command = (call, ...args) => copyAll(call, args, plainText, '\n\n');

/** The same as Markdown. */
export const copySelectionAsMarkdown: Command = (call, ...args) => copyAll(call, args, markdown, '\n');

async function copyAll(
	call: Invocation,
	args: readonly unknown[],
	textOf: (message: Message) => string,
	between: string,
): Promise<void> {
	const { messages } = await selectionOf(call, args);
	const texts = messages.map(textOf).filter((text) => text !== '');
	await vscode.env.clipboard.writeText(texts.join(between));
	vscode.window.setStatusBarMessage(`Copied ${counted(messages.length, 'message')}`, 3000);
}

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
