import { join } from 'node:path';
import { stringAt } from '../../formats/pick.js';
import type { AgentPlace } from './search.js';

/** `sessions/--<folder>--/<time>_<id>.jsonl`; a folder of the person's own choice holds the files of all folders. */
export const pi: AgentPlace = {
	title: 'pi',
	format: 'pi',
	async *find(search) {
		const root = search.env('PI_CODING_AGENT_DIR') ?? join(search.home, '.pi', 'agent');
		const paths: string[] = [];
		for (const { name, path } of await search.folders(join(root, 'sessions')))
			if (search.folder.mayBeEncoded(name.replace(/--$/, ''), encoded))
				paths.push(...(await search.files(path, /\.jsonl$/)).map((file) => file.path));
		const chosen = search.env('PI_CODING_AGENT_SESSION_DIR');
		if (chosen !== undefined)
			for await (const { path } of search.filesBelow(chosen, /\.jsonl$/)) paths.push(path);
		for (const file of await search.newestFirst(new Set(paths))) {
			const [header] = (await search.head(file.path))?.values ?? [];
			const cwd = stringAt(header, 'type') === 'session' ? stringAt(header, 'cwd') : undefined;
			if (cwd !== undefined && search.folder.holds(cwd)) yield { ...file, id: stringAt(header, 'id') };
		}
	},
};

function encoded(path: string): string {
	return `--${path.replace(/^[/\\]/, '').replace(/[/\\:]/g, '-')}`;
}
