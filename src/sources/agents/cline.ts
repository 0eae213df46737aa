import { join } from 'node:path';
import { stringAt } from '../../formats/pick.js';
import type { Json } from '../../store/model.js';
import { userFolders } from './editors.js';
import type { AgentPlace, Found, Search } from './search.js';

/**
 * `tasks/<id>/`, and `state/taskHistory.json`, which says where each began; of the newer command line
 * `sessions/<id>/<id>.json` with the messages beside it.
 */
export const cline: AgentPlace = {
	title: 'Cline',
	format: 'cline',
	async *find(search) {
		const own =
			search.env('CLINE_DATA_DIR') ?? join(search.env('CLINE_DIR') ?? join(search.home, '.cline'), 'data');
		const extension = join('globalStorage', 'saoudrizwan.claude-dev');
		for (const root of [...userFolders(search).map((user) => join(user, extension)), own])
			yield* tasksIn(search, root);
		yield* sessionsIn(search, search.env('CLINE_SESSION_DATA_DIR') ?? join(own, 'sessions'));
	},
};

const talk = 'api_conversation_history.json';
const shown = 'ui_messages.json';
const about = 'task_metadata.json';

async function* tasksIn(search: Search, root: string): AsyncGenerator<Found> {
	const history = join(root, 'state', 'taskHistory.json');
	const list = await search.json(history);
	if (!Array.isArray(list)) return;
	const here = new Set(
		(list as readonly Json[]).flatMap((item) => {
			const id = stringAt(item, 'id');
			const cwd = stringAt(item, 'cwdOnTaskInitialization') ?? stringAt(item, 'shadowGitConfigWorkTree');
			return id !== undefined && cwd !== undefined && search.folder.holds(cwd) ? [id] : [];
		}),
	);
	for (const { name: id, path } of await search.folders(join(root, 'tasks'))) {
		if (!here.has(id)) continue;
		const files = new Map((await search.files(path, /\.json$/)).map((file) => [file.name, file.path]));
		const [main, ...others] = [talk, shown, about].flatMap((name) => files.get(name) ?? []);
		const file = main === undefined || main === files.get(about) ? undefined : await search.fileAt(main);
		if (file) yield { ...file, id, companions: [...others, history] };
	}
}

async function* sessionsIn(search: Search, root: string): AsyncGenerator<Found> {
	for (const { name: id, path } of await search.folders(root)) {
		const manifest = join(path, `${id}.json`);
		const head = await search.head(manifest);
		const cwd = head?.field('cwd') ?? head?.field('workspace_root');
		if (cwd === undefined || !search.folder.holds(cwd)) continue;
		const file = await search.fileAt(join(path, `${id}.messages.json`));
		if (file) yield { ...file, id, companions: [manifest] };
	}
}
