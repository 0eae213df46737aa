import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { Cleanup } from './cleanup.js';
import { hostVariables } from './hostProtocol.js';
import { startVscodeServer } from './vscodeServer.js';
import { workbenchUrl } from './workbenchUrl.js';

export interface HostRun {
	/** Absolute path of the module whose `run()` is called in the extension host. */
	readonly entry: string;
	/** Absolute path of the extension under development. */
	readonly extension: string;
	/** Absolute paths of further extensions. */
	readonly installed?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Milliseconds until the run is given up. */
	readonly timeout: number;
}

/**
 * Calls `run()` of a module in the extension host of a new VS Code server, in a new workspace folder, and gives
 * the JSON that it wrote to its result file. Rejects with the logs when it wrote none.
 */
export async function runInExtensionHost(run: HostRun): Promise<unknown> {
	const cleanup = new Cleanup();
	const log: string[] = [];
	try {
		const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-host-'));
		cleanup.defer(() => rm(folder, { recursive: true, force: true }));
		const workspace = join(folder, 'workspace');
		await mkdir(workspace);
		const result = join(folder, 'result.json');
		const server = await startVscodeServer({
			development: true,
			extensions: run.installed ?? [],
			env: { ...run.env, [hostVariables.result]: result },
		});
		cleanup.defer(() => {
			log.push('The server printed:', server.log());
			return server.stop();
		});
		await server.setSettings({ 'security.workspace.trust.enabled': false, 'chat.disableAIFeatures': true });
		const browser = await launchBrowser();
		cleanup.defer(() => browser.close());
		const page = await browser.newPage();
		const url = workbenchUrl(server, { workspace, extension: run.extension, tests: run.entry });
		await openUntilExit(page, url, log, run.timeout);
		return JSON.parse(await readFile(result, 'utf8')) as unknown;
	} catch (cause) {
		await cleanup.run();
		throw new Error(`The extension host gave no result. Its log:\n${log.join('\n')}`, { cause });
	} finally {
		await cleanup.run();
	}
}

/** Opens a window that runs tests and resolves when it says that they ended; collects what it logs. */
async function openUntilExit(page: Page, url: string, log: string[], timeout: number): Promise<void> {
	await page.exposeFunction('codeAutomationLog', (level: string, args: readonly unknown[]) => {
		log.push(`${level}: ${args.map(String).join(' ')}`);
	});
	let timer: NodeJS.Timeout | undefined;
	const exit = new Promise<unknown>((resolve, reject) => {
		page.exposeFunction('codeAutomationExit', resolve).catch(reject);
		page.once('crash', () => {
			reject(new Error('The page crashed.'));
		});
		timer = setTimeout(() => {
			reject(new Error(`The extension host did not end within ${timeout / 1000} s.`));
		}, timeout);
	});
	try {
		await Promise.all([exit, page.goto(url)]);
	} finally {
		clearTimeout(timer);
	}
}
