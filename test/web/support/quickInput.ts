import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';
import { clickUntil, inTime, patience } from './patience.js';

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
		if (left === 0 || (await inTime(typeCommand(page, title)))) return pickRow(page, title).click();
		await page.keyboard.press('Escape');
		await quickInput(page).waitFor({ state: 'hidden' });
	}
}

async function typeCommand(page: Page, title: string): Promise<void> {
	// An editor that opens just then takes the focus, and the palette closes.
	await quickInputBox(page).fill(`>${title}`, { timeout: patience });
	await pickRow(page, title).waitFor({ timeout: patience });
}

/** Runs a command and chooses the row `label` of the quick pick that it opens, which asks for `asks`. */
export async function runAndChoose(page: Page, title: string, asks: string, label: string): Promise<void> {
	// An editor or a view that is still opening takes the focus, and the quick pick closes.
	for (let left = 8; ; left--) {
		await runCommand(page, title);
		if (left === 0) return chooseSoon(page, asks, label);
		if (await inTime(chooseSoon(page, asks, label))) return;
		await page.keyboard.press('Escape');
		await quickInput(page).waitFor({ state: 'hidden' });
	}
}

async function chooseSoon(page: Page, asks: string, label: string): Promise<void> {
	const box = await asked(page, asks, patience);
	await box.fill(label, { timeout: patience });
	await pickRow(page, label).click({ timeout: patience });
}

/** Chooses the row of the open quick pick whose label is exactly `label`, and whose description has `about`. */
export async function choose(page: Page, label: string, about = ''): Promise<void> {
	// Typing brings the row into view where the list is long.
	await quickInputBox(page).fill(label);
	await pickRow(page, label).filter({ hasText: about }).click();
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

/** Waits until the quick input that is open asks for `title`, `timeout` ms at most; gives its text box. */
export async function asked(page: Page, title: string, timeout = 40_000): Promise<Locator> {
	const box = quickInputBox(page);
	const inWords = quickInput(page).getByText(title);
	await inWords.or(quickInput(page).getByPlaceholder(title)).first().waitFor({ timeout });
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
	// The button bears the words that the extension gave the dialog.
	const buttons = page
		.locator('.quick-input-action .monaco-button:not(.secondary)')
		.filter({ visible: true });
	const words = await buttons.innerText();
	// What is asked next may have a button, too.
	const button = buttons.filter({ hasText: exactly(words.trim(), '\\s*') });
	// It fills in a path of its own when it has listed the folder, over what was typed before.
	await pickRow(page, '..').waitFor();
	await quickInput(page).locator('.quick-input-progress.active').waitFor({ state: 'detached' });
	await quickInputBox(page).fill(path);
	const question = quickInput(page).getByText('already exists');
	// While it lists the folder of what was typed it takes no answer.
	await clickUntil(button, () =>
		options.overwrite
			? question.waitFor({ timeout: patience })
			: button.waitFor({ timeout: patience, state: 'hidden' }),
	);
	if (options.overwrite) await button.click();
}

/** The rows of the preview of an import that is open: their labels, with the spaces that show their depth, and counts. */
export async function importRows(page: Page): Promise<readonly string[]> {
	await asked(page, 'Untick what is to stay out');
	const rows = await quickInput(page).locator('.quick-input-list .monaco-list-row').all();
	return Promise.all(
		rows.map(async (row) => {
			// The icon leaves a space behind.
			const label = (await row.locator('.label-name').first().innerText()).replace(/^(\u2003*) /, '$1');
			return `${label} | ${await row.locator('.label-description').first().innerText()}`;
		}),
	);
}

/** Says yes to the preview of an import. */
export async function acceptImport(page: Page): Promise<void> {
	await asked(page, 'Untick what is to stay out');
	await quickInput(page).getByRole('button', { name: 'OK', exact: true }).click();
}
