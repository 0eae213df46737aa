import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chooseFromContextMenu } from './support/menus.js';
import { clickDialogButton, modalDialog, notification } from './support/notifications.js';
import {
	acceptImport,
	answerFileDialog,
	choose,
	importRows,
	pickRow,
	quickInput,
	runCommand,
} from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { spoken, transcript } from './support/transcript.js';
import { expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

describe('export and import', () => {
	let window: Workbench;
	let page: Page;
	let outside: string;

	before(async () => {
		outside = await mkdtemp(join(tmpdir(), 'session-hierarchy-files-'));
		window = await launchWorkbench();
		({ page } = window);
		await showSessions(page);
	});
	after(async () => {
		await window.close();
		await rm(outside, { recursive: true, force: true });
	});

	it('tells what PraisonAI’s form cannot hold before it writes', async () => {
		await withStore(window.folder, async (store) => {
			const id = await store.createSession({ title: 'With thoughts' });
			await store.addMessages(id, [
				{ role: 'user', content: 'Think.' },
				{
					role: 'assistant',
					content: [
						{ type: 'thinking', text: 'Hm.' },
						{ type: 'text', text: 'Done.' },
					],
				},
			]);
		});
		const file = join(outside, 'thoughts.json');
		const row = treeRow(page, 'With thoughts');
		await chooseFromContextMenu(page, row, 'Export…');
		await choose(page, 'PraisonAI Session JSON');
		await modalDialog(page, '1 piece of thinking left out').waitFor();
		await clickDialogButton(page, 'cannot hold all of this', 'Cancel');
		assert.equal(existsSync(file), false);
		await chooseFromContextMenu(page, row, 'Export…');
		await choose(page, 'PraisonAI Session JSON');
		await clickDialogButton(page, 'cannot hold all of this', 'Continue');
		await answerFileDialog(page, file);
		await notification(page, 'Exported "With thoughts"').waitFor();
		const written = JSON.parse(await readFile(file, 'utf8')) as { messages: { content: string }[] };
		assert.deepEqual(
			written.messages.map(({ content }) => content),
			['Think.', 'Done.'],
		);
	});

	it('exports one session without those below it', async () => {
		await withStore(window.folder, async (store) => {
			const id = await store.createSession({ title: 'Alone' });
			await store.createSession({ title: 'Left behind', parentId: id });
		});
		const file = join(outside, 'alone.session-bundle.json');
		await chooseFromContextMenu(page, treeRow(page, 'Alone'), 'Export…');
		await choose(page, 'Session Bundle', 'this session only');
		await answerFileDialog(page, file);
		await notification(page, 'Exported "Alone"').waitFor();
		const written = JSON.parse(await readFile(file, 'utf8')) as { sessions: { title: string }[] };
		assert.deepEqual(
			written.sessions.map(({ title }) => title),
			['Alone'],
		);
	});

	it('imports a folder of PraisonAI as a tree and shows what could not be kept', async () => {
		const folder = join(outside, 'praison');
		await mkdir(folder);
		for (const file of praisonFolder()) {
			await writeFile(join(folder, `${file.session_id}.json`), JSON.stringify(file));
		}
		await runCommand(page, 'Sessions: Import Folder…');
		await answerFileDialog(page, `${folder}/`);
		assert.deepEqual(await importRows(page), [
			'trip | 3 messages · 2 snapshots',
			'\u2003trip-child | 1 message',
			'\u2003trip-fork | 1 message',
		]);
		await quickInput(page).getByRole('button', { name: 'Show 1 warning' }).click();
		await page.locator('.view-lines').getByText('trip.json').first().waitFor();
		await acceptImport(page);
		await notification(page, '3 sessions imported with 5 messages.').waitFor();
		await transcript(page, 'trip');
		await expand(treeRow(page, 'trip'));
		await treeRow(page, 'trip-fork, fork, 2 messages').waitFor();
		await treeRow(page, 'trip-child, child session, 1 message').waitFor();
		await treeRow(page, 'after two, snapshot, after message 2').waitFor();
		const point = await withStore(window.folder, async (store) => {
			const fork = await sessionTitled(store, 'trip-fork');
			const messages = await store.getMessages((await sessionTitled(store, 'trip')).id);
			return messages.findIndex(({ id }) => id === fork.forkPoint?.messageId);
		});
		assert.equal(point, 0);
	});

	for (const [what, text, place] of [
		['that is not JSON', '{"format": nonsense}', /line 1|column|character/i],
		['that is no session', '{"hello": "world"}', /session/i],
		['that is cut off', '{"format":"session-hierarchy","version":1,"sessions":[{"id":"a",', /end|cut/i],
		[
			'with a hostile key',
			'{"session_id":"p","messages":[{"role":"user","content":"x","__proto__":{"a":1}}]}',
			/__proto__/,
		],
		['with a wrong type', '{"session_id":"p","messages":[{"role":7,"content":"x"}]}', /messages.*0.*role/],
	] as const) {
		it(`refuses a file ${what}, says why, and imports nothing`, async () => {
			const name = `${what.replaceAll(' ', '-')}.json`;
			await writeFile(join(outside, name), text);
			const count = (): Promise<number> =>
				withStore(window.folder, async (store) => (await store.listSessions({ deleted: 'include' })).length);
			const before = await count();
			await runCommand(page, 'Sessions: Import Files…');
			await answerFileDialog(page, join(outside, name));
			const said = notification(page, 'Nothing was imported.').filter({ hasText: name });
			await said.waitFor();
			assert.match(await said.innerText(), place);
			assert.equal(await count(), before);
		});
	}

	it('a bundle with a mistake in it has a problem where VS Code shows problems', async () => {
		const name = 'wrong.session-bundle.json';
		await writeFile(
			join(window.folder, name),
			JSON.stringify({ format: 'session-hierarchy', version: 'one', sessions: [] }, null, '\t'),
		);
		await page.keyboard.press('Control+p');
		await page.locator('.quick-input-filter input').fill(name);
		await pickRow(page, name).click();
		await page.locator('.view-lines').getByText('version').waitFor();
		await runCommand(page, 'Problems: Focus on Problems View');
		await page
			.locator('.markers-panel')
			.getByRole('treeitem', { name: /version|Value must be|Incorrect type/ })
			.first()
			.waitFor();
	});

	it('an imported session shows its messages', async () => {
		const file = join(outside, 'single.json');
		await writeFile(
			file,
			JSON.stringify({
				session_id: 'single',
				messages: [{ role: 'user', content: 'Only me.', timestamp: 5 }],
			}),
		);
		await runCommand(page, 'Sessions: Import Files…');
		await answerFileDialog(page, file);
		await acceptImport(page);
		const frame = await transcript(page, 'Only me.');
		assert.deepEqual(await spoken(frame), ['user: Only me.']);
	});
});

/** A parent with a snapshot that its own truncation made meaningless, its fork and its child. */
function praisonFolder(): readonly { readonly session_id: string }[] {
	const say = (role: string, content: string, timestamp: number): object => ({ role, content, timestamp });
	const first = say('user', 'Where to?', 1_700_000_001);
	const second = say('assistant', 'To the sea.', 1_700_000_002);
	return [
		{
			session_id: 'trip',
			...{ title: 'trip', messages: [first, second, say('user', 'When?', 1_700_000_003)] },
			snapshots: [
				{ id: 's1', label: 'after two', message_index: 1, created_at: 1_700_000_004 },
				{ id: 's2', label: 'lost', message_index: 99, created_at: 1_700_000_005 },
			],
			children_ids: ['trip-fork', 'trip-child'],
		} as { session_id: string },
		{
			session_id: 'trip-fork',
			...{ title: 'trip-fork', parent_id: 'trip', forked_from_message_id: '0' },
			messages: [first, say('assistant', 'To the hills.', 1_700_000_006)],
		} as { session_id: string },
		{
			session_id: 'trip-child',
			...{ title: 'trip-child', parent_id: 'trip', messages: [say('user', 'Book it.', 1_700_000_007)] },
		},
	];
}
