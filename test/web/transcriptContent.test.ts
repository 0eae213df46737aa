import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import type { NewMessage } from '../../src/store/model.js';
import { contextMenuLabels } from './support/menus.js';
import { sessionTitled, withStore } from './support/store.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const image =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const said: readonly NewMessage[] = [
	{
		role: 'user',
		content: [
			{ type: 'text', text: 'What is in this *picture*?' },
			{ type: 'image', mediaType: 'image/png', data: image },
		],
	},
	{
		role: 'assistant',
		content: [
			{ type: 'thinking', text: 'I should measure it.' },
			{ type: 'text', text: 'I measure it.' },
		],
		toolCalls: [
			{ id: 'a', name: 'measure', arguments: '{"path":"dot.png"}' },
			{ id: 'b', name: 'look_up', arguments: '{"query":"dot"}' },
		],
		metadata: { model: 'model-7' },
	},
	{ role: 'tool', content: '{"width":1}', toolCallId: 'a' },
	{ role: 'tool', content: 'a small mark', toolCallId: 'b' },
	{
		role: 'assistant',
		content:
			'# A dot\n\n```ts\nconst width = 1;\n```\n\n| side | pixels |\n|---|--:|\n| a | 1 |\n\n- [x] seen',
	},
];

describe('the content of a transcript', () => {
	let window: Workbench;
	let page: Page;
	let frame: FrameLocator;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					const id = await store.createSession({ title: 'A picture' });
					await store.addMessages(id, said);
					await store.createSnapshot(id, { label: 'Measured' });
					const fork = await store.forkSession(id, { fromMessageIndex: 0, title: 'Another look' });
					await store.addMessage(fork, { role: 'assistant', content: 'It is red.' });
					await store.createSession({ title: 'Ask an expert', parentId: fork });
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());
	beforeEach(async () => {
		await clickRow(treeRow(page, 'A picture'));
		frame = await transcript(page, 'A picture');
	});

	it('is Markdown with code, tables and pictures', async () => {
		const answer = message(frame, 5);
		await answer.getByRole('heading', { name: 'A dot' }).waitFor();
		assert.equal(await answer.locator('pre code .hljs-keyword').innerText(), 'const');
		assert.deepEqual(await answer.getByRole('cell').allInnerTexts(), ['a', '1']);
		await answer.getByRole('img', { name: 'Done', exact: true }).waitFor();
		assert.equal(await message(frame, 1).locator('em').innerText(), 'picture');
		const picture = message(frame, 1).getByRole('img', { name: 'Image in the message' });
		assert.equal(await picture.getAttribute('src'), `data:image/png;base64,${image}`);
		await message(frame, 2).getByText('model-7').waitFor();
	});

	it('folds thinking, and tool calls with their results', async () => {
		const row = message(frame, 2);
		assert.equal(await message(frame, 3).count(), 0);
		assert.equal(await row.getByText('I should measure it.').count(), 0);
		await row.getByText('Thinking').click();
		await row.getByText('I should measure it.').waitFor();
		const [measure, lookUp] = [
			row.locator('.call', { hasText: 'measure' }),
			row.locator('.call', { hasText: 'look_up' }),
		];
		await measure.locator('summary').click();
		await measure.locator('pre').nth(1).waitFor();
		assert.deepEqual(await measure.locator('pre').allInnerTexts(), [
			'{\n  "path": "dot.png"\n}',
			'{\n  "width": 1\n}',
		]);
		await lookUp.locator('summary').click();
		await lookUp.getByText('a small mark').waitFor();
		await measure.locator('summary').click();
		await measure.locator('pre').first().waitFor({ state: 'hidden' });
	});

	it('marks forks where they begin; a click opens them, the breadcrumbs lead back', async () => {
		await message(frame, 1).getByRole('button', { name: 'Another look' }).click();
		const fork = await transcript(page, 'Another look');
		await fork.getByText('Shared with A picture up to here').waitFor();
		await expand(treeRow(page, 'Another look'));
		await clickRow(treeRow(page, 'Ask an expert'));
		const child = await transcript(page, 'Ask an expert');
		const crumbs = child.getByRole('navigation', { name: 'Sessions above this one' });
		assert.deepEqual(await crumbs.getByRole('listitem').allInnerTexts(), [
			...['A picture', 'Another look', 'Ask an expert'],
		]);
		await crumbs.getByRole('button', { name: 'A picture' }).click();
		await transcript(page, 'A picture');
	});

	it('offers what can be done with a snapshot on a right-click, too', async () => {
		const chip = message(frame, 5).getByRole('button', { name: 'Measured' });
		assert.deepEqual(await contextMenuLabels(page, chip), ['Revert to Snapshot', 'Delete Snapshot']);
	});

	it('marks snapshots; a click offers what can be done with them', async () => {
		await message(frame, 5).getByRole('button', { name: 'Measured' }).click();
		const rows = page.locator('.quick-input-widget .monaco-list-row');
		await rows.first().waitFor();
		await rows.filter({ hasText: 'Fork' }).click();
		await transcript(page, 'Fork of A picture');
		const point = await withStore(window.folder, async (store) => {
			const fork = await sessionTitled(store, 'Fork of A picture');
			const original = await sessionTitled(store, 'A picture');
			return [fork.forkPoint?.messageId, original.head];
		});
		assert.equal(point[0], point[1]);
	});
});
