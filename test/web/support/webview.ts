import type { FrameLocator, Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';

/** The document of the webview that is shown. */
export function webview(page: Page): FrameLocator {
	return page
		.locator('iframe.webview.ready')
		.filter({ visible: true })
		.contentFrame()
		.locator('#active-frame')
		.contentFrame();
}

/** The editor tab with exactly this title. */
export function editorTab(page: Page, title: string): Locator {
	const name = page.locator('.label-name', { hasText: exactly(title) });
	return page.locator('.tabs-container').getByRole('tab').filter({ has: name });
}

/** The titles of the editor tabs, from the left. */
export function editorTabs(page: Page): Promise<string[]> {
	return page.locator('.tabs-container').getByRole('tab').locator('.label-name').allInnerTexts();
}
