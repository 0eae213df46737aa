import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { menuItem } from './support/menus.js';
import { clickNotificationButton, notification } from './support/notifications.js';
import { pickRow, runCommand } from './support/quickInput.js';
import { withStore } from './support/store.js';
import { showSessions, treeRow } from './support/tree.js';
import { launchWorkbench } from './support/workbench.js';

const orphan = 'orphan.0000000000.jsonl';

/** A whole session, one with a line that is no JSON, and one whose parent is not there. */
async function damaged(folder: string): Promise<void> {
	const path = join(folder, '.sessions');
	await withStore(folder, async (store) => {
		const id = await store.createSession({ title: 'Whole' });
		await store.addMessage(id, { role: 'user', content: 'Fine.' });
		await store.createSession({ title: 'Scratched', id: 'scratched' });
	});
	await appendFile(await scratched(folder), 'scratch\n');
	const line = (type: string, fields: object): string =>
		`${JSON.stringify({ type, id: type, at: 1, op: 'o', session: 'orphan', ...fields })}\n`;
	const session = { title: 'Orphan', parentId: 'elsewhere', relation: 'child' };
	await writeFile(join(path, orphan), line('log', { v: 1 }) + line('session', session));
}

async function scratched(folder: string): Promise<string> {
	const path = join(folder, '.sessions');
	const name = (await readdir(path)).find((each) => each.startsWith('scratched.'));
	return join(path, name ?? '');
}

/** The row of the Problems view whose words begin so. */
function problem(page: Page, beginning: string): Locator {
	return page.locator(`.markers-panel-container .monaco-list-row[aria-label^="${beginning}"]`);
}

const parent = 'Warning: The parent of “Orphan”';
const fix = 'Make the session a root, as it is shown…';

/** Opens the quick fixes of a problem by the keyboard and takes the one with that label. */
async function takeFix(page: Page, row: Locator, label: string): Promise<void> {
	await row.click();
	// The fixes are asked for when the row is selected; until they are there the key does nothing.
	await row.locator('.quickFix').waitFor({ state: 'attached' });
	await page.keyboard.press('Control+.');
	await menuItem(page, label).hover();
	await page.keyboard.press('Enter');
}

