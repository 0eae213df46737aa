import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { tabTo } from './support/keys.js';
import { chooseFromContextMenu, contextMenuLabels } from './support/menus.js';
import { clickNotificationButton } from './support/notifications.js';
import { runAndChoose } from './support/quickInput.js';
import { sessionTitled, withStore } from './support/store.js';
import { message, spoken, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { copied, launchWorkbench, type Workbench } from './support/workbench.js';

describe('what can be done with messages of a transcript', () => {
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
		await clickRow(treeRow(page, title));
		const frame = await transcript(page, title);
		await message(frame, texts.length).waitFor();
		return frame;
	}

	const bar = (frame: FrameLocator): Locator => frame.getByRole('toolbar', { name: 'Selected messages' });
	const says = (frame: FrameLocator, words: string): Promise<void> =>
		bar(frame).getByText(words, { exact: true }).waitFor();
	const press = (frame: FrameLocator, name: string): Promise<void> =>
		bar(frame).getByRole('button', { name, exact: true }).click();
	const picked = (frame: FrameLocator): Promise<string[]> =>
		frame
			.getByRole('checkbox', { checked: true })
			.evaluateAll((all) => all.map((each) => each.ariaLabel ?? ''));

	it('copies messages that were selected by mouse in the order of the transcript', async () => {
		const frame = await talk('By mouse', 'One', 'Two', 'Three', 'Four', 'Five');
		await message(frame, 3)
			.locator('p')
			.click({ modifiers: ['ControlOrMeta'] });
		await message(frame, 1).locator('.rail').hover();
		await frame.getByRole('checkbox', { name: 'Select message 1', exact: true }).click();
		await says(frame, '2 messages selected');
		await press(frame, 'Copy');
		await copied(page, 'One\n\nThree');
		await press(frame, 'Copy as Markdown');
		await copied(page, /^\*\*user\*\* · [^\n]*\n\nOne\n\n\*\*user\*\* · [^\n]*\n\nThree\n$/);
		await message(frame, 5)
			.locator('p')
			.click({ modifiers: ['Shift'] });
		await says(frame, '5 messages selected');
		await message(frame, 4)
			.locator('p')
			.click({ modifiers: ['ControlOrMeta'] });
		await says(frame, '4 messages selected');
		assert.deepEqual(
			await picked(frame),
			[1, 2, 3, 5].map((place) => `Select message ${String(place)}`),
		);
		await press(frame, 'Clear');
		await bar(frame).waitFor({ state: 'hidden' });
		assert.deepEqual(await picked(frame), []);
	});

	it('leaves text alone that is being selected, and links', async () => {
		const frame = await talk('Text', 'Take these words.', 'See https://example.org/ there.');
		const words = message(frame, 1).locator('p');
		await words.dblclick();
		await message(frame, 1)
			.locator('p')
			.click({ modifiers: ['Shift'], position: { x: 2, y: 8 } });
		assert.equal(await bar(frame).isVisible(), false);
	});

	it('makes a new session of messages that were selected by keyboard, and takes it back', async () => {
		const frame = await talk('By keyboard', 'Eins', 'Zwei', 'Drei', 'Vier');
		await message(frame, 4).focus();
		await page.keyboard.press('x');
		await page.keyboard.press('Shift+K');
		await page.keyboard.press('Shift+ArrowUp');
		await says(frame, '3 messages selected');
		await page.keyboard.press('Shift+J');
		await says(frame, '2 messages selected');
		await page.keyboard.press('Escape');
		await bar(frame).waitFor({ state: 'hidden' });
		await page.keyboard.press('Control+a');
		await says(frame, '4 messages selected');
		assert.equal(
			await message(frame, 1).evaluate((row) => row.ownerDocument.getSelection()?.toString()),
			'',
			'no text is marked',
		);
		await message(frame, 3).focus();
		await page.keyboard.press('x');
		await tabTo(page, bar(frame).getByRole('button', { name: 'New Session from Selection' }));
		await page.keyboard.press('Enter');
		const title = 'Selection from By keyboard';
		const made = await transcript(page, title);
		assert.deepEqual(await spoken(made), ['user: Eins', 'assistant: Zwei', 'assistant: Vier']);
		await clickNotificationButton(page, `Made "${title}" of 3 messages.`, 'Undo');
		await made.getByText('This session is in the trash.').waitFor();
	});

	it('keeps what a message has, tool results with their call, beside the session that it is from', async () => {
		const title = 'With tools';
		await withStore(window.folder, async (store) => {
			const parentId = await store.createSession({ title: 'Above' });
			const id = await store.createSession({ title, parentId });
			const call = { id: 'c1', name: 'look', arguments: '{"path":"a.ts"}' };
			await store.addMessages(id, [
				{ role: 'user', content: 'Look.', timestamp: 1000, metadata: { author: 'Ada' } },
				{ role: 'assistant', content: 'I look.', toolCalls: [call], timestamp: 2000 },
				{ role: 'tool', content: 'found', toolCallId: 'c1', timestamp: 3000 },
				{ role: 'assistant', content: 'Done.', timestamp: 4000 },
			]);
		});
		await runAndChoose(page, 'Sessions: Open Transcript', 'Choose a session', title);
		const frame = await transcript(page, title);
		await message(frame, 2)
			.locator('p')
			.click({ modifiers: ['ControlOrMeta'] });
		await says(frame, '2 messages selected');
		assert.deepEqual((await contextMenuLabels(page, message(frame, 2))).slice(-3), [
			'Copy Selected Messages',
			'Copy Selected Messages as Markdown',
			'New Session from Selection',
		]);
		await chooseFromContextMenu(page, message(frame, 2), 'New Session from Selection');
		await transcript(page, `Selection from ${title}`);
		const [made, messages, above] = await withStore(window.folder, async (store) => {
			const session = await sessionTitled(store, `Selection from ${title}`);
			return [session, await store.getMessages(session.id), await sessionTitled(store, 'Above')] as const;
		});
		assert.equal(made.parentId, above.id);
		assert.deepEqual(
			messages.map(({ role, content, toolCalls, toolCallId, timestamp }) => ({
				...{ role, content, timestamp },
				call: toolCalls?.[0]?.name ?? toolCallId,
			})),
			[
				{ role: 'assistant', content: 'I look.', timestamp: 2000, call: 'look' },
				{ role: 'tool', content: 'found', timestamp: 3000, call: 'c1' },
			],
		);
	});

	it('selects a range whose messages are not all in the document', async () => {
		const count = 1500;
		const frame = await talk('Long', ...Array.from({ length: count }, (_, at) => `Text ${String(at)}`));
		await message(frame, count).focus();
		await page.keyboard.press('Control+a');
		await says(frame, `${count.toLocaleString('en')} messages selected`);
		await page.keyboard.press('Home');
		await message(frame, 1).getByRole('checkbox', { checked: true }).waitFor();
		await page.keyboard.press('Control+a');
		await page.keyboard.press('x');
		await says(frame, `${(count - 1).toLocaleString('en')} messages selected`);
		await message(frame, 1).getByRole('checkbox', { checked: false }).waitFor();
	});

	it('lets go of messages that the transcript has no more', async () => {
		const frame = await talk('Reverted', 'One', 'Two', 'Three', 'Four');
		await message(frame, 4).focus();
		await page.keyboard.press('Control+a');
		await says(frame, '4 messages selected');
		await withStore(window.folder, async (store) => {
			await store.revertToMessage((await sessionTitled(store, 'Reverted')).id, { index: 1 });
		});
		await says(frame, '2 messages selected');
		await press(frame, 'Copy');
		await copied(page, 'One\n\nTwo');
	});

	it('copies as Markdown and a link by key and by menu', async () => {
		const frame = await talk('Linked', 'Uno', '**Due**', 'Tre');
		await message(frame, 2).focus();
		await page.keyboard.press('m');
		await copied(page, /^\*\*assistant\*\* · [^\n]*\n\n\*\*Due\*\*\n$/);
		await message(frame, 2).focus();
		await page.keyboard.press('l');
		const link = await copiedLink();

		await message(frame, 1).focus();
		await tabTo(page, message(frame, 1).getByRole('button', { name: 'More actions' }));
		await page.keyboard.press('Enter');
		await frame.getByRole('menuitem', { name: 'Copy as Markdown' }).and(frame.locator(':focus')).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		assert.notEqual(await copiedLink(link), link);
	});

	/** The link in the clipboard, once it holds one, and another than `before`. */
	async function copiedLink(before = ''): Promise<string> {
		const found = await page.waitForFunction(
			async (other) => {
				const text = await navigator.clipboard.readText();
				const isLink =
					/^[a-z-]+:\/\/session-hierarchy\.session-hierarchy\/open\?session=\w+&message=\w+$/.test(text);
				return isLink && text !== other ? text : '';
			},
			before,
			{ polling: 100 },
		);
		return found.jsonValue();
	}

	it('previews the draft of a message, and keeps it', async () => {
		const frame = await talk('Preview', 'Hello.');
		const box = frame.getByRole('textbox', { name: 'New message' });
		const preview = frame.getByRole('region', { name: 'Preview of the new message' });
		const draft = '**Bold** <img src=x onerror=alert(1)>';
		await box.fill(draft);
		await frame.getByRole('button', { name: 'Preview', exact: true }).click();
		await preview.locator('strong', { hasText: 'Bold' }).waitFor();
		assert.equal(await preview.locator('img').count(), 0);
		assert.equal(await box.isVisible(), false);
		await page.keyboard.press('Control+Shift+V');
		await box.and(frame.locator(':focus')).waitFor();
		assert.equal(await box.inputValue(), draft);
		await page.keyboard.press('Control+Shift+V');
		await preview.and(frame.locator(':focus')).waitFor();
		await page.keyboard.press('Control+Enter');
		await message(frame, 2).locator('strong', { hasText: 'Bold' }).waitFor();
		assert.equal(await box.inputValue(), '');
	});

	it('lists its keys', async () => {
		const frame = await talk('Keys', 'Hello.');
		await message(frame, 1).focus();
		await page.keyboard.press('?');
		const help = frame.getByRole('dialog', { name: 'Keyboard shortcuts' });
		await help.getByText('Copy as Markdown').waitFor();
		await page.keyboard.press('Escape');
		await help.waitFor({ state: 'detached' });
		await message(frame, 1).and(frame.locator(':focus')).waitFor();
		await frame.getByRole('textbox', { name: 'New message' }).focus();
		await page.keyboard.type('x?');
		assert.equal(await help.count(), 0);
		assert.equal(await bar(frame).isVisible(), false);
	});
});

describe('a transcript in Restricted Mode', () => {
	it('offers copying a selection, and nothing that writes', async () => {
		const window = await launchWorkbench({
			trusted: false,
			setup: (folder) =>
				withStore(folder, async (store) => {
					const id = await store.createSession({ title: 'Restricted' });
					const [messageId = ''] = await store.addMessages(id, [{ role: 'user', content: 'Ask' }]);
					await store.addMessage(id, { role: 'user', content: 'Old' });
					await store.revertToMessage(id, { messageId });
					await store.addMessage(id, { role: 'user', content: 'New' });
				}),
		});
		const { page } = window;
		await showSessions(page);
		await clickRow(treeRow(page, 'Restricted'));
		const frame = await transcript(page, 'Restricted');
		await message(frame, 2).focus();
		await page.keyboard.press('x');
		await frame.getByRole('button', { name: 'Branch 2/2: list them' }).click();
		const names = await frame
			.locator('.selection button:visible, .parting button:visible')
			.evaluateAll((all) => all.map((each) => each.ariaLabel ?? each.textContent));
		assert.deepEqual(names, ['Branch 2/2: list them', 'Copy', 'Copy as Markdown', 'Clear']);
		await window.close();
	});
});
