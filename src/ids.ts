/** Names that package.json declares and the code uses; a test holds the two together. */
export const views = {
	sessions: 'sessionHierarchy.sessions',
	transcript: 'sessionHierarchy.transcript',
} as const;

export const settings = { section: 'sessionHierarchy', folder: 'folder' } as const;

export const commands = {
	newSession: 'sessionHierarchy.newSession',
	newChildSession: 'sessionHierarchy.newChildSession',
	openTranscript: 'sessionHierarchy.openTranscript',
	addMessage: 'sessionHierarchy.addMessage',
	forkSession: 'sessionHierarchy.forkSession',
	forkFromMessage: 'sessionHierarchy.forkFromMessage',
	createSnapshot: 'sessionHierarchy.createSnapshot',
	deleteSnapshot: 'sessionHierarchy.deleteSnapshot',
	revertToSnapshot: 'sessionHierarchy.revertToSnapshot',
	revertToMessage: 'sessionHierarchy.revertToMessage',
	undoRevert: 'sessionHierarchy.undoRevert',
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
	revealFile: 'sessionHierarchy.revealFile',
	collapseAll: 'sessionHierarchy.collapseAll',
	refresh: 'sessionHierarchy.refresh',
	showLog: 'sessionHierarchy.showLog',
} as const;
