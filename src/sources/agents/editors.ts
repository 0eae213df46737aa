import { join } from 'node:path';
import type { Search } from './search.js';

const products = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor'];
/** What runs on this machine for an editor on another one. */
const servers = ['.vscode-server', '.vscode-server-insiders', '.vscodium-server', '.cursor-server'];

/** The `User` folders of VS Code and its kin. They need not exist. */
export function userFolders(search: Search): readonly string[] {
	const base = settingsFolder(search);
	const portable = search.env('VSCODE_PORTABLE');
	return [
		...products.map((product) => join(base, product, 'User')),
		...(portable === undefined ? [] : [join(portable, 'user-data', 'User')]),
		...servers.map((server) => join(search.home, server, 'data', 'User')),
	];
}

function settingsFolder(search: Search): string {
	if (search.platform === 'win32') return search.env('APPDATA') ?? join(search.home, 'AppData', 'Roaming');
	if (search.platform === 'darwin') return join(search.home, 'Library', 'Application Support');
	return search.env('XDG_CONFIG_HOME') ?? join(search.home, '.config');
}
