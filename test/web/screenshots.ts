// npm run screenshots: opens the sample workspace and saves the pictures of README.md in media/screenshots/.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { makeSample } from '../support/sampleWorkspace.js';
import { claudeFile } from './support/claudeFile.js';
import { menuItem } from './support/menus.js';
import { notification } from './support/notifications.js';
import { answerFileDialog, asked, runCommand } from './support/quickInput.js';
import { setTheme, type Theme } from './support/screenshots.js';
import { agentsHome, stopSharedServers } from './support/servers.js';
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

	await setTheme(window, 'dark');
	await runCommand(page, 'Sessions: Import Folder…');
	await answerFileDialog(page, `${await agentFiles()}/`);
	await asked(page, 'Untick what is to stay out');
	await notification(page, 'Reading sessions').waitFor({ state: 'detached' });
	await save(window, 'import-preview', undefined, { x: 0, y: 0, width: 1280, height: 300 });
	await window.close();
}

/** A project of Claude Code with sub-agents; gives its folder. */
async function agentFiles(): Promise<string> {
	const project = join(agentsHome, 'project');
	const main = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
	const agents = join(project, main, 'subagents');
	await mkdir(agents, { recursive: true });
	const write = (path: string, id: string, texts: readonly string[], agent?: string): Promise<void> => {
		const text = claudeFile(id, '/work/api', texts);
		const own = text
			.replaceAll('"isSidechain":false', `"isSidechain":true,"agentId":"${agent ?? ''}"`)
			.replaceAll(`${id}-`, `${agent ?? ''}-`);
		return writeFile(path, agent === undefined ? text : own);
	};
	await write(join(project, `${main}.jsonl`), main, [
		'Add rate limiting to the API',
		'I look at the routes first.',
		'Only the public ones, please',
		'Done: 100 requests a minute and client.',
	]);
	await write(join(agents, 'agent-a1.jsonl'), main, ['Find all public routes', 'There are 14.'], 'a1');
	await write(
		join(agents, 'agent-b2.jsonl'),
		main,
		['Write tests for the limiter', 'Written, all pass.'],
		'b2',
	);
	const other = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
	await write(join(project, `${other}.jsonl`), other, [
		'Why is the build slow?',
		'Type checking runs twice.',
		'Run it once',
		'It takes 40 seconds less now.',
	]);
	return project;
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

/** `clip`: the part that tells something; default: all. */
async function save(
	window: Workbench,
	name: string,
	theme?: Theme,
	clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<void> {
	if (theme !== undefined) await setTheme(window, theme);
	const picture = await window.page.screenshot({ animations: 'disabled', ...(clip && { clip }) });
	await writeFile(`${folder}/${name}.png`, smallPng(picture));
}

try {
	await main();
} finally {
	await stopSharedServers();
}
