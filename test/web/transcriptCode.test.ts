import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { NewMessage } from '../../src/store/model.js';
import { beginning } from './support/exactly.js';
import { pickRow, quickInput } from './support/quickInput.js';
import { withStore } from './support/store.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { copied, launchWorkbench, type Workbench } from './support/workbench.js';

const title = 'Retry uploads';
const longOutput = Array.from({ length: 20_000 }, (_, line) => `line ${String(line + 1)}`).join('\n');

const said: readonly NewMessage[] = [
	{ role: 'user', content: 'Where do uploads retry?', timestamp: 1000 },
	{
		role: 'assistant',
		content: [
			'It is in `src/retry.ts:2`, see [the guide](docs/my%20guide.md#L3), not in `src/gone.ts` or [there](../etc/a.txt).',
			'[Mail](mailto:a@b.example), [run](command:workbench.action.quit), [web](https://a.example/b).',
			'Change `src/retry.ts` so:\n\n```ts\nconst attempts = 5;\n```',
			'# One\n\n### Three\n\n## Two',
		].join('\n\n'),
		timestamp: 2000,
		toolCalls: [
			{
				id: 'edit',
				name: 'edit_file',
				arguments: JSON.stringify({ path: 'src/retry.ts', old_string: 'one\ntwo', new_string: 'one\n2' }),
			},
			{ id: 'test', name: 'run_tests', arguments: '{}' },
		],
		metadata: { usage: { input_tokens: 1200, output_tokens: 340 }, costUSD: 0.012 },
	},
	{ role: 'tool', toolCallId: 'edit', content: '@@ -1 +1 @@\n-two\n+2', timestamp: 2500 },
	{
		role: 'tool',
		toolCallId: 'test',
		content: longOutput,
		metadata: { durationMs: 65_000 },
		timestamp: 9000,
	},
];

