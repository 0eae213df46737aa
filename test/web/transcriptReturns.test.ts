import assert from 'node:assert/strict';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { sessionTitled, withStore } from './support/store.js';
import { message, scrollTo, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

describe('a transcript that changes under its reader', () => {
	let window: Workbench;
	let page: Page;
	let frame: FrameLocator;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					for (const title of ['Away', 'Reverted']) {
						const id = await store.createSession({ title });
						const say = (_: unknown, at: number) => ({
							role: 'user' as const,
							content: `Step ${String(at + 1)}`,
						});
						await store.addMessages(id, Array.from({ length: 60 }, say));
					}
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	async function open(title: string): Promise<void> {
		await clickRow(treeRow(page, title));
		frame = await transcript(page, title);
		await message(frame, 60).waitFor();
	}
	const focused = (): Promise<string | null> =>
		frame.locator(':focus').evaluate((element) => element.ariaPosInSet);

	it('Home and End take the focus along', async () => {
		await open('Reverted');
		await message(frame, 60).focus();
		await page.keyboard.press('Home');
		assert.equal(await focused(), '1');
		await page.keyboard.press('End');
		assert.equal(await focused(), '60');
	});

	it('a revert by another process leaves the reader where he is', async () => {
		await open('Reverted');
		await message(frame, 60).focus();
		await page.keyboard.press('Home');
		await scrollTo(frame, 8);
		const before = await topOf(message(frame, 8));
		await withStore(window.folder, async (store) => {
			const { id } = await sessionTitled(store, 'Reverted');
			await store.revertToMessage(id, { index: 39 });
		});
		await message(frame, 41).waitFor({ state: 'detached' });
		const after = await topOf(message(frame, 8));
		assert.ok(Math.abs(after - before) <= 1, `it was at ${before} and is at ${after}`);
	});

	it('is whole again when its files went and came back', async () => {
		await open('Away');
		const store = join(window.folder, '.sessions');
		const away = join(window.folder, 'away');
		await mkdir(away);
		const names = (await readdir(store)).filter((name) => name.endsWith('.jsonl'));
		for (const name of names) await rename(join(store, name), join(away, name));
		await frame.getByRole('heading', { name: 'Nothing to show' }).waitFor();
		for (const name of names) await rename(join(away, name), join(store, name));
		await message(frame, 60).waitFor();
		await frame.getByRole('heading', { level: 1, name: 'Away', exact: true }).waitFor();
		await frame.getByRole('textbox', { name: 'New message' }).waitFor();
		await message(frame, 60).focus();
		await page.keyboard.press('k');
		assert.equal(await focused(), '59');
	});
});

/** CSS pixels from the top of the page to the top of a row. */
function topOf(row: Locator): Promise<number> {
	return row.evaluate((element) => element.getBoundingClientRect().top);
}
