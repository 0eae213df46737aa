import { posix, win32 } from 'node:path';

export const defaultStoreFolder = '.sessions';

/** Where the sessions lie, relative to the workspace folder; or why the setting's value cannot be used. */
export type StoreFolderSetting =
	| { readonly relative: string; readonly problem?: undefined }
	| { readonly relative?: undefined; readonly problem: string };

/** Settings come with the workspace, so anyone may have written them: only a place inside the folder will do. */
export function checkStoreFolder(setting: string, value: unknown): StoreFolderSetting {
	const named = `The setting "${setting}"`;
	if (typeof value !== 'string' || value.trim() === '') {
		return { problem: `${named} must be the name of a folder, for example "${defaultStoreFolder}".` };
	}
	const text = value.trim();
	// Both forms on every machine: a workspace's settings travel between them.
	if (posix.isAbsolute(text) || win32.isAbsolute(text) || /^[A-Za-z]:/.test(text)) {
		return { problem: `${named} must be relative to the workspace folder; "${text}" is absolute.` };
	}
	const names = text.split(/[/\\]+/).filter((name) => name !== '' && name !== '.');
	if (names.length === 0 || names.includes('..') || text.includes('\0')) {
		return { problem: `${named} must name a folder inside the workspace folder; "${text}" does not.` };
	}
	if (names[0]?.toLowerCase() === '.git') {
		return { problem: `${named} must not lie inside ".git"; "${text}" does.` };
	}
	return { relative: names.join('/') };
}
