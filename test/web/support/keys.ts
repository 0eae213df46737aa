import type { Locator, Page } from 'playwright-core';

/** Presses Tab, or Shift+Tab, until the element has the focus, as a person without a mouse does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
	for (let left = 60; left > 0; left--) {
		await page.keyboard.press(key);
		if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
	}
	throw new Error(`${key} does not lead there`);
}
