import * as vscode from 'vscode';
import { originOf } from './commandArguments.js';
import type { Command } from './invocation.js';
import { placeOfNumber } from './messageNumber.js';

/** Opens the find widget of the transcript in front. */
export const findInTranscript: Command = async (call, ...args) => {
	// Where the key was pressed in the page its box has the focus already, and would lose it.
	if (originOf(args) !== 'transcript') call.transcripts.focus();
	await call.transcripts.find();
};

/** Asks for the number of a message of the transcript in front, and goes there. */
export const goToMessage: Command = async (call, ...args) => {
	const ref = call.transcripts.active;
	if (!ref) return;
	call.subject = ref;
	const { store } = await call.stores.get(ref.folder);
	const { messageCount } = await store.getSession(ref.sessionId);
	const range = `1 to ${messageCount.toLocaleString()}`;
	const answer = await vscode.window.showInputBox({
		title: 'Go to Message',
		prompt: messageCount > 0 ? `A number from ${range}` : 'This session has no messages.',
		placeHolder: messageCount > 0 ? range : '',
		validateInput: (text) =>
			text.trim() === '' || placeOfNumber(text, messageCount) !== undefined
				? undefined
				: `There is no message ${text.trim()}: they are numbered from ${range}.`,
	});
	const place = placeOfNumber(answer ?? '', messageCount);
	if (place === undefined) return;
	if (originOf(args) !== 'transcript') call.transcripts.focus();
	await call.transcripts.goTo(place);
};
