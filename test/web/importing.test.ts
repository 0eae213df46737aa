import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { nodeFiles } from '../../src/store/files.js';
import { WriterLock } from '../../src/store/lock.js';
import { claudeFile } from './support/claudeFile.js';
import { chooseFromContextMenu } from './support/menus.js';
import { clickNotificationButton, notification } from './support/notifications.js';
import {
	acceptImport,
	answerFileDialog,
	asked,
	choose,
	importRows,
	pickRow,
	quickInput,
	runCommand,
} from './support/quickInput.js';
import { agentsHome } from './support/servers.js';
import { withStore } from './support/store.js';
import { spoken, transcript } from './support/transcript.js';
import { expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';
import { zipOf } from '../unit/sources/zips.js';

const first = '11111111-aaaa-4aaa-8aaa-111111111111';
const second = '22222222-bbbb-4bbb-8bbb-222222222222';

describe("importing agents' transcripts", () => {
	let window: Workbench;
	let page: Page;
	let outside: string;
	let project: string;

	before(async () => {
		outside = await mkdtemp(join(tmpdir(), 'session-hierarchy-agents-'));
		project = join(outside, 'project');
		await mkdir(project);
		await writeFile(
			join(project, `${first}.jsonl`),
			claudeFile(first, '/garden', ['Plant a tree.', 'Which?', 'An oak.', 'Planted.']),
		);
		await writeFile(join(project, `${second}.jsonl`), claudeFile(second, '/garden', ['Water it.', 'Done.']));
		window = await launchWorkbench();
		({ page } = window);
		await showSessions(page);
	});
	after(async () => {
		await window.close();
		await rm(outside, { recursive: true, force: true });
	});

	const count = (): Promise<number> =>
		withStore(window.folder, async (store) => (await store.listSessions()).length);

	it('shows a tree with counts first, and writes nothing when the person leaves', async () => {
		await runCommand(page, 'Sessions: Import Folder…');
		await answerFileDialog(page, `${project}/`);
		assert.deepEqual(await importRows(page), ['Plant a tree. | 4 messages', 'Water it. | 2 messages']);
		await quickInput(page).getByText('Import 2 Sessions from Claude Code').waitFor();
		await page.keyboard.press('Escape');
		await quickInput(page).waitFor({ state: 'hidden' });
		assert.equal(await count(), 0);
	});

	it('leaves out what is unticked, by keyboard alone', async () => {
		await runCommand(page, 'Sessions: Import Folder…');
		await answerFileDialog(page, `${project}/`);
		await asked(page, 'Untick what is to stay out');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Space');
		await page.keyboard.press('Enter');
		await notification(page, '1 session imported with 4 messages.').waitFor();
		assert.deepEqual(await spoken(await transcript(page, 'Plant a tree.')), [
			'user: Plant a tree.',
			'assistant: Which?',
			'user: An oak.',
			'assistant: Planted.',
		]);
		assert.equal(await count(), 1);
	});

	it('adds only what is new the next time, says so, and takes that back', async () => {
		await appendFile(
			join(project, `${first}.jsonl`),
			claudeFile(first, '/garden', ['Thank you.', 'Any time.'], 4),
		);
		await runCommand(page, 'Sessions: Import Folder…');
		await answerFileDialog(page, `${project}/`);
		assert.deepEqual(await importRows(page), [
			'Plant a tree. | 6 messages · already here: adds what is new',
			'Water it. | 2 messages',
		]);
		await acceptImport(page);
		const told = notification(
			page,
			'1 session imported with 2 messages, 2 messages added to 1 session, 4 already here.',
		);
		await told.waitFor();
		await treeRow(page, 'Plant a tree., session, 6 messages').waitFor();
		await told.getByRole('button', { name: 'Undo' }).click();
		await treeRow(page, 'Plant a tree., session, 4 messages').waitFor();
		assert.equal(await count(), 1);
	});

	it('reads a zip with the library that is packed with it', async () => {
		const zip = join(outside, 'sessions.zip');
		const id = '66666666-ffff-4fff-8fff-666666666666';
		const texts = ['Sow the beans.', 'Sown.'];
		await writeFile(
			zip,
			zipOf(
				{ name: `project/${id}.jsonl`, content: claudeFile(id, '/garden', texts) },
				{ name: 'project/notes.txt', content: 'No session.' },
				{ name: '../outside.jsonl', content: claudeFile(id, '/garden', ['Climb.', 'Out.']) },
			),
		);
		await runCommand(page, 'Sessions: Import Files…');
		await answerFileDialog(page, zip);
		await quickInput(page).getByText('Import 1 Session from Claude Code · 1 warning').waitFor();
		await quickInput(page).getByRole('button', { name: 'Show 1 warning' }).click();
		await page.getByRole('tab', { name: '1 warning about what is to be imported.md' }).waitFor();
		assert.deepEqual(await importRows(page), ['Sow the beans. | 2 messages']);
		await acceptImport(page);
		const told = notification(page, '1 session imported with 2 messages.');
		await told.waitFor();
		await treeRow(page, 'Sow the beans., session, 2 messages').waitFor();
		await told.getByRole('button', { name: 'Show Warnings' }).click();
		const tab = page.getByRole('tab', { name: 'What could not be imported as it was.md' });
		await tab.waitFor();
		await page.getByText('as the name leads out of the zip').waitFor();
		assert.doesNotMatch((await tab.getAttribute('class')) ?? '', /\bdirty\b/);
		await runCommand(page, 'View: Close All Editors');
	});

	it('says of several tools which is whose, the latest first, with the counts in view', async () => {
		const folder = join(outside, 'mixed');
		await mkdir(folder);
		const long = `Explain ${'the whole of it '.repeat(4)}`;
		await writeFile(join(folder, `${second}.jsonl`), claudeFile(second, '/garden', [long, 'So it is.']));
		const talk = [
			{ role: 'user', content: 'Short?' },
			{ role: 'assistant', content: 'Yes.' },
		];
		await writeFile(join(folder, 'talk.jsonl'), JSON.stringify({ messages: talk }));
		await runCommand(page, 'Sessions: Import Folder…');
		await answerFileDialog(page, `${folder}/`);
		assert.deepEqual(await importRows(page), [
			'Short? | OpenAI chat · 2 messages',
			`${long.slice(0, 49)}… | Claude Code · 2 messages`,
		]);
		await page.keyboard.press('Escape');
		await quickInput(page).waitFor({ state: 'hidden' });
	});

	it('can be cancelled while it is written, and leaves nothing behind', async () => {
		const before = await count();
		const lock = new WriterLock(nodeFiles, join(window.folder, '.sessions', '.local'), 10_000);
		await lock.take(() => Promise.resolve());
		try {
			await runCommand(page, 'Sessions: Import Folder…');
			await answerFileDialog(page, `${project}/`);
			await acceptImport(page);
			await clickNotificationButton(page, 'Importing sessions', 'Cancel');
		} finally {
			lock.dispose();
		}
		await notification(page, 'Importing sessions').waitFor({ state: 'detached' });
		assert.equal(await count(), before);
	});

	for (const how of ['an address', 'only their content'] as const) {
		it(`takes files that are dropped onto the tree with ${how}`, async () => {
			const file = join(project, `${second}.jsonl`);
			const content = await readFile(file, 'utf8');
			// The address of a file on the server, as its Explorer has it.
			const { host } = new URL(page.url());
			const address = how === 'an address' ? `vscode-remote://${host}${file}` : undefined;
			await page
				.locator('.part.sidebar')
				.getByRole('treeitem')
				.first()
				.evaluate(
					(row, [uri, text]) => {
						const data = new DataTransfer();
						if (uri) data.setData('text/uri-list', uri);
						else data.items.add(new File([text], 'dropped.jsonl'));
						for (const type of ['dragenter', 'dragover', 'drop'])
							row.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
					},
					[address ?? '', content] as const,
				);
			assert.match((await importRows(page)).join(), /^Water it\. \| 2 messages/);
			await page.keyboard.press('Escape');
			await quickInput(page).waitFor({ state: 'hidden' });
		});
	}

	it('finds the sessions of this folder on this machine', async () => {
		await runCommand(page, 'Sessions: Import from Agents on This Machine…');
		const none = notification(page, 'No agent on this machine has left sessions of this folder');
		await none.getByRole('button', { name: 'Import Files…' }).waitFor();
		const slug = window.folder.replace(/[^A-Za-z0-9]/g, '-');
		const home = join(agentsHome, 'claude', 'projects', slug);
		await mkdir(home, { recursive: true });
		const id = '33333333-cccc-4ccc-8ccc-333333333333';
		await writeFile(join(home, `${id}.jsonl`), claudeFile(id, window.folder, ['Mow the lawn.', 'Mown.']));
		const open = async (): Promise<void> => {
			await runCommand(page, 'Sessions: Import from Agents on This Machine…');
			await asked(page, 'Choose the sessions to bring in, newest first');
		};
		await open();
		await pickRow(page, 'Mow the lawn.').filter({ hasText: 'Claude Code' }).click();
		await quickInput(page).getByRole('button', { name: 'OK', exact: true }).click();
		await acceptImport(page);
		await treeRow(page, 'Mow the lawn., session, 2 messages').waitFor();
		await open();
		await pickRow(page, 'Mow the lawn.').filter({ hasText: 'already here' }).waitFor();
		await page.keyboard.press('Escape');
	});

	it('follows a file: what is written there appears, over a reload too, until it is unfollowed', async () => {
		const id = '44444444-dddd-4ddd-8ddd-444444444444';
		const file = join(outside, `${id}.jsonl`);
		await writeFile(file, claudeFile(id, '/garden', ['Prune the rose.', 'Pruned.']));
		await runCommand(page, 'Sessions: Follow File…');
		await answerFileDialog(page, file);
		const row = treeRow(page, /^Prune the rose\., session, 2 messages, .*following/);
		await row.waitFor();
		const frame = await transcript(page, 'Prune the rose.');
		await appendFile(file, claudeFile(id, '/garden', ['And the vine?', 'That too.'], 2));
		await frame.locator('article').filter({ hasText: 'That too.' }).waitFor();
		await window.reload();
		await treeRow(page, /^Prune the rose\., session, 4 messages, .*following/).waitFor();
		await appendFile(file, claudeFile(id, '/garden', ['And the ivy?', 'Left alone.'], 4));
		await treeRow(page, 'Prune the rose., session, 6 messages').waitFor();
		await chooseFromContextMenu(page, treeRow(page, 'Prune the rose.'), 'Unfollow');
		await treeRow(page, /^Prune the rose\.(?!.*following)/).waitFor();
		await appendFile(file, claudeFile(id, '/garden', ['Anything else?', 'No.'], 6));
		await runCommand(page, 'Sessions: Import Files…');
		await answerFileDialog(page, file);
		await acceptImport(page);
		await notification(page, '2 messages added to 1 session, 6 already here.').waitFor();
	});

	it('unfollows from the palette what has brought nothing', async () => {
		const folder = join(outside, 'silent');
		await mkdir(folder);
		await runCommand(page, 'Sessions: Follow Folder…');
		await answerFileDialog(page, `${folder}/`);
		await notification(page, 'No session there yet').waitFor();
		await runCommand(page, 'Sessions: Unfollow');
		await asked(page, 'Choose what is not to be followed any more');
		await choose(page, 'silent', '0 sessions');
		await notification(page, `No longer following ${folder}`).waitFor();
	});

	it('follows a folder: new sessions and sub-agents appear in the tree', async () => {
		const folder = join(outside, 'live');
		await mkdir(folder);
		await runCommand(page, 'Sessions: Follow Folder…');
		await answerFileDialog(page, `${folder}/`);
		await notification(page, 'No session there yet').waitFor();
		const id = '55555555-eeee-4eee-8eee-555555555555';
		await writeFile(join(folder, `${id}.jsonl`), claudeFile(id, '/garden', ['Rake the leaves.', 'Raked.']));
		await treeRow(page, 'Rake the leaves., session, 2 messages').waitFor();
		const below = join(folder, id, 'subagents');
		await mkdir(below, { recursive: true });
		const agent = claudeFile(id, '/garden', ['Count the leaves.', 'Four.'])
			.replaceAll('"isSidechain":false', '"isSidechain":true,"agentId":"a1b2c3"')
			.replaceAll(`${id}-`, 'sub-');
		await writeFile(join(below, 'agent-a1b2c3.jsonl'), agent);
		await expand(treeRow(page, 'Rake the leaves.'));
		await treeRow(page, 'Count the leaves., child session, 2 messages').waitFor();
	});
});
