import type { FrameLocator, Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';
import { editorTab, webview } from './webview.js';

/** The page of the transcript with that title, once it is in front and has drawn itself. */
export async function transcript(page: Page, title: string): Promise<FrameLocator> {
	await editorTab(page, title).and(page.locator('.active')).waitFor();
	const frame = webview(page);
	await frame.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
	await frame.locator('article, .welcome').first().waitFor();
	return frame;
}

/** The row of the message at a place in the transcript, counted from 1 as the page counts. */
export function message(frame: FrameLocator, place: number): Locator {
	const number = frame.locator('.number', { hasText: exactly(`#${place.toLocaleString('en')}`) });
	return frame.locator('article').filter({ has: number });
}

/** Puts a message on top and resolves when the page has told VS Code that place. */
export async function scrollTo(frame: FrameLocator, place: number): Promise<void> {
	await message(frame, place).evaluate(async (element) => {
		const ended = new Promise((resolve) => {
			element.closest('main')?.addEventListener('scrollend', resolve, { once: true });
		});
		element.scrollIntoView({ block: 'start' });
		await ended;
		// The page tells its place by a timer, 150 ms after the last scroll event, and nothing on it shows when that is
		// done. Timers of one length end in their order: this one after the page's.
		await new Promise((resolve) => setTimeout(resolve, 150));
	});
}

/** The texts of the rows that are loaded, top down: `role: text`. */
export async function spoken(frame: FrameLocator): Promise<string[]> {
	const rows = await frame.locator('article').all();
	return Promise.all(
		rows.map(async (row) => {
			const role = await row.getAttribute('data-role');
			return `${role ?? ''}: ${((await row.locator('.body').textContent()) ?? '').trim()}`;
		}),
	);
}

/** Adds a message through the composer and waits until it is in the transcript. */
export async function compose(
	frame: FrameLocator,
	text: string,
	role: 'User' | 'Assistant' | 'System' | 'Tool' = 'User',
): Promise<void> {
	const box = frame.getByRole('textbox', { name: 'New message' });
	await frame.getByRole('combobox', { name: 'Role' }).selectOption({ label: role });
	await box.fill(text);
	await box.press('Control+Enter');
	await frame.locator('article', { hasText: text }).waitFor();
}
