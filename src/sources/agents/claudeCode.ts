import { join } from 'node:path';
import type { AgentPlace, Found, Search } from './search.js';

/** `projects/<slug>/<session>.jsonl`; sub-agents in `<session>/`, those of version 2.0 beside it. */
export const claudeCode: AgentPlace = {
	title: 'Claude Code',
	format: 'claude-code',
	async *find(search) {
		const root = search.env('CLAUDE_CONFIG_DIR') ?? join(search.home, '.claude');
		for (const { name, path } of await search.folders(join(root, 'projects')))
			if (search.folder.mayBeEncoded(name, slugOf)) yield* sessionsIn(search, name, path);
	},
};

async function* sessionsIn(search: Search, slug: string, folder: string): AsyncGenerator<Found> {
	const entries = await search.entries(folder);
	const beside = new Set(entries.filter(({ isFolder }) => isFolder).map(({ name }) => name));
	const own = search.folder.paths.some((path) => slugOf(path) === slug);
	const files = entries.filter(({ name, isFolder }) => !isFolder && name.endsWith('.jsonl'));
	for (const file of await search.newestFirst(files.map(({ path }) => path))) {
		const head = await search.head(file.path);
		const cwd = head?.field('cwd');
		// A file that names no folder holds no message, unless they only come later.
		if (cwd === undefined ? !own || !head?.isCut : !search.folder.holds(cwd)) continue;
		const stem = file.path.slice(join(folder, '/').length, -'.jsonl'.length);
		yield {
			...file,
			id: stem,
			...(stem.startsWith('agent-') ? { parent: head?.field('sessionId') } : {}),
			...(beside.has(stem) ? { companions: [join(folder, stem)] } : {}),
		};
	}
}

/** Longer ones end in a hash. */
const longestSlug = 200;

function slugOf(path: string): string {
	return path.replace(/[^A-Za-z0-9]/g, '-').slice(0, longestSlug);
}
