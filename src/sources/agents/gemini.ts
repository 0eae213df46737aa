import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { objectAt } from '../../formats/pick.js';
import type { AgentPlace, Search } from './search.js';

/** `tmp/<project>/chats/session-….json` or `.jsonl`; sub-agents in `chats/<session>/`. */
export const gemini: AgentPlace = {
	title: 'Gemini CLI',
	format: 'gemini',
	async *find(search) {
		const root = join(search.env('GEMINI_CLI_HOME') ?? search.home, '.gemini');
		const projects = await projectsOf(search, root);
		for (const { name, path } of await search.folders(join(root, 'tmp'))) {
			if (!projects.has(name) && !(await isMarked(search, path))) continue;
			const chats = join(path, 'chats');
			const files = await search.files(chats, /^session-.*\.jsonl?$/);
			const names = new Set(files.map((file) => file.name));
			// One session may have an old and a new file.
			const newer = files.filter((file) => file.name.endsWith('l') || !names.has(`${file.name}l`));
			const below = new Map((await search.folders(chats)).map((folder) => [folder.name, folder.path]));
			for (const file of await search.newestFirst(newer.map((each) => each.path))) {
				const id = (await search.head(file.path))?.field('sessionId');
				const subAgents = below.get(id ?? '');
				yield { ...file, id, ...(subAgents === undefined ? {} : { companions: [subAgents] }) };
			}
		}
	},
};

/** The names under which the folder, and those below it, are known: hashes, later short names that a list explains. */
async function projectsOf(search: Search, root: string): Promise<ReadonlySet<string>> {
	const { folder } = search;
	const hashes = folder.paths.map((path) => createHash('sha256').update(path).digest('hex'));
	const list = objectAt(await search.json(join(root, 'projects.json')), 'projects') ?? {};
	const names = Object.entries(list).flatMap(([path, name]) =>
		folder.holds(path) && typeof name === 'string' ? [name] : [],
	);
	return new Set([...hashes, ...names]);
}

async function isMarked(search: Search, project: string): Promise<boolean> {
	const folder = (await search.text(join(project, '.project_root')))?.trim();
	return folder !== undefined && search.folder.holds(folder);
}
