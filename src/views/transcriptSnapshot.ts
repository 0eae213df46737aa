import * as vscode from 'vscode';
import type { SessionRef } from '../host/sessionRef.js';
import { commands } from '../ids.js';
import type { Snapshot } from '../store/model.js';

interface Choice extends vscode.QuickPickItem {
	readonly command: string;
	readonly args: object;
}

/** A snapshot was clicked in a transcript: asks what to do with it, and does that. */
export async function askAboutSnapshot(ref: SessionRef, snapshot: Snapshot): Promise<void> {
	const { id, label, messageId, messageCount } = snapshot;
	const choices: Choice[] = [
		{
			label: '$(discard) Revert to Snapshot',
			description: messageCount === 1 ? '1 message' : `${String(messageCount)} messages`,
			command: commands.revertToSnapshot,
			args: { ...ref, snapshotId: id },
		},
	];
	if (messageId !== null) {
		choices.push({
			label: '$(repo-forked) Fork from Here',
			command: commands.forkFromMessage,
			args: { ...ref, messageId },
		});
	}
	choices.push({
		label: '$(trash) Delete Snapshot',
		command: commands.deleteSnapshot,
		args: { ...ref, snapshotId: id },
	});
	const chosen = await vscode.window.showQuickPick(choices, {
		title: `Snapshot: ${label === '' ? 'without a label' : label}`,
		placeHolder: 'What to do with this snapshot',
	});
	if (chosen) await vscode.commands.executeCommand(chosen.command, chosen.args);
}
