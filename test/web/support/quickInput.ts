import { errors, type Locator, type Page } from 'playwright-core';
import { exactly } from './exactly.js';

/** The widget of quick picks, input boxes and the server's file dialogs. */
export function quickInput(page: Page): Locator {
	return page.locator('.quick-input-widget').filter({ visible: true });
}

/** The text box of the quick input that is open. */
export function quickInputBox(page: Page): Locator {
	return quickInput(page).locator('.quick-input-filter input');
}

/** Runs the command whose title in the palette is exactly `title`, such as `Sessions: New Session…`. */
export async function runCommand(page: Page, title: string): Promise<void> {
	// The palette lists what can be run when it opens: in a window that is still starting that is not all yet.
	for (let left = 8; ; left--) {
		await page.keyboard.press('F1');
		await quickInputBox(page).fill(`>${title}`);
		if (left === 0 || (await isThere(pickRow(page, title)))) return pickRow(page, title).click();
		await page.keyboard.press('Escape');
		await quickInput(page).waitFor({ state: 'hidden' });
	}
}

async function isThere(row: Locator): Promise<boolean> {
	try {
		await row.waitFor({ timeout: 3_000 });
		return true;
	} catch (error) {
		if (error instanceof errors.TimeoutError) return false;
		throw error;
	}
}

/** Chooses the row of the open quick pick whose label is exactly `label`. */
export async function choose(page: Page, label: string): Promise<void> {
	// Typing brings the row into view where the list is long.
	await quickInputBox(page).fill(label);
	await pickRow(page, label).click();
}

/** The row of the open quick pick whose label is exactly `label`. */
export function pickRow(page: Page, label: string): Locator {
	// An icon before the label leaves a space in its text.
	const name = page.locator('.label-name', { hasText: exactly(label, '\\s*') });
	return quickInput(page).locator('.quick-input-list .monaco-list-row').filter({ has: name });
}

/** Answers the input box that is open. `title` is a part of its title, placeholder or prompt. */
export async function answer(page: Page, title: string, text: string): Promise<void> {
	const box = await asked(page, title);
	await box.fill(text);
	await box.press('Enter');
}

/** Waits until the quick input that is open asks for `title`; gives its text box. */
export async function asked(page: Page, title: string): Promise<Locator> {
	const box = quickInputBox(page);
	const inWords = quickInput(page).getByText(title);
	await inWords.or(quickInput(page).getByPlaceholder(title)).first().waitFor();
	return box;
}

/**
 * Answers a file dialog of the server, which is a text box. `path` is absolute; a folder's ends with `/`.
 * With `overwrite` the question about the existing file is answered with yes.
 */
export async function answerFileDialog(
	page: Page,
	path: string,
	options: { overwrite?: boolean } = {},
): Promise<void> {
	const dialog = quickInput(page).filter({ has: page.getByRole('button', { name: 'OK' }) });
	await dialog.waitFor();
	// It fills in a path of its own when it has listed the folder, over what was typed before.
	await pickRow(page, '..').waitFor();
	await dialog.locator('.quick-input-progress.active').waitFor({ state: 'detached' });
	await quickInputBox(page).fill(path);
	if (path.endsWith('/')) await dialog.getByRole('button', { name: 'OK' }).click();
	else await quickInputBox(page).press('Enter');
	if (!options.overwrite) return;
	await quickInput(page).getByText('already exists').waitFor();
	await quickInput(page).getByRole('button', { name: 'OK' }).click();
}
