import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { chooseFromContextMenu } from './support/menus.js';
import {
	clickDialogButton,
	clickNotificationButton,
	modalDialog,
	notification,
} from './support/notifications.js';
import { choose, runCommand } from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

describe('menus in the tree', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					const parent = await store.createSession({ title: 'Team work' });
					await store.createSession({ title: 'For everyone', parentId: parent });
					await store.createSession({ title: 'Not for everyone', parentId: parent });
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	async function parentOf(title: string): Promise<string | undefined> {
		return withStore(window.folder, async (store) => {
			const { parentId } = await sessionTitled(store, title);
			return parentId === null ? undefined : (await store.getSession(parentId)).title;
		});
	}

	it('Restore brings a session back; Delete Permanently asks first', async () => {
		await withStore(window.folder, async (store) => {
			for (const title of ['Regretted', 'Unwanted']) {
				await store.deleteSession(await store.createSession({ title }));
			}
		});
		await expand(treeRow(page, 'Trash, 2 deleted sessions'));
		await chooseFromContextMenu(page, treeRow(page, 'Regretted, deleted session'), 'Restore');
		await treeRow(page, 'Regretted, session').waitFor();

		const unwanted = treeRow(page, 'Unwanted, deleted session');
		await chooseFromContextMenu(page, unwanted, 'Delete Permanently');
		await clickDialogButton(page, 'Delete "Unwanted" permanently?', 'Cancel');
		await unwanted.waitFor();
		await chooseFromContextMenu(page, unwanted, 'Delete Permanently');
		await modalDialog(page, 'Forks are kept').waitFor();
		await clickDialogButton(page, 'Delete "Unwanted" permanently?', 'Delete Permanently');
		await treeRow(page, 'Trash').waitFor({ state: 'detached' });
		const left = await withStore(window.folder, async (store) =>
			(await store.listSessions({ deleted: 'include' })).map(({ title }) => title),
		);
		assert.deepEqual([left.includes('Regretted'), left.includes('Unwanted')], [true, false]);
	});

	it('Delete Snapshot takes the label away, and Undo puts it back', async () => {
		await withStore(window.folder, async (store) => {
			const id = await store.createSession({ title: 'Labelled' });
			await store.addMessage(id, { role: 'user', content: 'One.' });
			await store.createSnapshot(id, { label: 'Milestone' });
		});
		await expand(treeRow(page, 'Labelled'));
		await chooseFromContextMenu(page, treeRow(page, 'Milestone'), 'Delete Snapshot');
		await treeRow(page, 'Milestone').waitFor({ state: 'detached' });
		await clickNotificationButton(page, 'Deleted the snapshot "Milestone".', 'Undo');
		await treeRow(page, 'Milestone, snapshot, after message 1').waitFor();
	});

	it('Move to Parent… puts a session under another, Make Root lets it stand alone', async () => {
		await withStore(window.folder, async (store) => {
			await store.createSession({ title: 'Grove' });
			await store.createSession({ title: 'Sapling' });
		});
		await chooseFromContextMenu(page, treeRow(page, 'Sapling'), 'Move to Parent…');
		await choose(page, 'Grove');
		await treeRow(page, 'Sapling, child session').waitFor();
		assert.equal(await parentOf('Sapling'), 'Grove');
		await chooseFromContextMenu(page, treeRow(page, 'Sapling'), 'Make Root');
		await treeRow(page, 'Sapling, session').waitFor();
		assert.equal(await parentOf('Sapling'), undefined);
	});

	it('Undo Last Change… takes back what is chosen, and brings it back', async () => {
		await withStore(window.folder, async (store) => {
			await store.setTitle(await store.createSession({ title: 'Draft' }), 'Final');
		});
		await chooseFromContextMenu(page, treeRow(page, 'Final'), 'Undo Last Change…');
		await choose(page, 'Renamed "Final"', 'now');
		await treeRow(page, 'Draft').waitFor();
		await notification(page, 'Taken back: Renamed "Final".').waitFor();
		await chooseFromContextMenu(page, treeRow(page, 'Draft'), 'Undo Last Change…');
		await choose(page, 'Renamed "Draft"');
		await treeRow(page, 'Final').waitFor();
	});

	it('a row dropped on another moves under it, and Undo takes it back', async () => {
		await withStore(window.folder, async (store) => {
			await store.createSession({ title: 'Nest' });
			await store.createSession({ title: 'Bird' });
		});
		await treeRow(page, 'Bird, session').waitFor();
		await treeRow(page, 'Bird, session').dragTo(treeRow(page, 'Nest, session'));
		await expand(treeRow(page, 'Nest, session'));
		await treeRow(page, 'Bird, child session').waitFor();
		assert.equal(await parentOf('Bird'), 'Nest');
		await clickNotificationButton(page, 'Moved "Bird" to "Nest".', 'Undo');
		await treeRow(page, 'Bird, session').waitFor();
		assert.equal(await parentOf('Bird'), undefined);
	});

	it('a new child and a fork stand under their session', async () => {
		await withStore(window.folder, async (store) => {
			const id = await store.createSession({ title: 'Trunk' });
			await store.addMessage(id, { role: 'user', content: 'Grow.' });
		});
		await chooseFromContextMenu(page, treeRow(page, 'Trunk'), 'Fork Session');
		await treeRow(page, 'Fork of Trunk, fork, 1 message').waitFor();
		assert.equal(await parentOf('Fork of Trunk'), 'Trunk');
	});

	it('Share marks a session, and Show Shared Only leaves the others out', async () => {
		await expand(treeRow(page, 'Team work'));
		await chooseFromContextMenu(page, treeRow(page, 'For everyone'), 'Share');
		const shared = treeRow(page, /^For everyone, .*, shared$/);
		await shared.waitFor();
		await runCommand(page, 'Sessions: Show Shared Only');
		await page.getByText('Only shared sessions are shown.').waitFor();
		await treeRow(page, 'Not for everyone').waitFor({ state: 'detached' });
		await expand(treeRow(page, 'Team work'));
		await shared.waitFor();
		await chooseFromContextMenu(page, shared, 'Unshare');
		await page.getByText('No session is marked as shared.').waitFor();
		await page
			.locator('.part.sidebar .welcome-view-content')
			.getByRole('button', { name: 'Show All' })
			.click();
		await expand(treeRow(page, 'Team work'));
		await treeRow(page, 'Not for everyone').waitFor();
		await page.getByText('Only shared sessions are shown.').waitFor({ state: 'detached' });
	});
});
