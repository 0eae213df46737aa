import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { contextMenuLabels, chooseFromContextMenu } from './support/menus.js';
import { runAndChoose, runCommand } from './support/quickInput.js';
import { withStore } from './support/store.js';
import { transcript } from './support/transcript.js';
import {
	clickRow,
	expand,
	selectedTitles,
	showSessions,
	treeIcons,
	treeLabels,
	treeRow,
} from './support/tree.js';
import { copied, launchWorkbench, type Workbench } from './support/workbench.js';

describe('the tree of sessions', () => {
	let window: Workbench;
	let queueId: string;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					const parser = await store.createSession({ title: 'Build the parser', agentName: 'Coder' });
					await store.addMessages(parser, [
						{ role: 'user', content: 'A parser, please.' },
						{ role: 'assistant', content: 'Here it is.' },
					]);
					await store.createSnapshot(parser, { label: 'First draft' });
					await store.addMessage(parser, { role: 'user', content: 'Faster.' });
					const tests = await store.createSession({ title: 'Write its tests', parentId: parser });
					queueId = await store.forkSession(parser, { fromMessageIndex: 0, title: 'Another way' });
					await store.createSession({ title: 'Check the fixtures', parentId: tests });
					const gone = await store.createSession({ title: 'A mistake' });
					await store.deleteSession(gone);
					const published = await store.createSession({ title: 'Published' });
					await store.shareSession(published);
				}),
		});
		await showSessions(window.page);
		await treeRow(window.page, 'Published').waitFor();
	});
	after(() => window.close());

	it('shows snapshots, children and forks below their session, and the trash last', async () => {
		const { page } = window;
		await expand(treeRow(page, 'Build the parser'));
		await expand(treeRow(page, 'Write its tests'));
		await treeRow(page, 'Check the fixtures').waitFor();
		const labels = (await treeLabels(page)).map((label) => label.replace(/(now|\d+ min ago)/, '<age>'));
		assert.deepEqual(labels, [
			'Published, session, 0 messages, changed <age>, shared',
			'Build the parser, session, 3 messages, changed <age>',
			'\tFirst draft, snapshot, after message 2, taken <age>',
			'\tWrite its tests, child session, 0 messages, changed <age>',
			'\t\tCheck the fixtures, child session, 0 messages, changed <age>',
			'\tAnother way, fork, 1 message, changed <age>',
			'Trash, 1 deleted session',
		]);
		assert.deepEqual(await treeIcons(page), [
			'live-share',
			'comment-discussion',
			'bookmark',
			'comment',
			'comment',
			'repo-forked',
			'trash',
		]);
		const description = await treeRow(page, 'Build the parser').locator('.label-description').innerText();
		assert.match(description, /^3 · (now|\d+ min ago)$/);
	});

	it('tells more about a row under the pointer', async () => {
		const { page } = window;
		await expand(treeRow(page, 'Build the parser'));
		const hover = page.locator('.workbench-hover', { hasText: 'Forked from' });
		await pointAt(treeRow(page, 'Another way').locator('.label-name'), hover);
		const words = (await hover.innerText()).replace(/\s+/g, ' ');
		assert.match(words, /Another way.*Kind: fork.*Messages: 1.*Forked from: Build the parser/);
		assert.ok(words.includes(queueId));
		await page.mouse.move(700, 400);
	});

	it('selects the row of the transcript that comes to the front, below folded rows too', async () => {
		const { page } = window;
		await runCommand(page, 'Sessions: Collapse All');
		await treeRow(page, 'Write its tests').waitFor({ state: 'detached' });
		await runAndChoose(page, 'Sessions: Open Transcript', 'Choose a session', 'Check the fixtures');
		await transcript(page, 'Check the fixtures');
		await treeRow(page, 'Check the fixtures').and(page.locator('[aria-selected=true]')).waitFor();
		await clickRow(treeRow(page, 'Published'));
		await transcript(page, 'Published');
		assert.deepEqual(await selectedTitles(page), ['Published']);
	});

	it('opens a snapshot at the message that it labels', async () => {
		const { page } = window;
		await expand(treeRow(page, 'Build the parser'));
		await clickRow(treeRow(page, 'First draft'));
		const frame = await transcript(page, 'Build the parser');
		await frame.locator('article.flash', { hasText: 'Here it is.' }).waitFor();
	});

	it('copies the id of a session', async () => {
		const { page } = window;
		await expand(treeRow(page, 'Build the parser'));
		await chooseFromContextMenu(page, treeRow(page, 'Another way'), 'Copy Session Id');
		await page.getByText('Copied the session id').waitFor();
		await copied(page, queueId);
	});

	it('offers in each row what can be done with it', async () => {
		const { page } = window;
		await expand(treeRow(page, 'Build the parser'));
		await expand(treeRow(page, 'Trash'));
		assert.deepEqual(
			{
				session: await contextMenuLabels(page, treeRow(page, 'Another way')),
				root: await contextMenuLabels(page, treeRow(page, 'Published')),
				snapshot: await contextMenuLabels(page, treeRow(page, 'First draft')),
				trashed: await contextMenuLabels(page, treeRow(page, 'A mistake')),
			},
			{
				session: [
					...[
						'Open Transcript',
						'Open to the Side',
						'Open as Markdown',
						'New Child Session',
						'Fork Session',
						'Create Snapshot',
						'Add Message',
					],
					...[
						'Revert to Message',
						'Undo Revert',
						'Undo Last Change…',
						'Move to Parent…',
						'Make Root',
						'Share',
					],
					...['Copy Session Id', 'Reveal File', 'Export…', 'Rename', 'Delete'],
				],
				root: [
					...[
						'Open Transcript',
						'Open to the Side',
						'Open as Markdown',
						'New Child Session',
						'Fork Session',
						'Create Snapshot',
						'Add Message',
					],
					...['Revert to Message', 'Undo Revert', 'Undo Last Change…', 'Move to Parent…', 'Unshare'],
					...['Copy Session Id', 'Reveal File', 'Export…', 'Rename', 'Delete'],
				],
				snapshot: ['Open Transcript', 'Revert to Snapshot', 'Fork from Message', 'Delete Snapshot'],
				trashed: [
					'Open Transcript',
					'Open to the Side',
					'Open as Markdown',
					'Copy Session Id',
					'Reveal File',
					'Restore',
					'Delete Permanently',
				],
			},
		);
	});
});

/** Until `hover` shows: a row that is drawn anew under the pointer tells nothing before the pointer moves again. */
async function pointAt(row: Locator, hover: Locator): Promise<void> {
	for (let tries = 5; ; tries--) {
		await row.hover();
		try {
			await hover.waitFor({ timeout: 3_000 });
			return;
		} catch (error) {
			if (tries === 1) throw error;
			await row.page().mouse.move(700, 400);
		}
	}
}
