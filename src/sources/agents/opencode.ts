import { join } from 'node:path';
import type { AgentPlace, Search } from './search.js';

/** `storage/session/<project>/<session>.json`, its messages in `message/<session>/`, their parts in `part/<message>/`. */
export const opencode: AgentPlace = {
	title: 'opencode',
	format: 'opencode',
	async *find(search) {
		const data = search.env('XDG_DATA_HOME') ?? join(search.home, '.local', 'share');
		const storage = join(data, 'opencode', 'storage');
		const parts = new Set((await search.folders(join(storage, 'part'))).map(({ name }) => name));
		for (const project of await search.folders(join(storage, 'session'))) {
			const files = await search.files(project.path, /\.json$/);
			for (const file of await search.newestFirst(files.map(({ path }) => path))) {
				const head = await search.head(file.path);
				const folder = head?.field('directory');
				const id = head?.field('id');
				if (folder === undefined || id === undefined || !search.folder.holds(folder)) continue;
				const companions = await foldersOf(search, storage, id, parts);
				if (companions.length > 0) yield { ...file, id, parent: head?.field('parentID'), companions };
			}
		}
	},
};

async function foldersOf(
	search: Search,
	storage: string,
	id: string,
	parts: ReadonlySet<string>,
): Promise<readonly string[]> {
	if (!/^[\w-]+$/.test(id)) return [];
	const messages = join(storage, 'message', id);
	const files = await search.files(messages, /\.json$/);
	const names = files.map(({ name }) => name.slice(0, -'.json'.length)).filter((name) => parts.has(name));
	return files.length === 0 ? [] : [messages, ...names.map((name) => join(storage, 'part', name))];
}
