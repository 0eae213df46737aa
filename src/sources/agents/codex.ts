import { join } from 'node:path';
import { objectAt, stringAt } from '../../formats/pick.js';
import type { JsonObject } from '../../store/model.js';
import type { AgentPlace, Head } from './search.js';

/** `sessions/<year>/<month>/<day>/rollout-….jsonl`, packed with Zstandard once it is old. */
export const codex: AgentPlace = {
	title: 'Codex CLI',
	format: 'codex',
	async *find(search) {
		const root = search.env('CODEX_HOME') ?? join(search.home, '.codex');
		const index = await search.fileAt(join(root, 'session_index.jsonl'));
		const paths = new Map<string, string>();
		for (const place of ['sessions', 'archived_sessions'])
			for await (const { name, path } of search.filesBelow(
				join(root, place),
				/^rollout-.*\.jsonl(\.zst)?$/,
			)) {
				const plain = name.replace(/\.zst$/, '');
				// While it is being packed there are both.
				if (plain === name || !paths.has(plain)) paths.set(plain, path);
			}
		for (const file of await search.newestFirst(paths.values())) {
			const head = await search.head(file.path);
			const cwd = head && cwdOf(head);
			if (cwd === undefined || !search.folder.holds(cwd)) continue;
			const meta = objectAt(head?.values[0], 'payload');
			yield {
				...file,
				id: stringAt(meta, 'id') ?? head?.field('id'),
				parent: meta ? parentOf(meta) : head?.field('parent_thread_id'),
				...(index ? { companions: [index.path] } : {}),
			};
		}
	},
};

function parentOf(meta: JsonObject): string | undefined {
	const spawn = objectAt(objectAt(objectAt(meta, 'source'), 'subagent'), 'thread_spawn');
	return stringAt(spawn, 'parent_thread_id') ?? stringAt(meta, 'parent_thread_id');
}

/** Before September 2025 only the first prompt told it. */
function cwdOf(head: Head): string | undefined {
	return (
		stringAt(objectAt(head.values[0], 'payload'), 'cwd') ??
		head.field('cwd') ??
		head.match(/<cwd>([^<"]+)<\/cwd>/)
	);
}
