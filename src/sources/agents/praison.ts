import { join } from 'node:path';
import type { AgentPlace } from './search.js';

/** `sessions/<id>.json`. They do not say where an agent worked, so all are offered. */
export const praison: AgentPlace = {
	title: 'PraisonAI',
	format: 'praisonai',
	async *find(search) {
		const chosen = search.env('PRAISONAI_HOME');
		const roots =
			chosen === undefined ? ['.praisonai', '.praison'].map((name) => join(search.home, name)) : [chosen];
		for (const root of roots) {
			const files = await search.files(join(root, 'sessions'), /\.json$/);
			yield* await search.newestFirst(files.map(({ path }) => path));
		}
	},
};
