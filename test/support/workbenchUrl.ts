import type { VscodeServer } from './vscodeServer.js';

export interface WindowOptions {
	/** Absolute path of a folder or of a `.code-workspace` file; without it the window is empty. */
	readonly workspace?: string | undefined;
	/** Absolute path of the extension under development; VS Code takes one this way. */
	readonly extension?: string;
	/** Absolute path of the module whose `run()` the extension host calls. */
	readonly tests?: string;
}

/** The address of a VS Code window of `server`. */
export function workbenchUrl(server: VscodeServer, options: WindowOptions): string {
	const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
	const payload = [
		...(options.extension === undefined ? [] : [['extensionDevelopmentPath', remote(options.extension)]]),
		...(options.tests === undefined ? [] : [['extensionTestsPath', remote(options.tests)]]),
		['skipWelcome', 'true'],
		['skipReleaseNotes', 'true'],
	];
	const query = new URLSearchParams({ payload: JSON.stringify(payload) });
	if (options.workspace === undefined) query.set('ew', 'true');
	else query.set(options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', options.workspace);
	return `${server.origin}?${query.toString()}`;
}
