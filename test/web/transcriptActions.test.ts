import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { inAnotherProcess } from './support/anotherProcess.js';
import { chooseFromContextMenu, contextMenuLabels } from './support/menus.js';
import { clickNotificationButton, notification } from './support/notifications.js';
import { answer, runAndChoose } from './support/quickInput.js';
import { clickUntil, patience } from './support/patience.js';
import { sessionTitled, withStore } from './support/store.js';
import { compose, message, spoken, transcript } from './support/transcript.js';
import { showSessions, treeRow } from './support/tree.js';
import { editorTab } from './support/webview.js';
import { copied, launchWorkbench, type Workbench } from './support/workbench.js';

describe('what a transcript can do', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench();
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	/** Makes a session of user and assistant in turn and opens it. */
	async function talk(title: string, ...texts: string[]): Promise<FrameLocator> {
		await withStore(window.folder, async (store) => {
			const id = await store.createSession({ title });
			await store.addMessages(
				id,
				texts.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })),
			);
		});
		// What the test before began may show its session once more just then.
		const row = treeRow(page, title).locator('.label-name');
		const tab = editorTab(window.page, title).and(window.page.locator('.active'));
		await clickUntil(row, () => tab.waitFor({ timeout: patience }));
		const frame = await transcript(page, title);
		await message(frame, texts.length).waitFor();
		return frame;
	}

	it('adds a message of several lines in any role, and empties the composer', async () => {
		const frame = await talk('Compose', 'Hello.');
		const box = frame.getByRole('textbox', { name: 'New message' });
		await frame.getByRole('combobox', { name: 'Role' }).selectOption('assistant');
		await box.click();
		await page.keyboard.type('First line');
		await page.keyboard.press('Enter');
		await page.keyboard.type('second line');
		await page.keyboard.press('Control+Enter');
		await message(frame, 2).waitFor();
		assert.equal(await message(frame, 2).getAttribute('data-role'), 'assistant');
		await frame.locator('textarea:not([readonly])').waitFor();
		assert.equal(await box.inputValue(), '');
		await box.fill('By the button');
		await frame.getByRole('button', { name: 'Add message' }).click();
		await message(frame, 3).waitFor();
		const contents = await withStore(window.folder, async (store) =>
			(await store.getMessages((await sessionTitled(store, 'Compose')).id)).map(({ content }) => content),
		);
		assert.deepEqual(contents, ['Hello.', 'First line\nsecond line', 'By the button']);
	});

	it('moves by arrows and letters, and acts on the focused message by key', async () => {
		const frame = await talk('By key', 'One', 'Two', 'Three', 'Four');
		await message(frame, 4).focus();
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('K'); // without Shift: what Caps Lock gives
		await message(frame, 2).and(frame.locator(':focus')).waitFor();
		await page.keyboard.press('j');
		await message(frame, 3).and(frame.locator(':focus')).waitFor();
		await page.keyboard.press('c');
		await page.getByText('Copied the message').waitFor();
		await copied(page, 'Three');

		await message(frame, 3).focus();
		await page.keyboard.press('s');
		await answer(page, 'Create Snapshot at This Message', 'By letter');
		await message(frame, 3).getByRole('button', { name: 'By letter' }).waitFor();
		await message(frame, 2).focus();
		await page.keyboard.press('r');
		await message(frame, 3).waitFor({ state: 'detached' });
		await message(frame, 1).focus();
		await page.keyboard.press('f');
		const fork = await transcript(page, 'Fork of By key');
		assert.deepEqual(await spoken(fork), ['user: One']);
	});

	it('has a button for each action', async () => {
		const frame = await talk('By button', 'Uno', 'Due', 'Tre');
		const act = async (place: number, name: string): Promise<void> => {
			await message(frame, place).hover();
			await message(frame, place).getByRole('button', { name, exact: true }).click();
		};
		await act(2, 'Copy');
		await page.getByText('Copied the message').waitFor();
		await copied(page, 'Due');
		await act(2, 'Snapshot here');
		await answer(page, 'Create Snapshot at This Message', 'By press');
		await message(frame, 2).getByRole('button', { name: 'By press' }).waitFor();
		await act(2, 'Revert to here');
		await message(frame, 3).waitFor({ state: 'detached' });
		await frame.getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 3).waitFor();
		await act(1, 'Fork from here');
		assert.deepEqual(await spoken(await transcript(page, 'Fork of By button')), ['user: Uno']);
	});

	it('offers the same and a copy as Markdown on a right-click', async () => {
		const frame = await talk('By menu', 'Eins', '**Zwei**');
		assert.deepEqual(await contextMenuLabels(page, message(frame, 1)), [
			...['Fork from Message', 'Create Snapshot', 'Revert to Message'],
			...['Copy Message', 'Copy Message as Markdown', 'Copy Link to Message'],
		]);
		await chooseFromContextMenu(page, message(frame, 2), 'Copy Message as Markdown');
		await page.getByText('Copied the message').waitFor();
		await copied(page, /^\*\*assistant\*\* · \d{4}-.*\n\n\*\*Zwei\*\*\n$/);
		await chooseFromContextMenu(page, message(frame, 1), 'Revert to Message');
		await message(frame, 2).waitFor({ state: 'detached' });
		// Said once the transcript has the focus back, which would close the question.
		await notification(page, '"By menu" now ends at message 1.').waitFor();
		await runAndChoose(page, 'Sessions: Undo Revert', 'In which session?', 'By menu');
		await message(frame, 2).waitFor();
	});

	it('takes back with Undo only the revert that it belongs to, and offers it only where something moved', async () => {
		const frame = await talk('Twice back', 'One', 'Two', 'Three');
		const revertTo = async (place: number): Promise<void> => {
			await message(frame, place).hover();
			await message(frame, place).getByRole('button', { name: 'Revert to here' }).click();
		};
		const told = (place: number): string => `"Twice back" now ends at message ${String(place)}.`;
		await revertTo(2);
		await notification(page, told(2)).waitFor();
		await revertTo(1);
		await notification(page, told(1)).waitFor();
		await clickNotificationButton(page, told(2), 'Undo');
		await notification(page, 'was changed since').waitFor();
		assert.deepEqual(await spoken(frame), ['user: One']);
		await clickNotificationButton(page, told(1), 'Undo');
		await message(frame, 2).waitFor();
		await revertTo(2);
		await page.getByText('"Twice back" ends there already').waitFor();
		await revertTo(1);
		await notification(page, told(1)).waitFor();
		assert.equal(await notification(page, told(2)).count(), 0);
	});

	it('offers Copy on a right-click where text is selected', async () => {
		const frame = await talk('Selected', 'Take this.');
		const words = message(frame, 1).locator('p');
		await words.evaluate((text) => text.ownerDocument.getSelection()?.selectAllChildren(text));
		const labels = await contextMenuLabels(page, words);
		assert.deepEqual([labels.includes('Copy'), labels.includes('Copy Message')], [true, true]);
	});

	it('shows at once what another process writes', async () => {
		const frame = await talk('Watched', 'Start');
		await inAnotherProcess(window.folder, 'Watched', 'From elsewhere');
		await message(frame, 2).getByText('From elsewhere').waitFor();
		await treeRow(page, 'Watched, session, 2 messages').waitFor();
	});

	it('follows a rename with its tab and its heading', async () => {
		await talk('Before', 'Hello.');
		await withStore(window.folder, async (store) => {
			await store.setTitle((await sessionTitled(store, 'Before')).id, 'Afterwards');
		});
		await transcript(page, 'Afterwards');
		assert.equal(await editorTab(page, 'Before').count(), 0);
	});

	it('says that its session is in the trash, and restores it', async () => {
		const frame = await talk('Thrown away', 'Hello.');
		await withStore(window.folder, async (store) => {
			await store.deleteSession((await sessionTitled(store, 'Thrown away')).id);
		});
		await frame.getByText('This session is in the trash.').waitFor();
		assert.equal(await frame.getByRole('textbox').isVisible(), false);
		await frame.getByRole('button', { name: 'Restore' }).click();
		await frame.getByText('This session is in the trash.').waitFor({ state: 'detached' });
		await compose(frame, 'Back again.');
	});

	it('says that its session is gone after it was purged', async () => {
		const frame = await talk('Purged', 'Hello.');
		await withStore(window.folder, async (store) => {
			const { id } = await sessionTitled(store, 'Purged');
			await store.deleteSession(id);
			await store.purgeSession(id);
		});
		await frame.getByText('This session is not in its folder any more.').waitFor();
	});
});
