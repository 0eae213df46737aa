import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringAt } from '../../formats/pick.js';
import { userFolders } from './editors.js';
import type { AgentPlace, Search } from './search.js';

/** `workspaceStorage/<hash>/chatSessions/<id>.json` or `.jsonl`, beside the `workspace.json` that names the folder. */
export const vscodeChat: AgentPlace = {
	title: 'VS Code chat',
	format: 'vscode-chat',
	async *find(search) {
		for (const user of userFolders(search))
			for (const { path } of await search.folders(join(user, 'workspaceStorage'))) {
				if (!(await belongs(search, path))) continue;
				const files = await search.files(join(path, 'chatSessions'), /\.jsonl?$/);
				const names = new Set(files.map(({ name }) => name));
				// Where there are both, VS Code reads the lines.
				const newer = files.filter(({ name }) => name.endsWith('l') || !names.has(`${name}l`));
				yield* await search.newestFirst(newer.map((file) => file.path));
			}
	},
};

async function belongs(search: Search, storage: string): Promise<boolean> {
	const address = stringAt(await search.json(join(storage, 'workspace.json')), 'folder');
	const path = address === undefined ? undefined : pathOf(address, search.platform === 'win32');
	return path !== undefined && search.folder.holds(path);
}

/** Undefined for a folder on another machine. */
function pathOf(address: string, windows: boolean): string | undefined {
	try {
		return fileURLToPath(address, { windows });
	} catch {
		return undefined;
	}
}
