// npm run screenshots: opens the sample workspace and saves the pictures of README.md in media/screenshots/.
import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { makeSample } from '../support/sampleWorkspace.js';
import { menuItem } from './support/menus.js';
import { setTheme, type Theme } from './support/screenshots.js';
import { stopSharedServers } from './support/servers.js';
import { smallPng } from './support/smallPng.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const folder = 'media/screenshots';

/** Leaves out what is not ours to show. */
const plain = {
	'workbench.layoutControl.enabled': false,
	'workbench.statusBar.visible': false,
	'workbench.tips.enabled': false,
	'window.menuBarVisibility': 'hidden',
	'window.commandCenter': false,
	'window.customTitleBarVisibility': 'never',
};

async function main(): Promise<void> {
	await mkdir(folder, { recursive: true });
	const window = await launchWorkbench({ setup: makeSample, settings: plain, sharp: true });
	const { page } = window;
	await showSessions(page);
	await widenSideBar(page);
	await setTheme(window, 'dark');
	await expand(treeRow(page, 'Retry failed uploads'));
	await expand(treeRow(page, 'Attempt 2: a persistent queue'));
	await clickRow(treeRow(page, 'Retry failed uploads'));
	const retry = await transcript(page, 'Retry failed uploads');
	await message(retry, 5).scrollIntoViewIfNeeded();
	await save(window, 'transcript-dark');

	await message(retry, 3).locator('.thinking summary').click();
	await message(retry, 3).locator('.call summary').click();
	await message(retry, 1).scrollIntoViewIfNeeded();
	await message(retry, 2)
		.locator('.content')
		.click({ button: 'right', position: { x: 560, y: 14 } });
	await menuItem(page, 'Fork from Message').hover();
	await save(window, 'message-menu');
	await page.keyboard.press('Escape');

	await clickRow(treeRow(page, 'Attempt 2: a persistent queue'));
	await transcript(page, 'Attempt 2: a persistent queue');
	await save(window, 'transcript-light', 'light');

	await window.close();
}

/** So that titles, counts and ages all fit. */
async function widenSideBar(page: Page): Promise<void> {
	const right = await page.locator('.part.sidebar').boundingBox();
	const x = (right?.x ?? 0) + (right?.width ?? 0);
	await page.mouse.move(x, 400);
	await page.mouse.down();
	await page.mouse.move(x + 60, 400, { steps: 5 });
	await page.mouse.up();
}

async function save(window: Workbench, name: string, theme?: Theme): Promise<void> {
	if (theme !== undefined) await setTheme(window, theme);
	const picture = await window.page.screenshot({ animations: 'disabled' });
	await writeFile(`${folder}/${name}.png`, smallPng(picture));
}

try {
	await main();
} finally {
	await stopSharedServers();
}
