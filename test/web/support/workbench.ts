import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Settings } from '../../support/vscodeServer.js';
import { workbenchUrl } from '../../support/workbenchUrl.js';
import { exactly } from './exactly.js';
import { runCommand } from './quickInput.js';
import { sharedBrowser, sharedServer } from './servers.js';

export interface LaunchOptions {
	/** Files of the new workspace folder: relative path to content. */
	readonly files?: Readonly<Record<string, string>>;
	/** Fills the new workspace folder before the window opens. */
	readonly setup?: (folder: string) => Promise<void> | void;
	/** Open this folder or `.code-workspace` file instead of a new one; null: an empty window. */
	readonly workspace?: string | null;
	/** User settings. To change one later, write the folder's `.vscode/settings.json`: it is watched. */
	readonly settings?: Settings;
	/** Default true; false: Restricted Mode. */
	readonly trusted?: boolean;
	/** Run the installed VSIX instead of the repository. */
	readonly vsix?: boolean;
	/** Draw more pixels in each direction, for pictures. */
	readonly sharp?: boolean;
}

/** A window of VS Code in a browser. */
export interface Workbench {
	readonly page: Page;
	/** Absolute path of its workspace; empty for an empty window. */
	readonly folder: string;
	/** What the page wrote to its console. */
	readonly log: readonly string[];
	/** Reloads the window as *Developer: Reload Window* does, which keeps its editors. */
	reload(): Promise<void>;
	/** Closes the window and removes the folder that was made for it. */
	close(): Promise<void>;
}

/** Windows that a test opened and did not close yet. */
export const openWorkbenches = new Set<Workbench>();

/** Opens a window with the extension in it; resolves when its commands and views are there. */
export async function launchWorkbench(options: LaunchOptions = {}): Promise<Workbench> {
	const server = await sharedServer(options.vsix ? 'installed' : 'development');
	await server.setSettings({
		'security.workspace.trust.enabled': options.trusted === false,
		'security.workspace.trust.startupPrompt': 'never',
		'workbench.startupEditor': 'none',
		'workbench.secondarySideBar.defaultVisibility': 'hidden',
		'chat.disableAIFeatures': true,
		'remote.autoForwardPorts': false,
		...options.settings,
	});
	const made = options.workspace === undefined ? await makeFolder(options) : undefined;
	const workspace = made ?? options.workspace ?? undefined;
	const browser = await sharedBrowser();
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		deviceScaleFactor: options.sharp ? 1.3 : 1,
	});
	await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
	const page = await context.newPage();
	page.setDefaultTimeout(40_000);
	const log: string[] = [];
	page.on('console', (message) => log.push(`${message.type()}: ${message.text()}`));
	const workbench: Workbench = {
		page,
		folder: workspace ?? '',
		log,
		reload: async () => {
			await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
			await workbenchReady(page);
		},
		close: async () => {
			openWorkbenches.delete(workbench);
			await context.close();
			if (made !== undefined) await rm(made, { recursive: true, force: true, maxRetries: 5 });
		},
	};
	openWorkbenches.add(workbench);
	await page.goto(workbenchUrl(server, { workspace }));
	await workbenchReady(page);
	if (workspace?.endsWith('.code-workspace') === true) await foldersReady(page);
	return workbench;
}

/** Waits until the clipboard holds that text, or one that matches: what tells of a copy may be of the one before. */
export async function copied(page: Page, text: string | RegExp): Promise<void> {
	const pattern = typeof text === 'string' ? exactly(text) : text;
	await page.waitForFunction(
		async (source) => new RegExp(source).test(await navigator.clipboard.readText()),
		pattern.source,
		{ polling: 100 },
	);
}

/** Resolves when the workbench is drawn and knows what the extension contributes. */
export async function workbenchReady(page: Page): Promise<void> {
	await page.locator('.activitybar').getByRole('tab', { name: 'Sessions', exact: true }).waitFor({
		// A cold start on a busy machine takes longer than anything that follows.
		timeout: 60_000,
	});
}

/**
 * Loads a window on a workspace file again until its Explorer has folders: VS Code in a browser may read the file before
 * it can reach the server's disk, and does not try again.
 */
async function foldersReady(page: Page): Promise<void> {
	const explorer = page.locator('.part.sidebar');
	const folder = explorer.locator('.explorer-folders-view').getByRole('treeitem').first();
	const none = explorer.getByText('You have not yet added a folder to the workspace.');
	for (;;) {
		await folder.or(none).first().waitFor();
		if (await folder.isVisible()) return;
		await page.reload();
		await workbenchReady(page);
	}
}

async function makeFolder({ files = {}, setup }: LaunchOptions): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-web-'));
	for (const [name, content] of Object.entries(files)) {
		await mkdir(dirname(join(folder, name)), { recursive: true });
		await writeFile(join(folder, name), content);
	}
	await setup?.(folder);
	return folder;
}
