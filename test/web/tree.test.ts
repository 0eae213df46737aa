import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SessionStore } from '../../src/store/sessionStore.js';
import { contextMenuLabels } from './support/menus.js';
import { clickNotificationButton } from './support/notifications.js';
import { answer, asked } from './support/quickInput.js';
import { showSessions, treeLabels, treeRow } from './support/tree.js';
import { editorTab } from './support/webview.js';
import { launchWorkbench, type LaunchOptions, type Workbench } from './support/workbench.js';

/** Three roots; the tree shows the latest change first: Gamma, Beta, Alpha. */
async function threeSessions(folder: string): Promise<void> {
	const store = await SessionStore.open(join(folder, '.sessions'));
	for (const title of ['Alpha', 'Beta', 'Gamma']) {
		const id = await store.createSession({ title });
		await store.addMessage(id, { role: 'user', content: `I am ${title}` });
	}
	await store.close();
}

async function openTree(options: LaunchOptions = {}): Promise<Workbench> {
	const workbench = await launchWorkbench({ setup: threeSessions, ...options });
	await showSessions(workbench.page);
	return workbench;
}

const titles = async ({ page }: Workbench): Promise<string[]> =>
	(await treeLabels(page)).map((label) => label.split(',')[0] ?? '');

describe('the tree of sessions', () => {
	it('renames the row that has the focus, not the one that was clicked, and opens nothing', async () => {
		const workbench = await openTree();
		const { page } = workbench;
		await treeRow(page, 'Gamma,').click();
		await editorTab(page, 'Gamma').waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('F2');
		await asked(page, 'Rename "Beta"');
		await answer(page, 'Rename "Beta"', 'Beta renamed');
		await treeRow(page, 'Beta renamed,').waitFor();
		assert.deepEqual(
			{ rows: await titles(workbench), tabs: await page.locator('.tabs-container').getByRole('tab').count() },
			{ rows: ['Beta renamed', 'Gamma', 'Alpha'], tabs: 1 },
		);
		await workbench.close();
	});

	it('opens the focused row on Enter after a rename was left', async () => {
		const workbench = await openTree();
		const { page } = workbench;
		await treeRow(page, 'Gamma,').click();
		await editorTab(page, 'Gamma').waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('F2');
		await asked(page, 'Rename "Beta"');
		await page.keyboard.press('Escape');
		await page.locator('.part.sidebar .monaco-list:focus').waitFor();
		await page.keyboard.press('Enter');
		await editorTab(page, 'Beta').waitFor();
		await workbench.close();
	});

	it('deletes the focused row on Delete, and all selected ones when several are, each with its Undo', async () => {
		const workbench = await openTree();
		const { page } = workbench;
		await treeRow(page, 'Gamma,').click();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Delete');
		await treeRow(page, 'Trash, 1').waitFor();
		const one = await titles(workbench);
		await clickNotificationButton(page, 'Moved "Beta" to the trash', 'Undo');
		await treeRow(page, 'Beta,').waitFor();
		await treeRow(page, 'Alpha,').click();
		await treeRow(page, 'Beta,').click({ modifiers: ['Control'] });
		await page.keyboard.press('Delete');
		await treeRow(page, 'Trash, 2').waitFor();
		const several = await titles(workbench);
		await clickNotificationButton(page, 'Moved 2 sessions to the trash', 'Undo');
		await treeRow(page, 'Alpha,').waitFor();
		await treeRow(page, 'Beta,').waitFor();
		assert.deepEqual(
			[one, several],
			[
				['Gamma', 'Alpha', 'Trash'],
				['Gamma', 'Trash'],
			],
		);
		await workbench.close();
	});

	it('offers only reading in Restricted Mode', async () => {
		const workbench = await openTree({ trusted: false });
		const { page } = workbench;
		await page.getByText('Restricted Mode: sessions can be read, not changed.').waitFor();
		assert.deepEqual(await contextMenuLabels(page, treeRow(page, 'Gamma,')), [
			'Open Transcript',
			'Copy Session Id',
			'Reveal File',
			'Export…',
		]);
		await workbench.close();
	});

	for (const [where, options, button] of [
		['an empty window', { workspace: null }, 'Open Folder'],
		['an empty folder', { setup: () => undefined }, 'New Session'],
		[
			'an empty folder in Restricted Mode',
			{ setup: () => undefined, trusted: false },
			'Manage Workspace Trust',
		],
	] as const) {
		it(`says what to do in ${where}`, async () => {
			const workbench = await openTree(options);
			await workbench.page.locator('.welcome-view').getByRole('button', { name: button }).waitFor();
			await workbench.close();
		});
	}
});
