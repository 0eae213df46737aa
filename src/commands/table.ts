import { commands, internalCommands, type CommandId } from '../ids.js';
import { addMessage } from './addMessage.js';
import { checkStore } from './checkStore.js';
import {
	copyMessage,
	copyMessageAsMarkdown,
	copyMessageLink,
	copySelection,
	copySelectionAsMarkdown,
	copySessionId,
} from './copy.js';
import { createSnapshot } from './createSnapshot.js';
import { deleteSession, purgeSession, restoreSession } from './deleteSession.js';
import { deleteSnapshot } from './deleteSnapshot.js';
import { exportSession } from './exportSession.js';
import { findInTranscript, goToMessage } from './findInTranscript.js';
import { fixFinding } from './fixFinding.js';
import { forkFromMessage, forkSession } from './forkSession.js';
import type { Command } from './invocation.js';
import { makeRoot, moveSession } from './moveSession.js';
import { newChildSession } from './newChildSession.js';
import { newSession } from './newSession.js';
import { newSessionFromSelection } from './newSessionFromSelection.js';
import { openAsMarkdown } from './openAsMarkdown.js';
import { openDamage } from './openDamage.js';
import { openLink } from './openLink.js';
import { openToSide, openTranscript, RowOpening } from './openTranscript.js';
import { renameSession } from './renameSession.js';
import { revealFile } from './revealFile.js';
import { revertToMessage, revertToSnapshot, undoRevert } from './revert.js';
import { shareSession, unshareSession } from './shareSession.js';
import { undoLastChange } from './undoLastChange.js';
import { collapseAll, refresh, retryFolder, showAll, showLog, showSharedOnly } from './viewCommands.js';

/** Which verb each command runs. */
export function commandTable(): Readonly<Record<CommandId, Command>> {
	const rows = new RowOpening();
	return {
		[commands.newSession]: newSession,
		[commands.newChildSession]: newChildSession,
		[commands.openTranscript]: openTranscript,
		[commands.openAsMarkdown]: openAsMarkdown,
		[commands.openToSide]: openToSide,
		[commands.findInTranscript]: findInTranscript,
		[commands.goToMessage]: goToMessage,
		[commands.addMessage]: addMessage,
		[commands.forkSession]: forkSession,
		[commands.forkFromMessage]: forkFromMessage,
		[commands.createSnapshot]: createSnapshot,
		[commands.deleteSnapshot]: deleteSnapshot,
		[commands.revertToSnapshot]: revertToSnapshot,
		[commands.revertToMessage]: revertToMessage,
		[commands.undoRevert]: undoRevert,
		[commands.undoLastChange]: undoLastChange,
		[commands.renameSession]: renameSession,
		[commands.moveSession]: moveSession,
		[commands.makeRoot]: makeRoot,
		[commands.deleteSession]: deleteSession,
		[commands.restoreSession]: restoreSession,
		[commands.purgeSession]: purgeSession,
		[commands.exportSession]: exportSession,
		[commands.importFiles]: async (...all) => (await importing()).importFiles(...all),
		[commands.importFolder]: async (...all) => (await importing()).importFolder(...all),
		[commands.importFromAgents]: async (...all) =>
			(await import('./importFromAgents.js')).importFromAgents(...all),
		[commands.followFile]: async (...all) => (await import('./follow.js')).followFile(...all),
		[commands.followFolder]: async (...all) => (await import('./follow.js')).followFolder(...all),
		[commands.unfollow]: async (...all) => (await import('./follow.js')).unfollow(...all),
		[commands.shareSession]: shareSession,
		[commands.unshareSession]: unshareSession,
		[commands.showSharedOnly]: showSharedOnly,
		[commands.showAll]: showAll,
		[commands.copySessionId]: copySessionId,
		[commands.copyMessage]: copyMessage,
		[commands.copyMessageAsMarkdown]: copyMessageAsMarkdown,
		[commands.copyMessageLink]: copyMessageLink,
		[commands.copySelection]: copySelection,
		[commands.copySelectionAsMarkdown]: copySelectionAsMarkdown,
		[commands.newSessionFromSelection]: newSessionFromSelection,
		[commands.revealFile]: revealFile,
		[commands.collapseAll]: collapseAll,
		[commands.checkStore]: checkStore,
		[commands.refresh]: refresh,
		[commands.showLog]: showLog,
		[internalCommands.openRow]: rows.open,
		[internalCommands.holdRow]: rows.hold,
		[internalCommands.retryFolder]: retryFolder,
		[internalCommands.openDamage]: openDamage,
		[internalCommands.fixFinding]: fixFinding,
		[internalCommands.openLink]: openLink,
	};
}

/** Loaded when somebody imports. */
function importing(): Promise<typeof import('./importSessions.js')> {
	return import('./importSessions.js');
}
