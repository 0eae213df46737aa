import * as vscode from 'vscode';
import { cancellable } from '../host/cancellable.js';
import { choose } from '../host/choose.js';
import type { FolderStore } from '../host/stores.js';
import { internalCommands } from '../ids.js';
import type { Finding } from '../store/finding.js';
import { fixTitle } from '../views/fixWords.js';
import { counted } from '../formats/shown.js';
import { CommandError } from './explain.js';
import type { Command, Invocation } from './invocation.js';

/** Looks for damage in the files of all folders → what was found; undefined when the person cancelled it. */
export const checkStore: Command = async (call) => {
	const folders = await call.stores.all();
	if (folders.length === 0) throw new CommandError('There are no sessions here that can be opened.');
	const found = await check(call, folders);
	if (!found) return undefined;
	const { findings, sessions, messages } = found;
	const where = `in ${counted(sessions, 'session')}, ${counted(messages, 'message')}`;
	if (findings.length === 0) {
		void vscode.window.showInformationMessage(`No problems ${where}.`);
		return findings;
	}
	await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
	call.detach(() => offerFixes(call, `${counted(findings.length, 'problem')} ${where}.`));
	return findings;
};

/** The Problems view offers none for what is no text: a folder, a picture, a file too large for an editor. */
async function offerFixes({ problems }: Invocation, words: string): Promise<void> {
	const buttons = problems.fixable().length > 0 ? ['Fix…'] : [];
	if ((await vscode.window.showWarningMessage(words, ...buttons)) === undefined) return;
	const chosen = await choose(
		{ title: 'Fix a Problem', placeholder: 'Which one? A preview comes first.' },
		problems.fixable().map(({ finding, fixing }) => ({
			label: fixTitle(finding),
			description: `${finding.file}, line ${String(finding.line)}`,
			detail: finding.message,
			value: fixing,
		})),
	);
	if (chosen) await vscode.commands.executeCommand(internalCommands.fixFinding, chosen);
}

interface Found {
	readonly findings: readonly Finding[];
	readonly sessions: number;
	readonly messages: number;
}

function check({ problems }: Invocation, folders: readonly FolderStore[]): Thenable<Found | undefined> {
	return cancellable('Checking sessions', async (signal, progress) => {
		let sum: Found = { findings: [], sessions: 0, messages: 0 };
		for (const opened of folders) {
			const { findings, sessions, messages } = await problems.check(opened, {
				signal,
				onProgress: percents((percent, increment) => {
					progress.report({
						message: `${opened.name}: ${String(percent)} %`,
						increment: increment / folders.length,
					});
				}),
			});
			sum = {
				findings: [...sum.findings, ...findings],
				sessions: sum.sessions + sessions,
				messages: sum.messages + messages,
			};
		}
		return sum;
	});
}

/** Tells of each whole percent once, however many steps there are. */
function percents(tell: (percent: number, increment: number) => void): (done: number, all: number) => void {
	let told = 0;
	return (done, all) => {
		const percent = Math.floor((100 * done) / all);
		if (percent === told) return;
		tell(percent, percent - told);
		told = percent;
	};
}
