import type { Locator, Page } from 'playwright-core';

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
	await notification(page, text).getByRole('button', { name: label, exact: true }).click();
}

/** The modal dialog whose words contain `text`. */
export function modalDialog(page: Page, text: string | RegExp): Locator {
	return page.locator('.monaco-dialog-box').filter({ hasText: text });
}

/** Waits for the modal dialog and clicks its button with exactly this label. */
export async function clickDialogButton(page: Page, text: string | RegExp, label: string): Promise<void> {
	await modalDialog(page, text).getByRole('button', { name: label, exact: true }).click();
}
