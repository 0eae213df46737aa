import type { Context, RootHookObject } from 'mocha';
import { keepFailure } from './screenshots.js';
import { stopSharedServers } from './servers.js';
import { openWorkbenches } from './workbench.js';

/** Runs around all browser tests. */
export const hooks: RootHookObject = {
	async afterEach(this: Context) {
		if (this.currentTest?.state !== 'failed') return;
		const title = this.currentTest.fullTitle();
		let number = 0;
		for (const workbench of openWorkbenches) {
			number += 1;
			await keepFailure(workbench, number === 1 ? title : `${title} ${number}`);
			// A menu or box that was left open must not fail the next test, too.
			await workbench.page.keyboard.press('Escape');
		}
	},
	async afterAll() {
		for (const workbench of openWorkbenches) {
			// Its suite failed before it could close it, perhaps in a hook, after which no other hook is told.
			await keepFailure(workbench, `left open ${workbench.folder}`);
			await workbench.close();
		}
		await stopSharedServers();
	},
};
