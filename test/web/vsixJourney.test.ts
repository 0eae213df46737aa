import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { canonicalTree } from '../support/canonicalTree.js';
import { chooseFromContextMenu } from './support/menus.js';
import { clickNotificationButton, notification } from './support/notifications.js';
import { acceptImport, answer, answerFileDialog, choose, runCommand } from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { compose, message, spoken, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench } from './support/workbench.js';

describe('the installed extension', function () {
	this.timeout(180_000);
	let outside: string;
	before(async () => {
		outside = await mkdtemp(join(tmpdir(), 'session-hierarchy-bundle-'));
	});
	after(() => rm(outside, { recursive: true, force: true }));

	it('keeps a tree through fork, snapshot, revert, undo, export and import', async () => {
		const first = await launchWorkbench({ vsix: true });
		const { page, folder } = first;
		await showSessions(page);
		await newSession(page, 'Plan the release');
		await addByPalette(page, 'Plan the release', 'user', 'What is left to do?');
		const main = await transcript(page, 'Plan the release');
		await compose(main, 'The changelog,\nand the version.', 'Assistant');
		await compose(main, 'Do both.');
		await withStore(folder, async (store) => {
			const { id } = await sessionTitled(store, 'Plan the release');
			await store.addMessages(id, [
				{
					role: 'assistant',
					content: [
						{ type: 'thinking', text: 'Look first.' },
						{ type: 'text', text: 'I look at the file.' },
					],
					toolCalls: [{ id: 'call-1', name: 'read_file', arguments: '{"path":"CHANGELOG.md"}' }],
					timestamp: 1_700_000_000_000.25,
					metadata: { model: 'm-1', tokens: { in: 12, out: 3 } },
				},
				{ role: 'tool', content: '# Changelog', toolCallId: 'call-1' },
			]);
			const child = await store.createSession({
				title: 'Sub-agent: proof-read',
				parentId: id,
				agentName: 'Reader',
				metadata: { budget: 5 },
			});
			await store.addMessage(child, { role: 'user', content: 'Read it aloud.' });
			await store.shareSession(child);
		});
		await main.getByText('I look at the file.').waitFor();

		await chooseFromContextMenu(page, message(main, 2), 'Fork from Message');
		const fork = await transcript(page, 'Fork of Plan the release');
		await compose(fork, 'Only the version, please.');
		assert.deepEqual(await spoken(fork), [
			'user: What is left to do?',
			'assistant: The changelog,\nand the version.',
			'user: Only the version, please.',
		]);

		await clickRow(treeRow(page, 'Plan the release'));
		const again = await transcript(page, 'Plan the release');
		await chooseFromContextMenu(page, message(again, 4), 'Create Snapshot');
		await answer(page, 'Create Snapshot at This Message', 'Before the risk');
		await again.getByRole('button', { name: 'Before the risk' }).waitFor();
		await compose(again, 'Now publish it without tests.');
		await compose(again, 'Published. Users complain.', 'Assistant');

		const before = await spoken(again);
		await expand(treeRow(page, 'Plan the release'));
		await revertTo(page, 'Before the risk');
		await message(again, 7).waitFor({ state: 'detached' });
		assert.deepEqual(await spoken(again), before.slice(0, 4));
		await clickNotificationButton(page, 'now ends at message 5', 'Undo');
		await message(again, 7).waitFor();
		assert.deepEqual(await spoken(again), before);
		await revertTo(page, 'Before the risk');
		await message(again, 7).waitFor({ state: 'detached' });
		await compose(again, 'Write the tests first.');
		await again.getByRole('button', { name: 'Branch 2/2' }).waitFor();

		const file = join(outside, 'plan.session-bundle.json');
		await exportTree(page, 'Plan the release', file);
		const original = await canonical(folder);
		await first.close();
		const bundle = JSON.parse(await readFile(file, 'utf8')) as { format: string; sessions: unknown[] };
		assert.deepEqual([bundle.format, bundle.sessions.length], ['session-hierarchy', 3]);

		const second = await launchWorkbench({ vsix: true });
		await showSessions(second.page);
		await runCommand(second.page, 'Sessions: Import Files…');
		await answerFileDialog(second.page, file);
		await acceptImport(second.page);
		const imported = await transcript(second.page, 'Plan the release');
		assert.deepEqual(await spoken(imported), [...before.slice(0, 4), 'user: Write the tests first.']);
		await imported.getByRole('button', { name: 'Branch 2/2' }).waitFor();
		const copy = await canonical(second.folder);
		assert.deepEqual(copy, original);
		await second.close();
	});
});

async function canonical(folder: string): Promise<Awaited<ReturnType<typeof canonicalTree>>> {
	return withStore(folder, async (store) => {
		const { id } = await sessionTitled(store, 'Plan the release');
		return canonicalTree(store, id);
	});
}

async function newSession(page: Page, title: string): Promise<void> {
	await runCommand(page, 'Sessions: New Session');
	await answer(page, 'Title of the session', title);
	await transcript(page, title);
}

async function addByPalette(page: Page, session: string, role: string, content: string): Promise<void> {
	await runCommand(page, 'Sessions: Add Message');
	await choose(page, session);
	await choose(page, role);
	await answer(page, `What the ${role} says`, content);
}

async function revertTo(page: Page, label: string): Promise<void> {
	await chooseFromContextMenu(page, treeRow(page, `${label}, snapshot`), 'Revert to Snapshot');
}

async function exportTree(page: Page, title: string, file: string): Promise<void> {
	await chooseFromContextMenu(page, treeRow(page, title), 'Export…');
	await choose(page, 'Session Bundle', 'with its children and forks');
	await answerFileDialog(page, file);
	await notification(page, `Exported "${title}" to ${file}.`).waitFor();
}
