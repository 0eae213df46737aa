import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { withStore } from './support/store.js';
import { showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const many = 5_000;
const emptyWords = 'There are no agent sessions in this folder yet.';

describe('a tree of many sessions', () => {
	let window: Workbench;
	let page: Page;

	before(async function () {
		this.timeout(120_000);
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					const id = await store.createSession({ title: 'Model' });
					const bundle = await store.exportSession(id);
					const [model] = bundle.sessions;
					assert.ok(model);
					const sessions = Array.from({ length: many }, (_, at) => ({
						...model,
						id: `many-${String(at)}`,
						title: `Session ${String(at)}`,
					}));
					await store.importSession({ ...bundle, sessions });
					await store.setTitle(id, 'The latest');
				}),
		});
		({ page } = window);
	});
	after(() => window.close());

	it('shows them, and never says that there are none', async function () {
		this.timeout(60_000);
		await showSessions(page);
		const latest = treeRow(page, 'The latest');
		await latest.or(page.getByText(emptyWords)).first().waitFor();
		assert.equal(await page.getByText(emptyWords).count(), 0);
	});

	it('renews the row of one that changes', async () => {
		await withStore(window.folder, async (store) => {
			const [latest] = await store.listSessions({ limit: 1 });
			await store.addMessage(latest?.id ?? '', { role: 'user', content: 'More.' });
		});
		await treeRow(page, 'The latest, session, 1 message').waitFor();
	});
});
