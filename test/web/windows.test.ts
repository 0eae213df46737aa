import assert from 'node:assert/strict';
import { showSessions } from './support/tree.js';
import { launchWorkbench } from './support/workbench.js';

describe('the Sessions container', () => {
	for (const [where, options] of [
		['a folder', {}],
		['Restricted Mode', { trusted: false }],
		['an empty window', { workspace: null }],
		['a folder, from the installed VSIX', { vsix: true }],
	] as const) {
		it(`opens in ${where}`, async () => {
			const workbench = await launchWorkbench(options);
			await showSessions(workbench.page);
			await workbench.page.locator('.part.sidebar').getByRole('heading', { name: 'Sessions' }).waitFor();
			assert.deepEqual(
				workbench.log.filter((line) => /session-?hierarchy.*error/i.test(line)),
				[],
			);
			await workbench.close();
		});
	}
});