describe('code, files and figures in a transcript', () => {
	let window: Workbench;
	let page: Page;
	let frame: FrameLocator;
	let answer: Locator;
	let code: Locator;

	before(async () => {
		window = await launchWorkbench({
			files: {
				'src/retry.ts': 'one\n  two\n',
				'src/other.ts': 'other\n',
				'docs/my guide.md': '# Guide\n\nthird\n',
			},
			setup: (folder) =>
				withStore(folder, async (store) => {
					const id = await store.createSession({ title });
					await store.addMessages(id, said);
					const fork = await store.forkSession(id, { title: 'Another way' });
					await store.addMessage(fork, {
						role: 'assistant',
						content: 'Done.',
						metadata: { tokens: { input: 100, output: 7 } },
					});
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());
	beforeEach(async () => {
		await clickRow(treeRow(page, title));
		frame = await transcript(page, title);
		answer = message(frame, 2);
		code = answer.getByRole('group', { name: 'Code, ts' });
	});

	const action = (name: string): Locator =>
		answer
			.locator('.code')
			.filter({ has: frame.getByRole('group', { name: 'Code, ts' }) })
			.getByRole('button', { name, exact: true });

	const tabInFront = (name: string): Locator =>
		page.locator('.tabs-container').getByRole('tab', { name: beginning(name), selected: true });

	it('has code that is copied with a button, which a pointer brings', async () => {
		assert.equal(await action('Copy').isVisible(), false);
		await code.hover();
		await action('Copy').click();
		await copied(page, 'const attempts = 5;\n');
	});

	it('has buttons on code that the keyboard reaches', async () => {
		await page.evaluate(() => navigator.clipboard.writeText('before'));
		await code.focus();
		const names: string[] = [];
		for (const name of ['Compare with File', 'Open in Editor', 'Copy']) {
			await page.keyboard.press('Tab');
			await action(name).and(frame.locator(':focus')).waitFor();
			names.push(await frame.locator(':focus').getAttribute('title').then(String));
		}
		assert.deepEqual(names, ['Compare with File', 'Open in Editor', 'Copy']);
		await page.keyboard.press('Enter');
		await copied(page, 'const attempts = 5;\n');
	});

	it('opens code as a new document in its language', async () => {
		await code.hover();
		await action('Open in Editor').click();
		await tabInFront('const attempts = 5;').waitFor();
		await page.locator('.statusbar').getByRole('button', { name: 'TypeScript', exact: true }).waitFor();
	});

	it('compares code with the file that the words before it name, or another one', async () => {
		await code.focus();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await pickRow(page, 'other.ts').waitFor();
		const first = quickInput(page).locator('.quick-input-list .monaco-list-row').first();
		assert.equal(await first.locator('.label-name').innerText(), 'retry.ts');
		await page.keyboard.press('Enter');
		await tabInFront('retry.ts ↔ code in the transcript').waitFor();
		const sides = page.locator('.monaco-diff-editor .view-lines');
		await sides.filter({ hasText: 'two' }).waitFor();
		await sides.filter({ hasText: 'attempts' }).waitFor();
	});

	it('links files of the workspace, and nothing else but the web', async () => {
		const links = answer.getByRole('link');
		await links.nth(3).waitFor();
		assert.deepEqual(await links.allInnerTexts(), ['src/retry.ts:2', 'the guide', 'web', 'src/retry.ts']);
		assert.equal(await answer.getByText('there', { exact: true }).getAttribute('title'), '../etc/a.txt');
		await answer.getByText('[run](command:workbench.action.quit)').waitFor();
	});

	it('opens a file at the line, by mouse and by keyboard', async () => {
		await answer.getByRole('link', { name: 'src/retry.ts:2' }).click();
		await tabInFront('retry.ts').waitFor();
		await page.locator('.statusbar').getByText('Ln 2, Col 1').waitFor();
		await clickRow(treeRow(page, title));
		await (await transcript(page, title)).getByRole('link', { name: 'the guide' }).focus();
		await page.keyboard.press('Enter');
		await tabInFront('my guide.md').waitFor();
		await page.locator('.statusbar').getByText('Ln 3, Col 1').waitFor();
	});

	it('shows what an edit changes, and how long calls took', async () => {
		const calls = answer.locator('.call');
		await calls.first().locator('summary').click();
		assert.deepEqual(await calls.first().locator('pre').allInnerTexts(), [
			...['{\n  "path": "src/retry.ts"\n}', ' one\n-two\n+2', '@@ -1 +1 @@\n-two\n+2'],
		]);
		assert.equal(await calls.first().locator('.hljs-deletion').count(), 2);
		assert.deepEqual(await calls.locator('.duration').allInnerTexts(), ['500 ms', '1 min 5 s']);
	});

	it('copies the whole of an output that is shown in part', async () => {
		const call = answer.locator('.call').nth(1);
		await call.locator('summary').click();
		await call.getByRole('group', { name: 'Code' }).hover();
		await call.getByRole('button', { name: 'Copy', exact: true }).click();
		await copied(page, /^line 1\nline 2\n[^]*\nline 20000$/);
		await call.getByRole('button', { name: /Show all/ }).click();
		await call.locator('.piece').last().getByText('line 20000').scrollIntoViewIfNeeded();
		assert.equal(await call.locator('pre').textContent(), longOutput);
	});

	it('says what messages took, what all took, and what the fork added', async () => {
		await answer.getByText('1.2k in · 340 out · $0.012', { exact: true }).waitFor();
		await frame.locator('.facts').getByText('Tokens 1.2k in · 340 out', { exact: true }).waitFor();
		await frame.locator('.facts').getByText('Cost $0.012', { exact: true }).waitFor();
		await expand(treeRow(page, title));
		await clickRow(treeRow(page, 'Another way'));
		const fork = await transcript(page, 'Another way');
		await fork.locator('.facts').getByText('Tokens 1.3k in · 347 out', { exact: true }).waitFor();
		await fork.locator('.facts').getByText('since the fork: 100 in · 7 out', { exact: true }).waitFor();
	});

	it('leaves no level of headings out', async () => {
		const levels = await answer
			.locator('.markdown :is(h1, h2, h3, h4, h5, h6)')
			.evaluateAll((found) => found.map((each) => [each.textContent, each.tagName]));
		assert.deepEqual(levels, [
			['One', 'H2'],
			['Three', 'H3'],
			['Two', 'H3'],
		]);
	});
});
