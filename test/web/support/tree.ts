import type { Locator, Page } from 'playwright-core';
import { beginning } from './exactly.js';

/** Shows the extension's view container. */
export async function showSessions(page: Page): Promise<void> {
	const tab = page.locator('.activitybar').getByRole('tab', { name: 'Sessions', exact: true });
	// A click on the container that is shown would hide it.
	if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
}

/** The row of a tree whose accessible label begins with `label`, or matches it. */
export function treeRow(page: Page, label: string | RegExp): Locator {
	const name = typeof label === 'string' ? beginning(label) : label;
	return page.locator('.part.sidebar').getByRole('treeitem', { name });
}

/** The accessible labels of the rows that are shown, top down, indented by their level. */
export async function treeLabels(page: Page): Promise<string[]> {
	const rows = await page.locator('.part.sidebar').getByRole('treeitem').all();
	return await Promise.all(
		rows.map(async (row) => {
			const level = Number(await row.getAttribute('aria-level'));
			return '\t'.repeat(level - 1) + ((await row.getAttribute('aria-label')) ?? '');
		}),
	);
}

/** Unfolds a row, once there is something below it, if it is folded. */
export async function expand(row: Locator): Promise<void> {
	const page = row.page();
	await row.and(page.locator('[aria-expanded]')).waitFor();
	const unfolded = row.and(page.locator('[aria-expanded=true]'));
	while (!(await unfolded.isVisible())) {
		await row.locator('.monaco-tl-twistie').click();
		// A row that moved just then was not under the pointer any more: it is clicked again.
		await unfolded.waitFor({ timeout: 3000 }).catch(() => undefined);
	}
}

/** Clicks the inline action, shown on hover, whose accessible label is exactly `label`. */
export async function clickRowAction(row: Locator, label: string): Promise<void> {
	await row.hover();
	await row.getByRole('button', { name: label, exact: true }).click();
}

/** Clicks a row on its label, where no inline action is. */
export async function clickRow(
	row: Locator,
	modifiers: readonly ('Shift' | 'Control')[] = [],
): Promise<void> {
	await row.locator('.label-name').click({ modifiers: [...modifiers] });
}

/** The codicons of the rows that are shown, top down. */
export async function treeIcons(page: Page): Promise<string[]> {
	const icons = await page.locator('.part.sidebar .custom-view-tree-node-item-icon').all();
	return Promise.all(
		icons.map(async (icon) => /codicon-([a-z-]+)/.exec((await icon.getAttribute('class')) ?? '')?.[1] ?? ''),
	);
}

/** The selected rows, by the beginning of their accessible labels: their titles. */
export async function selectedTitles(page: Page): Promise<string[]> {
	const rows = await page.locator('.part.sidebar').getByRole('treeitem', { selected: true }).all();
	return Promise.all(
		rows.map(async (row) => ((await row.getAttribute('aria-label')) ?? '').replace(/,.*/, '')),
	);
}