describe('Check Store', () => {
	it('leads to each problem, previews its fix, takes it back, and says when nothing is wrong', async () => {
		const window = await launchWorkbench({ setup: damaged });
		const { page, folder } = window;
		await showSessions(page);
		await treeRow(page, 'Orphan').waitFor();
		await runCommand(page, 'Sessions: Check Store');
		await notification(page, '2 problems in 3 sessions, 1 message.').waitFor();
		const row = problem(page, parent);
		const scratch = problem(page, 'Warning: This line cannot be read (it is not JSON)');
		await scratch.waitFor();
		assert.match((await row.getAttribute('aria-label')) ?? '', / at line 2 and character 1/);
		await row.click();
		await page.getByRole('tab', { name: orphan }).waitFor();
		await page.getByText(/^Ln 2, Col/).waitFor();

		await takeFix(page, row, fix);
		const preview = page.locator('.monaco-diff-editor');
		await preview.locator('.modified').getByText('"parentId": null').waitFor();
		await preview.locator('.original').getByText('elsewhere, which is not here').waitFor();
		const path = join(folder, '.sessions');
		const before = await readdir(path);
		await pickRow(page, 'Leave It as It Is').click();
		await preview.waitFor({ state: 'detached' });
		assert.deepEqual(await readdir(path), before);

		await takeFix(page, row, fix);
		await pickRow(page, 'Apply').click();
		await row.waitFor({ state: 'detached' });
		await clickNotificationButton(page, 'The session is a root now.', 'Undo');
		await row.waitFor();

		await takeFix(page, row, fix);
		await pickRow(page, 'Apply').click();
		await row.waitFor({ state: 'detached' });
		const log = await scratched(folder);
		await writeFile(log, (await readFile(log, 'utf8')).replace('scratch\n', ''));
		await scratch.waitFor({ state: 'detached' });
		await runCommand(page, 'Sessions: Check Store');
		await notification(page, 'No problems in 3 sessions, 1 message.').waitFor();
		await window.close();
	});

	it('finds in Restricted Mode, and mends nothing', async () => {
		const window = await launchWorkbench({ setup: damaged, trusted: false });
		const { page, folder } = window;
		await showSessions(page);
		await treeRow(page, 'Orphan').waitFor();
		const before = await readdir(join(folder, '.sessions'));
		await runCommand(page, 'Sessions: Check Store');
		await takeFix(page, problem(page, parent), fix);
		await notification(page, 'Nothing can be mended here: this is Restricted Mode.').waitFor();
		assert.deepEqual(await readdir(join(folder, '.sessions')), before);
		await window.close();
	});

	it('finds in each folder of the workspace, and fixes in the right one what no editor shows', async () => {
		const above = await mkdtemp(join(tmpdir(), 'session-hierarchy-check-'));
		const [station, garden] = ['station', 'gärten im Süden'].map((name) => join(above, name));
		assert.ok(station !== undefined && garden !== undefined);
		for (const folder of [station, garden]) {
			await mkdir(folder);
			await damaged(folder);
			await mkdir(join(folder, '.sessions', 'Größe und mehr'));
		}
		const workspace = join(above, 'both.code-workspace');
		await writeFile(workspace, JSON.stringify({ folders: [{ path: station }, { path: garden }] }));
		const window = await launchWorkbench({ workspace });
		const { page } = window;
		await showSessions(page);
		await treeRow(page, 'Orphan').nth(1).waitFor();
		await runCommand(page, 'Sessions: Check Store');
		await clickNotificationButton(page, '6 problems in 6 sessions, 2 messages.', 'Fix…');
		const aside = pickRow(page, 'Set the file aside as "Größe und mehr.aside"');
		await aside.nth(1).waitFor();
		await aside.last().click();
		await pickRow(page, 'Apply').click();
		await notification(page, 'Set the file aside as "Größe und mehr.aside".').waitFor();
		assert.ok((await readdir(join(garden, '.sessions'))).includes('Größe und mehr.aside'));
		assert.ok((await readdir(join(station, '.sessions'))).includes('Größe und mehr'));

		await takeFix(page, problem(page, parent).last(), fix);
		await pickRow(page, 'Apply').click();
		await notification(page, 'The session is a root now.').waitFor();
		await problem(page, parent).nth(1).waitFor({ state: 'detached' });
		const journals = await Promise.all(
			[station, garden].map((folder) => withStore(folder, (store) => store.getOperations())),
		);
		const settled = journals.map((journal) => journal.filter(({ fields }) => fields.includes('parentId')));
		assert.deepEqual(settled.map(({ length }) => length).toSorted(), [0, 1]);
		const others = problem(page, 'Warning: This line cannot be read');
		await others.nth(1).waitFor();
		await writeFile(workspace, JSON.stringify({ folders: [{ path: station }] }));
		await others.nth(1).waitFor({ state: 'detached' });
		assert.equal(await others.count(), 1);
		await window.close();
		await rm(above, { recursive: true });
	});

	it('offers to be cancelled while it takes long, and then shows nothing', async () => {
		const window = await launchWorkbench({
			setup: async (folder) => {
				await damaged(folder);
				await withStore(folder, async (store) => {
					const bundle = await store.exportSession('scratched');
					const [model] = bundle.sessions;
					assert.ok(model);
					const sessions = Array.from({ length: 10_000 }, (_, at) => ({
						...model,
						id: `many-${String(at)}`,
					}));
					await store.importSession({ ...bundle, sessions });
				});
			},
		});
		const { page } = window;
		await showSessions(page);
		await treeRow(page, 'Scratched').first().waitFor();
		await runCommand(page, 'Sessions: Check Store');
		await clickNotificationButton(page, 'Checking sessions', 'Cancel');
		await notification(page, 'Checking sessions').waitFor({ state: 'detached' });
		assert.equal(await notification(page, / in 10,003 sessions/).count(), 0);
		await runCommand(page, 'Problems: Focus on Problems View');
		await page.getByText('No problems have been detected in the workspace.').waitFor();
		await window.close();
	});
});
