import type { CDPSession, Page } from 'playwright-core';
import { transcript } from '../../web/support/transcript.js';
import { clickRow, showSessions, treeRow } from '../../web/support/tree.js';
import { editorTab } from '../../web/support/webview.js';
import { launchWorkbench, type Workbench } from '../../web/support/workbench.js';
import { installGauge } from './gauge.js';
import { OpenTranscript } from './openTranscript.js';

/** Opens transcripts as a person does, in a window of a real VS Code. To be closed. */
export class Reader {
	readonly #window: Workbench;
	readonly #page: Page;
	readonly #devtools: CDPSession;

	private constructor(window: Workbench, devtools: CDPSession) {
		this.#window = window;
		this.#page = window.page;
		this.#devtools = devtools;
	}

	/** Opens a window on a workspace folder. */
	static async launch(workspace: string): Promise<Reader> {
		const window = await launchWorkbench({ workspace });
		const { page } = window;
		await page.addInitScript(installGauge);
		await window.reload();
		await showSessions(page);
		const devtools = await page.context().newCDPSession(page);
		await devtools.send('HeapProfiler.enable');
		return new Reader(window, devtools);
	}

	close(): Promise<void> {
		return this.#window.close();
	}

	/** Opens a session with a click on its row in the tree. */
	async open(title: string): Promise<OpenTranscript> {
		await clickRow(treeRow(this.#page, title));
		const frame = await transcript(this.#page, title);
		const gauge = await frame.locator('body').evaluateHandle(() => window.gauge);
		return new OpenTranscript(this.#page, frame, gauge);
	}

	/** Milliseconds since 1970 of the last click in the workbench. */
	lastClick(): Promise<number> {
		return this.#page.evaluate(() => window.gauge.input);
	}

	/** Closes the tab of an open session. */
	async leave(title: string): Promise<void> {
		const tab = editorTab(this.#page, title);
		await tab.click({ button: 'middle' });
		await tab.waitFor({ state: 'detached' });
	}

	/** Megabytes in use after collection, of the whole window: its process is the one of the pages in it. */
	async heap(): Promise<number> {
		await this.#devtools.send('HeapProfiler.collectGarbage');
		const usage: unknown = await this.#devtools.send('Runtime.getHeapUsage');
		const { usedSize, embedderHeapUsedSize, backingStorageSize } = usage as Record<string, number>;
		return ((usedSize ?? NaN) + (embedderHeapUsedSize ?? NaN) + (backingStorageSize ?? NaN)) / 2 ** 20;
	}
}
