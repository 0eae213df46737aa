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

/** Ids by their names: the window waits for this file, so that it says nothing twice. */
function named<Name extends string>(
	...names: readonly Name[]
): { readonly [Each in Name]: `sessionHierarchy.${Each}` } {
	const entries = names.map((name) => [name, `sessionHierarchy.${name}`] as const);
	return Object.fromEntries(entries) as { readonly [Each in Name]: `sessionHierarchy.${Each}` };
}

export const commands = named(
	'newSession',
	'newChildSession',
	'openTranscript',
	'openAsMarkdown',
	'openToSide',
	'findInTranscript',
	'goToMessage',
	'addMessage',
	'forkSession',
	'forkFromMessage',
	'createSnapshot',
	'deleteSnapshot',
	'revertToSnapshot',
	'revertToMessage',
	'undoRevert',
	'undoLastChange',
	'renameSession',
	'moveSession',
	'makeRoot',
	'deleteSession',
	'restoreSession',
	'purgeSession',
	'exportSession',
	'importFiles',
	'importFolder',
	'importFromAgents',
	'followFile',
	'followFolder',
	'unfollow',
	'shareSession',
	'unshareSession',
	'showSharedOnly',
	'showAll',
	'copySessionId',
	'copyMessage',
	'copyMessageAsMarkdown',
	'copyMessageLink',
	'copySelection',
	'copySelectionAsMarkdown',
	'newSessionFromSelection',
	'revealFile',
	'collapseAll',
	'checkStore',
	'refresh',
	'showLog',
);

/** Registered, but nothing that a person would look for: rows and key bindings run them. */
export const internalCommands = named(
	/** A click on a row of the tree. */
	'openRow',
	/** A key is about to select the focused row: its `openRow` does nothing this once. */
	'holdRow',
	/** Opens a store again that could not be opened. */
	'retryFolder',
	/** Opens a file of a store where a line of it cannot be read. */
	'openDamage',
	/** A quick fix of what *Check Store* found. */
	'fixFinding',
	/** Follows a link that *Copy Link* made. */
	'openLink',
);

export type CommandId =
	(typeof commands)[keyof typeof commands] | (typeof internalCommands)[keyof typeof internalCommands];
