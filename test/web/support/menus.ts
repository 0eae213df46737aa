import type { Locator, Page } from 'playwright-core';

/** Right-clicks `target`, in the workbench or inside a webview, and chooses the item with that label. */
export async function chooseFromContextMenu(page: Page, target: Locator, label: string): Promise<void> {
	for (;;) {
		await target.click({ button: 'right' });
		const item = menuItem(page, label);
		await item.waitFor();
		if (await item.isEnabled()) break;
		// A window that has just opened does not know yet that its folder is trusted; an open menu never learns it.
		await page.keyboard.press('Escape');
		await openMenu(page).waitFor({ state: 'detached' });
	}
	await menuItem(page, label).hover();
	// The key, because a menu takes no click in its first tenth of a second.
	await page.keyboard.press('Enter');
	await openMenu(page).waitFor({ state: 'detached' });
}

/** The labels of the context menu of `target`, top down; the menu is closed again. */
export async function contextMenuLabels(page: Page, target: Locator): Promise<string[]> {
	await target.click({ button: 'right' });
	const items = openMenu(page).locator('.action-item:not(.disabled) .action-label:not(.separator)');
	await items.first().waitFor();
	const labels = await items.allInnerTexts();
	await page.keyboard.press('Escape');
	return labels;
}

/** The item of the open menu whose label is exactly `label`. */
export function menuItem(page: Page, label: string): Locator {
	return openMenu(page).getByRole('menuitem', { name: label, exact: true });
}

function openMenu(page: Page): Locator {
	return page.locator('.monaco-menu');
}
