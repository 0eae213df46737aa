import * as vscode from 'vscode';
import { plainWords } from '../host/plainWords.js';
import { commands, type CommandId } from '../ids.js';
import { explain } from './explain.js';
import type { Command, Invocation, Services } from './invocation.js';

/** Runs a command with the arguments that it was given. */
export type RunCommand = (id: CommandId, args: readonly unknown[]) => Promise<unknown>;

/**
 * What runs the verbs of the table, and is the one place where a failure becomes words on screen. A command resolves
 * with what its verb gives, or with undefined when it failed.
 */
export function commandRunner(services: Services, table: Readonly<Record<CommandId, Command>>): RunCommand {
	return async (id, args) => {
		const call = begin(services, id);
		return attempt(call, id, () => table[id](call, ...args));
	};
}

function begin(services: Services, id: string): Invocation {
	const call: Invocation = {
		...services,
		subject: undefined,
		offerUndo(done, undo) {
			call.detach(async () => {
				if ((await vscode.window.showInformationMessage(plainWords(done), 'Undo')) === 'Undo') await undo();
			});
		},
		detach(task) {
			void attempt(call, id, task);
		},
	};
	return call;
}

async function attempt(call: Invocation, id: string, run: () => Promise<unknown>): Promise<unknown> {
	try {
		return await run();
	} catch (error) {
		call.log.error(`${id}:`, error instanceof Error ? error : String(error));
		const words = explain(error, await titleOf(call));
		// Not awaited: whoever runs the command must not wait until someone reads this.
		void vscode.window.showErrorMessage(plainWords(words), 'Show Log').then((answer) => {
			if (answer === 'Show Log') void vscode.commands.executeCommand(commands.showLog);
		});
		return undefined;
	}
}

async function titleOf({ subject, stores }: Invocation): Promise<string | undefined> {
	if (!subject) return undefined;
	try {
		return (await (await stores.get(subject.folder)).store.getSession(subject.sessionId)).title;
	} catch {
		return undefined; // the failure at hand is the one to tell, not this one
	}
}
