import { chromium, type Browser } from 'playwright-core';
import { findChromium, isRoot } from './chromium.js';

/** Without these Chromium looks up Google's hosts by itself. */
const quiet = [
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts a Chromium without a window. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: await findChromium(),
		args: [...quiet, '--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])],
		// run.mjs ends this process on a signal, and Playwright ends Chromium with this process.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
	});
}
