/** Names that package.json declares and the code uses; a test holds the two together. */
export const extensionId = 'session-hierarchy.session-hierarchy';

export const views = {
	sessions: 'sessionHierarchy.sessions',
	transcript: 'sessionHierarchy.transcript',
} as const;

/** Schemes of documents that the extension writes and no file holds. */
export const documents = { transcript: 'sessionhierarchy-transcript' } as const;

export const settings = { section: 'sessionHierarchy', folder: 'folder', autoReveal: 'autoReveal' } as const;

/** Keys of `when` clauses that the code sets. */
export const contextKeys = {
	/** None of the open stores can be written. */
	readOnly: 'sessionHierarchy.readOnly',
	/** The stores are open, and the tree has no row to show. */
	empty: 'sessionHierarchy.empty',
	/** The tree shows shared sessions only. */
	sharedOnly: 'sessionHierarchy.sharedOnly',
} as const;

export const commands = {
	newSession: 'sessionHierarchy.newSession',
	newChildSession: 'sessionHierarchy.newChildSession',
	openTranscript: 'sessionHierarchy.openTranscript',
	openAsMarkdown: 'sessionHierarchy.openAsMarkdown',
	openToSide: 'sessionHierarchy.openToSide',
	findInTranscript: 'sessionHierarchy.findInTranscript',
	goToMessage: 'sessionHierarchy.goToMessage',
	addMessage: 'sessionHierarchy.addMessage',
	forkSession: 'sessionHierarchy.forkSession',
	forkFromMessage: 'sessionHierarchy.forkFromMessage',
	createSnapshot: 'sessionHierarchy.createSnapshot',
	deleteSnapshot: 'sessionHierarchy.deleteSnapshot',
	revertToSnapshot: 'sessionHierarchy.revertToSnapshot',
	revertToMessage: 'sessionHierarchy.revertToMessage',
	undoRevert: 'sessionHierarchy.undoRevert',
	undoLastChange: 'sessionHierarchy.undoLastChange',
	renameSession: 'sessionHierarchy.renameSession',
	moveSession: 'sessionHierarchy.moveSession',
	makeRoot: 'sessionHierarchy.makeRoot',
	deleteSession: 'sessionHierarchy.deleteSession',
	restoreSession: 'sessionHierarchy.restoreSession',
	purgeSession: 'sessionHierarchy.purgeSession',
	exportSession: 'sessionHierarchy.exportSession',
	importFiles: 'sessionHierarchy.importFiles',
	importFolder: 'sessionHierarchy.importFolder',
	shareSession: 'sessionHierarchy.shareSession',
	unshareSession: 'sessionHierarchy.unshareSession',
	showSharedOnly: 'sessionHierarchy.showSharedOnly',
	showAll: 'sessionHierarchy.showAll',
	copySessionId: 'sessionHierarchy.copySessionId',
	copyMessage: 'sessionHierarchy.copyMessage',
	copyMessageAsMarkdown: 'sessionHierarchy.copyMessageAsMarkdown',
	copyMessageLink: 'sessionHierarchy.copyMessageLink',
	copySelection: 'sessionHierarchy.copySelection',
	copySelectionAsMarkdown: 'sessionHierarchy.copySelectionAsMarkdown',
	newSessionFromSelection: 'sessionHierarchy.newSessionFromSelection',
	revealFile: 'sessionHierarchy.revealFile',
	collapseAll: 'sessionHierarchy.collapseAll',
	checkStore: 'sessionHierarchy.checkStore',
	refresh: 'sessionHierarchy.refresh',
	showLog: 'sessionHierarchy.showLog',
} as const;

/** Registered, but nothing that a person would look for: rows and key bindings run them. */
export const internalCommands = {
	/** A click on a row of the tree. */
	openRow: 'sessionHierarchy.openRow',
	/** A key is about to select the focused row: its `openRow` does nothing this once. */
	holdRow: 'sessionHierarchy.holdRow',
	/** Opens a store again that could not be opened. */
	retryFolder: 'sessionHierarchy.retryFolder',
	/** Opens a file of a store where a line of it cannot be read. */
	openDamage: 'sessionHierarchy.openDamage',
	/** A quick fix of what *Check Store* found. */
	fixFinding: 'sessionHierarchy.fixFinding',
	/** Follows a link that *Copy Link* made. */
	openLink: 'sessionHierarchy.openLink',
} as const;

export type CommandId =
	(typeof commands)[keyof typeof commands] | (typeof internalCommands)[keyof typeof internalCommands];
