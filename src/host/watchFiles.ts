import * as vscode from 'vscode';

/**
 * Milliseconds until a watcher may be taken to have begun: VS Code begins it when it gets to it and tells nobody, and what
 * was written before is no event.
 */
export const watchersBegin = 5000;

/** Calls back when a file that fits is made, written or deleted. */
export function watchFiles(files: vscode.GlobPattern, changed: () => void): vscode.Disposable {
	const watcher = vscode.workspace.createFileSystemWatcher(files);
	const events = [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete];
	const listeners = events.map((event) =>
		event(() => {
			changed();
		}),
	);
	return vscode.Disposable.from(watcher, ...listeners);
}
