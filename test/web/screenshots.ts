// npm run screenshots: opens the sample workspace and saves the pictures of README.md in media/screenshots/.
import { mkdir } from 'node:fs/promises';
import { makeSample } from '../support/sampleWorkspace.js';
import { menuItem } from './support/menus.js';
import { setTheme, type Theme } from './support/screenshots.js';
import { stopSharedServers } from './support/servers.js';
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
	'editor.minimap.enabled': false,
};

async function main(): Promise<void> {
	await mkdir(folder, { recursive: true });
	const window = await launchWorkbench({ setup: makeSample, settings: plain, sharp: true });
	const { page } = window;
	await showSessions(page);
	await expand(treeRow(page, 'Retry failed uploads'));
	await expand(treeRow(page, 'Attempt 2: a persistent queue'));

	await clickRow(treeRow(page, 'Retry failed uploads'));
	const retry = await transcript(page, 'Retry failed uploads');
	await message(retry, 5).scrollIntoViewIfNeeded();
	await message(retry, 5).focus();
	await save(window, 'transcript-dark', 'dark');
	await save(window, 'transcript-light', 'light');

	await message(retry, 3).locator('summary').first().click();
	await message(retry, 3).locator('.call summary').click();
	await message(retry, 2).scrollIntoViewIfNeeded();
	await save(window, 'tool-calls', 'dark');

	await message(retry, 5).locator('.byline').click({ button: 'right' });
	await menuItem(page, 'Fork from Message').hover();
	await save(window, 'message-menu');
	await page.keyboard.press('Escape');

	await clickRow(treeRow(page, 'Attempt 2: a persistent queue'));
	await transcript(page, 'Attempt 2: a persistent queue');
	await save(window, 'fork');
	await save(window, 'high-contrast', 'hc-dark');
	await window.close();
}

async function save(window: Workbench, name: string, theme?: Theme): Promise<void> {
	const { page } = window;
	if (theme !== undefined) await setTheme(window, theme);
	await page.mouse.move(640, 5);
	await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

try {
	await main();
} finally {
	await stopSharedServers();
}
