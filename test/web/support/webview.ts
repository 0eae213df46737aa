import type { FrameLocator, Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';

/** The frames around all webviews that are shown. */
export function webviews(page: Page): Locator {
	return page.locator('iframe.webview.ready').filter({ visible: true });
}

/** The document in such a frame. */
export function inner(frame: Locator): FrameLocator {
	return frame.contentFrame().locator('#active-frame').contentFrame();
}

/** The document of the one webview that is shown. */
export function webview(page: Page): FrameLocator {
	return inner(webviews(page));
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
