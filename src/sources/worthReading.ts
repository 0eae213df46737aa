import { sessionOfLog } from '../store/newIds.js';

/** Folders of tools, never of sessions; reading them would only take long. */
const passedOver = new Set(['.git', 'node_modules', '.venv', '__pycache__', '__MACOSX']);

/** Whether sessions may lie in a folder of that name. */
export function isFolderToRead(name: string): boolean {
	return !passedOver.has(name);
}

/** A store's own logs are no exports, even where the folder is one that holds a store. */
export function isFileToRead(name: string): boolean {
	return sessionOfLog(name) === undefined;
}
