import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { withStore } from './support/store.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

describe('places in a transcript', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					for (const [title, count] of [
						['Long', 20_000],
						['Night', 200],
					] as const) {
						const id = await store.createSession({ title });
						const say = (_: unknown, at: number) => ({
							role: at % 2 === 0 ? ('user' as const) : ('assistant' as const),
							content: `Step ${String(at + 1)}\n\n${'and so on, '.repeat(at % 40)}`,
						});
						await store.addMessages(id, Array.from({ length: count }, say));
					}
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	it('a session of 20,000 messages opens at its end, and Home and End cross it', async () => {
		await clickRow(treeRow(page, 'Long'));
		const frame = await transcript(page, 'Long');
		await message(frame, 20_000).waitFor();
		assert.equal(await isInView(message(frame, 20_000)), true);
		await message(frame, 20_000).focus();
		await page.keyboard.press('Home');
		await message(frame, 1).waitFor();
		assert.equal(await isInView(message(frame, 1)), true);
		await message(frame, 1).focus();
		await page.keyboard.press('End');
		await message(frame, 20_000).waitFor();
		await frame.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'hidden' });
		const rows = await frame.locator('article').count();
		assert.ok(rows <= 300, `${String(rows)} rows are in the document`);
	});

	it('scrolling up brings earlier messages', async () => {
		await clickRow(treeRow(page, 'Night'));
		const frame = await transcript(page, 'Night');
		await message(frame, 200).focus();
		const first = async (): Promise<number> =>
			Number(/\d+/.exec((await frame.locator('article .number').first().textContent()) ?? '')?.[0]);
		for (let at = await first(); at > 1; at = await first()) {
			await frame.locator('article').first().scrollIntoViewIfNeeded();
			await message(frame, at - 1).waitFor();
		}
		await message(frame, 1).scrollIntoViewIfNeeded();
		await frame.getByRole('button', { name: 'Jump to latest' }).click();
		await frame.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'hidden' });
		assert.equal(await isInView(message(frame, 200)), true);
	});

	it('stay over a reload of the window, with the tab and the draft', async () => {
		await clickRow(treeRow(page, 'Night'));
		const frame = await transcript(page, 'Night');
		await message(frame, 160).scrollIntoViewIfNeeded();
		await scrollTo(frame, 160);
		const before = await placeOf(message(frame, 160));
		await frame.getByRole('textbox', { name: 'New message' }).fill('What I was about to\nsay');
		await window.reload();
		const again = await transcript(page, 'Night');
		await message(again, 160).waitFor();
		assert.equal(
			await again.getByRole('textbox', { name: 'New message' }).inputValue(),
			'What I was about to\nsay',
		);
		await message(again, 161).waitFor();
		const after = await placeOf(message(again, 160));
		assert.ok(Math.abs(after.top - before.top) < 3, `it was at ${before.top} and is at ${after.top}`);
	});
});

/** CSS pixels from the top of the scroller to the top and to the bottom of a row, and the scroller's height. */
function placeOf(row: Locator): Promise<{ top: number; bottom: number; height: number }> {
	return row.evaluate((element) => {
		const own = element.getBoundingClientRect();
		const view = element.closest('main')?.getBoundingClientRect();
		if (!view) throw new Error('The row is in no scroller.');
		return { top: own.top - view.top, bottom: own.bottom - view.top, height: view.height };
	});
}

async function isInView(row: Locator): Promise<boolean> {
	const { top, bottom, height } = await placeOf(row);
	return bottom > 0 && top < height;
}

/** Puts a message on top and resolves when the page has kept that place. */
async function scrollTo(frame: FrameLocator, place: number): Promise<void> {
	await message(frame, place).evaluate(async (element) => {
		const ended = new Promise((resolve) => {
			element.closest('main')?.addEventListener('scrollend', resolve, { once: true });
		});
		element.scrollIntoView({ block: 'start' });
		await ended;
		// The page keeps its place by a timer, 150 ms after the last scroll event: timers end in their order.
		await new Promise((resolve) => setTimeout(resolve, 150));
	});
}
