import type { Locator, Page } from 'playwright-core';
import { clickUntil, patience } from './patience.js';

/** The notification whose message contains `text`. */
export function notification(page: Page, text: string | RegExp): Locator {
	return page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
}

/** Waits for the notification and clicks its button with exactly this label. */
export async function clickNotificationButton(
	page: Page,
	text: string | RegExp,
	label: string,
): Promise<void> {
	const button = notification(page, text).getByRole('button', { name: label, exact: true });
	// Another notification that comes or goes moves it away from under the pointer.
	await clickUntil(button, () => button.waitFor({ timeout: patience, state: 'hidden' }));
}

/** The modal dialog whose words contain `text`. */
export function modalDialog(page: Page, text: string | RegExp): Locator {
	return page.locator('.monaco-dialog-box').filter({ hasText: text });
}

/** Waits for the modal dialog and clicks its button with exactly this label. */
export async function clickDialogButton(page: Page, text: string | RegExp, label: string): Promise<void> {
	await modalDialog(page, text).getByRole('button', { name: label, exact: true }).click();
}
