/** Names that package.json declares and the code uses. */
export const ids = {
	treeView: 'sessionHierarchy.sessions',
	transcriptPanel: 'sessionHierarchy.transcript',
	/** The prefix of every command and setting. */
	prefix: 'sessionHierarchy',
} as const;
