import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answer, asked, runCommand } from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { compose, message, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { notification } from './support/notifications.js';
import { launchWorkbench } from './support/workbench.js';

describe('when things are in the way', () => {
	it('a file in place of the folder is told in a row, and Refresh tries again', async () => {
		const window = await launchWorkbench({ files: { '.sessions': 'not a folder' } });
		const { page, folder } = window;
		await showSessions(page);
		const problem = treeRow(page, 'Problem: ');
		await problem.waitFor();
		assert.match((await problem.getAttribute('aria-label')) ?? '', /not a (folder|directory)|ENOTDIR/i);
		await rm(join(folder, '.sessions'));
		await withStore(folder, (store) => store.createSession({ title: 'Out of the way' }));
		await runCommand(page, 'Sessions: Refresh');
		await treeRow(page, 'Out of the way').waitFor();
		assert.equal(await problem.count(), 0);
		await window.close();
	});

	it('lines that cannot be read are told in a row that leads to them, and goes when they do', async () => {
		const window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					await store.createSession({ title: 'Scratched' });
				}),
		});
		const { page, folder } = window;
		await showSessions(page);
		await clickRow(treeRow(page, 'Scratched'));
		const frame = await transcript(page, 'Scratched');
		const [name = ''] = (await readdir(join(folder, '.sessions'))).filter((each) => each.endsWith('.jsonl'));
		const log = join(folder, '.sessions', name);
		const before = await readFile(log, 'utf8');
		await writeFile(log, `${before}not json\n{"neither\n`);
		const damage = treeRow(page, 'Problem: 2 lines could not be read.');
		await damage.waitFor();
		const notice = frame.getByText('Part of a file of this session cannot be read');
		await notice.waitFor();
		await damage.click();
		await page.locator('.quick-input-list .monaco-list-row').first().click();
		const line = before.split('\n').length;
		await page.getByText(`Ln ${String(line)}, Col 1`).waitFor();
		await clickRow(treeRow(page, 'Scratched'));
		await transcript(page, 'Scratched');
		await writeFile(`${log}.new`, before);
		await rename(`${log}.new`, log);
		await damage.waitFor({ state: 'detached' });
		await notice.waitFor({ state: 'detached' });
		await window.close();
	});

	it('two windows on one folder show what the other does', async () => {
		const one = await launchWorkbench();
		await showSessions(one.page);
		const two = await launchWorkbench({ workspace: one.folder });
		await showSessions(two.page);
		await runCommand(one.page, 'Sessions: New Session');
		await answer(one.page, 'Title of the session', 'Shared work');
		const here = await transcript(one.page, 'Shared work');
		await clickRow(treeRow(two.page, 'Shared work'));
		const there = await transcript(two.page, 'Shared work');
		await compose(here, 'From the first window');
		await message(there, 1).getByText('From the first window').waitFor();
		await compose(there, 'From the second window', 'Assistant');
		await message(here, 2).getByText('From the second window').waitFor();
		const contents = await withStore(one.folder, async (store) =>
			(await store.getMessages((await sessionTitled(store, 'Shared work')).id)).map(({ content }) => content),
		);
		assert.deepEqual(contents, ['From the first window', 'From the second window']);
		await two.close();
		await one.close();
	});

	it('what others write where nothing is watched shows after the window opened, and when it gets the focus', async () => {
		const window = await launchWorkbench({
			settings: { 'files.watcherExclude': { '**': true } },
			setup: (folder) =>
				withStore(folder, async (store) => {
					await store.createSession({ title: 'Before' });
				}),
		});
		const { page, folder } = window;
		await showSessions(page);
		await treeRow(page, 'Before').waitFor();
		await withStore(folder, (store) => store.createSession({ title: 'While it opened' }));
		await treeRow(page, 'While it opened').waitFor();
		await withStore(folder, (store) => store.createSession({ title: 'While I was away' }));
		// A browser under test never takes the focus from its pages.
		await page.evaluate(() => {
			document.hasFocus = () => false;
			document.dispatchEvent(new Event('visibilitychange'));
			Reflect.deleteProperty(document, 'hasFocus');
			document.dispatchEvent(new Event('visibilitychange'));
		});
		await treeRow(page, 'While I was away').waitFor();
		await window.close();
	});

	it('a command that cannot be done says why, in words', async () => {
		const window = await launchWorkbench();
		const { page, folder } = window;
		await showSessions(page);
		await withStore(folder, async (store) => {
			const id = await store.createSession({ title: 'Contested' });
			await store.addMessage(id, { role: 'user', content: 'Mine.' });
		});
		await clickRow(treeRow(page, 'Contested'));
		const frame = await transcript(page, 'Contested');
		await runCommand(page, 'Sessions: Undo Revert');
		await (await asked(page, 'In which session?')).press('Enter'); // the one in front is the first choice
		await notification(page, '"Contested" has no revert to take back.').waitFor();
		assert.equal(await frame.locator('article').count(), 1);
		await window.close();
	});
});
