import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextMenuLabels } from './support/menus.js';
import { choose, answer, quickInputBox, pickRow, runCommand } from './support/quickInput.js';
import { withStore } from './support/store.js';
import { transcript } from './support/transcript.js';
import { clickRow, showSessions, treeLabels, treeRow } from './support/tree.js';
import { launchWorkbench, type LaunchOptions, type Workbench } from './support/workbench.js';

describe('the Sessions view', () => {
	/** Runs with a window, which is closed afterwards. */
	async function inWindow(options: LaunchOptions, use: (window: Workbench) => Promise<void>): Promise<void> {
		const window = await launchWorkbench(options);
		await showSessions(window.page);
		await use(window);
		await window.close();
	}

	it('asks for a folder where none is open', () =>
		inWindow({ workspace: null }, async ({ page }) => {
			const sidebar = page.locator('.part.sidebar');
			await sidebar.getByText('Open one to begin').waitFor();
			await sidebar.getByRole('button', { name: 'Open Folder' }).waitFor();
		}));

	it('offers a beginning in an empty folder, and writes nothing before it is taken', () =>
		inWindow({}, async ({ page, folder }) => {
			const sidebar = page.locator('.part.sidebar');
			await sidebar.getByRole('button', { name: 'Import Folder' }).waitFor();
			await sidebar.getByRole('button', { name: 'Import Files' }).waitFor();
			await sidebar.getByRole('button', { name: 'Import from Agents on This Machine' }).waitFor();
			assert.equal(existsSync(join(folder, '.sessions')), false);
			await sidebar.getByRole('button', { name: 'New Session' }).last().click();
			await answer(page, 'Title of the session', 'The first one');
			await transcript(page, 'The first one');
			await treeRow(page, 'The first one, session, 0 messages').waitFor();
			assert.equal(existsSync(join(folder, '.sessions')), true);
		}));

	it('reads and never writes in Restricted Mode', () =>
		inWindow(
			{
				trusted: false,
				setup: (folder) =>
					withStore(folder, async (store) => {
						const id = await store.createSession({ title: 'From a stranger' });
						await store.addMessage(id, { role: 'user', content: 'Trust me.' });
					}),
			},
			async ({ page }) => {
				const row = treeRow(page, 'From a stranger');
				await page.getByText('Restricted Mode: sessions can be read, not changed.').waitFor();
				await clickRow(row);
				const frame = await transcript(page, 'From a stranger');
				await frame.getByText('Trust me.').waitFor();
				await frame.getByText('This workspace is in Restricted Mode').waitFor();
				assert.equal(await frame.getByRole('textbox').isVisible(), false);
				assert.deepEqual(await contextMenuLabels(page, row), [
					...[
						'Open Transcript',
						'Open to the Side',
						'Open as Markdown',
						'Copy Session Id',
						'Reveal File',
						'Export…',
					],
				]);
				assert.deepEqual(await contextMenuLabels(page, frame.locator('article')), [
					...['Copy Message', 'Copy Message as Markdown', 'Copy Link to Message'],
				]);
				await page.keyboard.press('F1');
				await quickInputBox(page).fill('>Sessions: Show');
				await pickRow(page, 'Sessions: Show Log').waitFor();
				await quickInputBox(page).fill('>Sessions: New Session');
				await pickRow(page, 'Sessions: Show Log').waitFor({ state: 'detached' });
				assert.equal(await pickRow(page, 'Sessions: New Session').count(), 0);
			},
		));

	it('makes no folder in Restricted Mode', () =>
		inWindow({ trusted: false }, async ({ page, folder }) => {
			await page.getByText('In Restricted Mode sessions can be read, but nothing is written.').waitFor();
			assert.equal(existsSync(join(folder, '.sessions')), false);
		}));

	it('has a root for each folder of the workspace', async () => {
		const above = await mkdtemp(join(tmpdir(), 'session-hierarchy-roots-'));
		for (const name of ['station', 'garden']) {
			await mkdir(join(above, name));
			await withStore(join(above, name), async (store) => {
				await store.createSession({ title: `Work on the ${name}` });
			});
		}
		const workspace = join(above, 'both.code-workspace');
		await writeFile(workspace, JSON.stringify({ folders: [{ path: 'station' }, { path: 'garden' }] }));
		await inWindow({ workspace }, async ({ page }) => {
			await treeRow(page, 'Work on the garden').waitFor();
			await treeRow(page, 'Work on the station').waitFor();
			const age = /, changed .*/;
			assert.deepEqual(
				(await treeLabels(page)).map((label) => label.replace(age, '')),
				[
					...['station, workspace folder', '\tWork on the station, session, 0 messages'],
					...['garden, workspace folder', '\tWork on the garden, session, 0 messages'],
				],
			);
			await runCommand(page, 'Sessions: New Session');
			await choose(page, 'garden');
			await answer(page, 'Title of the session', 'Plant a tree');
			await transcript(page, 'Plant a tree');
		});
		const titles = await withStore(join(above, 'garden'), async (store) =>
			(await store.listSessions()).map(({ title }) => title),
		);
		assert.deepEqual(titles.toSorted(), ['Plant a tree', 'Work on the garden']);
		await rm(above, { recursive: true });
	});
});
