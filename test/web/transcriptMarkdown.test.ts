import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { chooseFromContextMenu } from './support/menus.js';
import { choose, runCommand } from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const title = 'Tell the time';
const tab = 'Tell the time.md';

describe('a transcript as Markdown', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					const id = await store.createSession({ title });
					await store.addMessages(id, [
						{ role: 'user', content: 'What is the time?' },
						{
							role: 'assistant',
							content: [{ type: 'thinking', text: 'I need a clock.' }],
							toolCalls: [{ id: 'c', name: 'clock', arguments: '{"zone":"UTC"}' }],
						},
						{ role: 'tool', content: 'half past two', toolCallId: 'c' },
					]);
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	it('opens from the tree as a document that cannot be changed, and follows the session', async () => {
		await chooseFromContextMenu(page, treeRow(page, title), 'Open as Markdown');
		await tabOf(page).waitFor();
		for (const line of [
			'## 1. User',
			'## 2. Assistant',
			'### Thinking',
			'### Tool call: clock',
			'## 3. Tool result',
		]) {
			await lines(page).getByText(line).first().waitFor();
		}
		await withStore(window.folder, async (store) => {
			const { id } = await sessionTitled(store, title);
			await store.addMessage(id, { role: 'assistant', content: 'It is half past two.' });
		});
		await lines(page).getByText('It is half past two.').waitFor();
		await lines(page).getByText('What is the time?').click();
		await page.keyboard.type('x');
		await page.getByText('Cannot edit in read-only editor').first().waitFor();
	});

	it('opens from the palette, and from the transcript in front', async () => {
		await runCommand(page, 'View: Close All Editors');
		await runCommand(page, 'Sessions: Open as Markdown');
		await choose(page, title);
		await lines(page).getByText('## 1. User').waitFor();
		await runCommand(page, 'View: Close All Editors');
		await clickRow(treeRow(page, title));
		await transcript(page, title);
		await page.locator('.editor-actions').getByRole('button', { name: 'More Actions...' }).click();
		await page
			.locator('.monaco-menu')
			.getByRole('menuitem', { name: 'Open as Markdown', exact: true })
			.hover();
		await page.keyboard.press('Enter');
		await lines(page).getByText('## 1. User').waitFor();
		assert.equal(await tabOf(page).count(), 1);
	});
});

function tabOf(page: Page): Locator {
	return page.locator('.tabs-container').getByRole('tab').filter({ hasText: tab });
}

/** The lines of the text editor in front. */
function lines(page: Page): Locator {
	return page.locator('.view-lines');
}
