import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { makeSample } from '../support/sampleWorkspace.js';
import { setTheme, themeNames } from './support/screenshots.js';
import { withStore } from './support/store.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const elsewhere = 'elsewhere.example';
const hostile = `<script>window.caught = true; alert('script')</script>
<img src="https://${elsewhere}/a.png" onerror="alert('onerror')">
<style>body { display: none }</style>
<iframe src="https://${elsewhere}/b.html"></iframe>
<svg onload="alert('svg')"><a href="javascript:alert('svg link')">svg link</a></svg>

[a link](javascript:alert('link')) [data](data:text/html,<script>alert('data')</script>)
![a picture](https://${elsewhere}/c.png) <a href="command:workbench.action.quit">quit</a>

| <b onmouseover="alert('cell')">cell</b> |
|--|

\`\`\`html
<script>alert('code')</script>
\`\`\``;
const title = '<img src=x onerror=alert(1)> $(zap) title';

describe('a transcript', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: async (folder) => {
				await makeSample(folder);
				await withStore(folder, async (store) => {
					const id = await store.createSession({ title, agentName: '<i>agent</i>' });
					await store.addMessages(id, [
						{ role: 'user', content: hostile, metadata: { author: '<u>author</u>', model: '<b>model</b>' } },
						{
							role: 'assistant',
							content: [
								{ type: 'thinking', text: hostile },
								{ type: 'image', mediaType: 'image/svg+xml', data: btoa('<svg onload="alert(2)"/>') },
								{ type: 'image', mediaType: 'image/png', url: `https://${elsewhere}/d.png` },
							],
							toolCalls: [
								{ id: 'x', name: '<b>tool</b>', arguments: '{"html":"<script>alert(3)</script>"}' },
							],
						},
						{ role: 'tool', content: hostile, toolCallId: 'x' },
					]);
					await store.createSnapshot(id, { label: '<em>label</em>' });
				});
			},
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	it('does nothing that a message tells it', async () => {
		const done: string[] = [];
		page.on('dialog', (dialog) => {
			done.push(dialog.message());
			void dialog.dismiss();
		});
		page.on('request', (request) => {
			if (request.url().includes(elsewhere)) done.push(request.url());
		});
		await clickRow(treeRow(page, title));
		const frame = await transcript(page, title);
		await message(frame, 2).focus();
		await page.keyboard.press('Enter'); // unfolds thinking and the call
		await message(frame, 2).locator('.call pre').nth(1).waitFor();
		await message(frame, 1).getByText("<script>window.caught = true; alert('script')</script>").waitFor();
		const count = (selector: string): Promise<number> => frame.locator(selector).count();
		assert.deepEqual(
			{
				scripts: await count('body script, body style, body iframe, body object, body svg, body link'),
				handlers: await count('[onerror], [onload], [onmouseover], [style*="display"]'),
				pictures: await count('img:not([src^="data:image/png"])'),
				links: await count('a[href^="javascript"], a[href^="data"], a[href^="command"], a[href^="vscode"]'),
				markup: await count('.byline i, .byline u, .byline b, .facts i, .chip em, .call b'),
			},
			{ scripts: 0, handlers: 0, pictures: 0, links: 0, markup: 0 },
		);
		assert.equal(
			await frame.locator('body').evaluate(() => (globalThis as { caught?: unknown }).caught),
			undefined,
		);
		assert.deepEqual(done, []);
	});

	it('has a policy that allows nothing inline and nothing remote', async () => {
		await clickRow(treeRow(page, title));
		const frame = await transcript(page, title);
		const policy = await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
		const rules = new Map(
			(policy ?? '').split('; ').map((rule): [string, string] => {
				const [name = '', ...sources] = rule.split(' ');
				return [name, sources.join(' ')];
			}),
		);
		assert.deepEqual([rules.get('default-src'), rules.get('img-src')], ["'none'", 'data:']);
		assert.doesNotMatch(policy ?? '', /unsafe|\*[ ;]|https:[ ;]/);
	});

	for (const theme of themeNames) {
		it(`is accessible in the theme ${theme}`, async () => {
			await setTheme(window, theme);
			await expand(treeRow(page, 'Retry failed uploads'));
			await clickRow(treeRow(page, 'Attempt 2: a persistent queue'));
			const fork = await transcript(page, 'Attempt 2: a persistent queue');
			assert.deepEqual(await violations(fork), []);
			await clickRow(treeRow(page, 'Retry failed uploads'));
			const frame = await transcript(page, 'Retry failed uploads');
			await message(frame, 3).focus();
			await page.keyboard.press('Enter');
			await message(frame, 3).locator('.call pre').first().waitFor();
			assert.deepEqual(await violations(frame), []);
			await page.keyboard.press('Enter'); // folds it again: what is unfolded stays so
			await message(frame, 3).locator('.call pre').first().waitFor({ state: 'hidden' });
		});
	}
});

/** What axe finds wrong in the page of a transcript: a line each. */
async function violations(frame: FrameLocator): Promise<string[]> {
	const handle = await frame.locator('html').elementHandle();
	const inner = await handle.ownerFrame();
	if (!inner) throw new Error('The transcript has no frame.');
	await inner.evaluate(axe.source);
	const found = await inner.evaluate<axe.AxeResults['violations']>(
		'axe.run(document).then(({ violations }) => violations)',
	);
	return found.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
	);
}
