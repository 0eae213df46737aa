import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { withStore } from './support/store.js';
import { message, scrollTo, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { runCommand } from './support/quickInput.js';
import { editorTab, inner, webviews } from './support/webview.js';
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
						const [labelled] = await store.getMessages(id, { start: count / 4, end: count / 4 + 1 });
						if (labelled) await store.createSnapshot(id, { label: 'A quarter', messageId: labelled.id });
					}
					const id = await store.createSession({ title: 'Thoughts' });
					const think = (_: unknown, at: number) => ({
						role: 'assistant' as const,
						content: [
							{ type: 'thinking' as const, text: `thought ${String(at + 1)}` },
							{ type: 'text' as const, text: `answer ${String(at + 1)}` },
						],
					});
					await store.addMessages(id, Array.from({ length: 120 }, think));
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
		await message(frame, 190).scrollIntoViewIfNeeded();
		await scrollTo(frame, 190);
		const before = await placeOf(message(frame, 190));
		await frame.getByRole('textbox', { name: 'New message' }).fill('What I was about to\nsay');
		await window.reload();
		const again = await transcript(page, 'Night');
		await message(again, 190).waitFor();
		assert.equal(
			await again.getByRole('textbox', { name: 'New message' }).inputValue(),
			'What I was about to\nsay',
		);
		await message(again, 191).waitFor();
		const after = await placeOf(message(again, 190));
		assert.ok(Math.abs(after.top - before.top) < 3, `it was at ${before.top} and is at ${after.top}`);
	});

	it('stay in another tab to the side, when it is hidden, and over a reload, with what was unfolded', async () => {
		await clickRow(treeRow(page, 'Thoughts'));
		const frame = await transcript(page, 'Thoughts');
		await message(frame, 90).scrollIntoViewIfNeeded();
		await message(frame, 90).getByText('Thinking').click();
		await message(frame, 90).getByText('thought 90').waitFor();
		await scrollTo(frame, 90);
		const before = await placeOf(message(frame, 90));

		await runCommand(page, 'Sessions: Open to the Side');
		const frames = webviews(page);
		await frames.nth(1).waitFor();
		for (const at of [0, 1]) {
			const each = inner(frames.nth(at));
			await message(each, 90).getByText('thought 90').waitFor();
			await samePlace(message(each, 90), before);
		}

		// The transcript at the side that was in front before may take the focus back late: the tab that is clicked is closed.
		await editorTab(page, 'Thoughts').nth(1).click();
		await runCommand(page, 'View: Close Editor');
		// A webview also disappears for a moment while it is moved: the tab tells.
		await editorTab(page, 'Thoughts').nth(1).waitFor({ state: 'detached' });
		await frames.nth(1).waitFor({ state: 'detached' });
		await clickRow(treeRow(page, 'Night'));
		await transcript(page, 'Night');
		await clickRow(treeRow(page, 'Thoughts'));
		const again = await transcript(page, 'Thoughts');
		await message(again, 90).getByText('thought 90').waitFor();
		await samePlace(message(again, 90), before);

		await window.reload();
		const reloaded = await transcript(page, 'Thoughts');
		await message(reloaded, 90).getByText('thought 90').waitFor();
		await samePlace(message(reloaded, 90), before);
	});

	it('the scrollbar reaches every message, and shows where snapshots are', async () => {
		await clickRow(treeRow(page, 'Long'));
		const frame = await transcript(page, 'Long');
		await message(frame, 20_000).waitFor();
		const ruler = await frame.locator('.ruler').boundingBox();
		const mark = await frame.locator('.ruler .snapshot .tick-mark').boundingBox();
		const thumb = await frame.locator('.ruler .thumb').boundingBox();
		assert.ok(ruler && mark && thumb);
		const part = (mark.y - ruler.y) / ruler.height;
		assert.ok(Math.abs(part - 0.25) < 0.01, `the mark of message 5,000 is at ${part}`);
		const x = ruler.x + ruler.width / 2;
		await page.mouse.move(x, thumb.y + thumb.height / 2);
		await page.mouse.down();
		await page.mouse.move(x, ruler.y + ruler.height / 2, { steps: 5 });
		await page.mouse.up();
		await frame
			.locator('.number', { hasText: /^#(9,9|10,0)\d\d$/ })
			.first()
			.waitFor();
		await page.mouse.move(x, ruler.y + ruler.height / 2);
		await page.mouse.down();
		await page.mouse.move(x, ruler.y - 20, { steps: 5 });
		await page.mouse.up();
		await message(frame, 1).waitFor();
		assert.equal(await isInView(message(frame, 1)), true);
	});

	it('the focus is not lost with a row that leaves the document, and returns with it', async () => {
		await clickRow(treeRow(page, 'Long'));
		const frame = await transcript(page, 'Long');
		await message(frame, 1).focus();
		const scroller = frame.locator('main');
		const focused = (): Promise<string | null> =>
			frame.locator(':focus').evaluate((element) => element.ariaPosInSet ?? element.role);
		assert.equal(await focused(), '1');
		while ((await message(frame, 1).count()) > 0) await toEdge(scroller, 'last');
		assert.equal(await focused(), 'feed');
		while ((await message(frame, 1).count()) === 0) await toEdge(scroller, 'first');
		assert.equal(await focused(), '1');
	});
});

/** Scrolls to the last or first message that is loaded, and resolves when those beyond it were drawn. */
function toEdge(scroller: Locator, edge: 'first' | 'last'): Promise<void> {
	return scroller.evaluate(
		(element, isLast) =>
			new Promise<void>((resolve) => {
				const drawn = new MutationObserver(() => {
					drawn.disconnect();
					resolve();
				});
				drawn.observe(element, { childList: true, subtree: true });
				element.scrollTop = isLast ? element.scrollHeight : 0;
			}),
		edge === 'last',
	);
}

/** Waits until a row is where it was, to the pixel. */
async function samePlace(row: Locator, { top }: { readonly top: number }): Promise<void> {
	const handle = await row.elementHandle();
	const frame = await handle.ownerFrame();
	await frame?.waitForFunction(
		([element, wanted]) => {
			const view = element.closest('main')?.getBoundingClientRect();
			return view && Math.abs(element.getBoundingClientRect().top - view.top - wanted) <= 1;
		},
		[handle, top] as const,
	);
}

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
