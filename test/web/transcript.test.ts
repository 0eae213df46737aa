import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { SessionStore } from '../../src/store/sessionStore.js';
import { chooseFromContextMenu, contextMenuLabels } from './support/menus.js';
import { answer } from './support/quickInput.js';
import { showSessions, treeRow } from './support/tree.js';
import { editorTab, webview } from './support/webview.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const hostile =
	'Hello <img src=x onerror=alert(1)> [x](command:workbench.action.quit) ![y](https://example.com/y.png)';

describe('the transcript in VS Code', () => {
	let workbench: Workbench;
	let store: SessionStore;
	let fork = '';
	let page: FrameLocator;

	before(async () => {
		workbench = await launchWorkbench({
			setup: async (folder) => {
				store = await SessionStore.open(join(folder, '.sessions'));
				const root = await store.createSession({ title: 'Root' });
				await store.addMessages(root, [
					...Array.from({ length: 30 }, (_, index) => ({
						role: 'user' as const,
						content: `Turn ${String(index)}\n\n- a\n- b`,
					})),
					{
						role: 'assistant',
						content: '',
						toolCalls: [{ id: '1', name: 'run', arguments: '{"command":"npm test"}' }],
					},
					{ role: 'tool', content: 'all passed', toolCallId: '1' },
				]);
				fork = await store.forkSession(root, { title: 'Experiment' });
				await store.addMessage(fork, { role: 'user', content: hostile });
			},
		});
		await showSessions(workbench.page);
		const root = treeRow(workbench.page, 'Root');
		await root.waitFor();
		if ((await root.getAttribute('aria-expanded')) === 'false')
			await root.locator('.monaco-tl-twistie').click();
		await treeRow(workbench.page, 'Experiment').click();
		page = webview(workbench.page);
		await messages().last().waitFor();
	});
	after(async () => {
		await store.close();
		await workbench.close();
	});
	const messages = (): Locator => page.getByRole('article');

	it('opens at its end, in a tab with its title, with the result in the call and nothing from the text run', async () => {
		await editorTab(workbench.page, 'Experiment').waitFor();
		const call = page.locator('.call').last();
		await call.locator('summary').click();
		await call.getByText('all passed').waitFor();
		assert.deepEqual(
			{
				last: await messages().last().getByText('Hello <img').isVisible(),
				images: await page.locator('img').count(),
				links: await page
					.locator('article a')
					.evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
				seam: (await page.locator('.seam').innerText()).replace(/\s+/g, ' '),
			},
			{ last: true, images: 0, links: ['https://example.com/y.png'], seam: 'Shared with Root up to here' },
		);
	});

	it('has its commands in the menu of a message, and Copy where text is selected', async () => {
		const last = messages().last();
		const own = await contextMenuLabels(workbench.page, last);
		await last
			.locator('p')
			.first()
			.evaluate((text) => text.ownerDocument.getSelection()?.selectAllChildren(text));
		const selected = await contextMenuLabels(workbench.page, last.locator('p').first());
		await last.evaluate((text) => text.ownerDocument.getSelection()?.removeAllRanges());
		assert.deepEqual(
			[
				own.includes('Copy Message'),
				own.includes('Copy'),
				selected.includes('Copy Message'),
				selected.includes('Copy'),
			],
			[true, false, true, true],
		);
	});

	it('shows what another process adds', async () => {
		await store.addMessage(fork, { role: 'assistant', content: 'Added outside' });
		await messages().getByText('Added outside').waitFor();
	});

	it('adds what is written in the composer', async () => {
		const text = page.getByRole('textbox', { name: 'New message' });
		await text.fill('From the composer');
		await text.press('Control+Enter');
		await messages().getByText('From the composer').waitFor();
		assert.equal(await text.inputValue(), '');
	});

	it('labels the focused message with a key', async () => {
		await messages().last().press('s');
		await answer(workbench.page, 'label', 'By key');
		await page.getByRole('button', { name: 'By key' }).waitFor();
	});

	it('reverts from the menu, and a branch remains that leads back', async () => {
		await chooseFromContextMenu(
			workbench.page,
			messages().filter({ hasText: 'Added outside' }),
			'Revert to Message',
		);
		await messages().getByText('From the composer').waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'Discarded branch' }).click();
		await messages().getByText('From the composer').waitFor();
	});

	it('comes back at the same place when the window is reloaded', async () => {
		const place = (): Promise<unknown> =>
			page.locator('.scroller').evaluate((scroller) => {
				const top = scroller.getBoundingClientRect().top;
				const rows = [...scroller.querySelectorAll('article')];
				return rows.find((row) => row.getBoundingClientRect().bottom > top)?.ariaPosInSet;
			});
		await page.locator('.scroller').evaluate((scroller) => {
			scroller.scrollTop = 700;
		});
		await workbench.page.waitForTimeout(1500); // the page keeps its place a moment after the last scroll
		const before = await place();
		await workbench.reload();
		await messages().first().waitFor();
		await page.locator('.jump').waitFor();
		await workbench.page.waitForTimeout(2000);
		assert.equal(await place(), before);
	});

	it('has nothing that axe objects to', async () => {
		const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
		for (const frame of workbench.page.frames()) {
			if (
				(await frame
					.locator('.feed')
					.count()
					.catch(() => 0)) === 0
			)
				continue;
			await frame.evaluate(axe);
			const violations = await frame.evaluate(
				'axe.run().then((result) => result.violations.map(({ id }) => id))',
			);
			assert.deepEqual(violations, []);
		}
	});
});
