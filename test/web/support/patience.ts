import { errors, type Locator } from 'playwright-core';

/** Milliseconds to wait for what may never come before trying again. */
export const patience = 3_000;

/** Whether a wait ended before its time was over. */
export async function inTime(wait: Promise<void>): Promise<boolean> {
	try {
		await wait;
		return true;
	} catch (error) {
		if (error instanceof errors.TimeoutError) return false;
		throw error;
	}
}

/** Clicks a button, again where `taken` does not come in time: what moves or is busy just then misses a click. */
export async function clickUntil(button: Locator, taken: () => Promise<void>): Promise<void> {
	await button.waitFor();
	for (let left = 8; left > 0; left--) {
		await inTime(button.click({ timeout: patience }));
		if (await inTime(taken())) return;
	}
	await taken();
}
