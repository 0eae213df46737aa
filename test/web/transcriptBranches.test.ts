import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { SessionStore } from '../../src/store/sessionStore.js';
import { tabTo } from './support/keys.js';
import { clickNotificationButton } from './support/notifications.js';
import { withStore } from './support/store.js';
import { message, spoken, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { editorTab } from './support/webview.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

describe('the tree inside a transcript', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench();
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	/** Makes a session, fills it, and opens its transcript. */
	async function open(
		title: string,
		fill: (store: SessionStore, id: string) => Promise<unknown>,
	): Promise<FrameLocator> {
		await withStore(window.folder, async (store) => {
			await fill(store, await store.createSession({ title }));
		});
		const tab = editorTab(page, title);
		while (!(await tab.isVisible())) {
			await clickRow(treeRow(page, title));
			// A click is lost while the tree is drawn anew for what was just written: it is made again.
			await tab.waitFor({ timeout: 5000 }).catch(() => undefined);
		}
		return transcript(page, title);
	}

	const say = (store: SessionStore, id: string, ...texts: readonly string[]): Promise<readonly string[]> =>
		store.addMessages(
			id,
			texts.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })),
		);
	const many = (words: string): readonly string[] =>
		Array.from({ length: 30 }, (_, at) => `${words} ${String(at + 1)}\n\nand more of it`);

	/** Thirty messages, then three ways of thirty each; the third is current. */
	async function threeWays(store: SessionStore, id: string): Promise<void> {
		const messageId = (await say(store, id, ...many('Shared'))).at(-1) ?? '';
		for (const way of ['First', 'Second', 'Third']) {
			await store.revertToMessage(id, { messageId });
			await say(store, id, ...many(way));
		}
	}

	const branch = (frame: FrameLocator, number: string): Locator =>
		frame.getByRole('button', { name: `Branch ${number.replace(' of ', '/')}: list them`, exact: true });
	const topOf = async (row: Locator): Promise<number> => (await row.boundingBox())?.y ?? NaN;

	async function staysAt(row: Locator, top: number): Promise<void> {
		const moved = Math.abs((await topOf(row)) - top);
		assert.ok(moved <= 1.5, `moved ${String(moved)} px`);
	}

	it('switches between branches by mouse, with the same numbers there and back, and stays at the place', async () => {
		const frame = await open('Three ways', threeWays);
		await branch(frame, '3 of 3').scrollIntoViewIfNeeded();
		const parting = message(frame, 30);
		const top = await topOf(parting);
		await frame.getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 31).getByText('Second 1').waitFor();
		await branch(frame, '2 of 3').waitFor();
		await staysAt(parting, top);
		await frame.getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 31).getByText('First 1').waitFor();
		await branch(frame, '1 of 3').waitFor();
		await staysAt(parting, top);
		await frame.getByRole('button', { name: 'Next branch' }).click();
		await message(frame, 31).getByText('Second 1').waitFor();
		await staysAt(parting, top);
		await branch(frame, '2 of 3').waitFor();
	});

	it('does the same by keyboard alone, and the focus stays on the switch', async () => {
		const frame = await open('By key alone', threeWays);
		const previous = frame.getByRole('button', { name: 'Previous branch' });
		await frame.locator('.scroller').evaluate((scroller) => {
			scroller.scrollTop = 0;
		});
		await message(frame, 29).focus();
		await page.keyboard.press('j');
		await tabTo(page, previous);
		const top = await topOf(message(frame, 30));
		await page.keyboard.press('Enter');
		await branch(frame, '2 of 3').waitFor();
		await message(frame, 31).getByText('Second 1').waitFor();
		await previous.and(frame.locator(':focus')).waitFor();
		await staysAt(message(frame, 30), top);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		const ways = frame.getByRole('list', { name: 'Branches from here' }).getByRole('listitem');
		assert.deepEqual(
			(await ways.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
			[
				'1 First 1 discarded 30 messages Switch to Fork',
				'2 Second 1 current 30 messages Fork',
				'3 Third 1 discarded 30 messages Switch to Fork',
			],
		);
		await tabTo(page, frame.getByRole('button', { name: 'Switch to branch 1' }));
		await page.keyboard.press('Space');
		await message(frame, 31).getByText('First 1').waitFor();
		await branch(frame, '1 of 3').and(frame.locator(':focus')).waitFor();
		assert.equal(await ways.count(), 3, 'the list stays unfolded');
		await tabTo(page, frame.getByRole('button', { name: 'Fork branch 3' }));
		await page.keyboard.press('Enter');
		const fork = await transcript(page, 'Fork of By key alone');
		await message(fork, 60).getByText('Third 30').waitFor();
	});

	it('takes a switch back with Undo', async () => {
		const frame = await open('Back again', async (store, id) => {
			const [messageId = ''] = await say(store, id, 'Ask');
			await say(store, id, 'Old');
			await store.revertToMessage(id, { messageId });
			await say(store, id, 'New', 'and longer');
		});
		await frame.getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 3).waitFor({ state: 'detached' });
		assert.deepEqual(await spoken(frame), ['user: Ask', 'user: Old']);
		await clickNotificationButton(page, '"Back again" now ends at message 2.', 'Undo');
		await message(frame, 3).waitFor();
		await branch(frame, '2 of 2').waitFor();
	});

	it('has a switch at each message where branches part, before the first too', async () => {
		const frame = await open('Nested', async (store, id) => {
			const [first = ''] = await say(store, id, 'One');
			await say(store, id, 'Two');
			await store.revertToMessage(id, { messageId: first });
			await say(store, id, 'Other two');
			await store.revertToMessage(id, { messageId: null });
			await say(store, id, 'Another start');
		});
		assert.deepEqual(await spoken(frame), ['user: Another start']);
		await branch(frame, '2 of 2').click();
		await frame.getByText('2 messages, parts again into 2').waitFor();
		await frame.getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 1).getByText('One').waitFor();
		assert.deepEqual(
			await frame
				.getByRole('group', { name: /^Branch/ })
				.evaluateAll((all) => all.map((each) => each.ariaLabel)),
			['Branch 1 of 2', 'Branch 2 of 2'],
		);
		await message(frame, 1).getByRole('button', { name: 'Previous branch' }).click();
		await message(frame, 2).getByText('Two', { exact: true }).waitFor();
	});

	it('folds several forks from one message into one button', async () => {
		const frame = await open('Forked twice', async (store, id) => {
			const [fromMessageId = ''] = await say(store, id, 'Ask', 'Answer');
			await store.forkSession(id, { fromMessageId, title: 'Left' });
			await store.forkSession(id, { fromMessageId, title: 'Right' });
		});
		const forks = frame.getByRole('button', { name: '2 forks from here' });
		const left = frame.getByRole('button', { name: 'Left' });
		assert.equal(await left.isVisible(), false);
		await forks.click();
		assert.equal(await forks.getAttribute('aria-expanded'), 'true');
		await left.waitFor();
		await forks.click();
		await left.waitFor({ state: 'hidden' });
		await message(frame, 1).focus();
		await tabTo(page, forks);
		await page.keyboard.press('Enter');
		await tabTo(page, frame.getByRole('button', { name: 'Right' }));
		await page.keyboard.press('Enter');
		const fork = await transcript(page, 'Right');
		// The place where it left its parent leads back there.
		await message(fork, 1).getByText('Shared with').getByRole('button', { name: 'Forked twice' }).click();
		await transcript(page, 'Forked twice');
	});

	it('lists a hundred branches and more', async () => {
		const frame = await open('Hundreds', async (store, id) => {
			const [after = ''] = await say(store, id, 'Ask');
			for (let way = 1; way <= 130; way++) {
				await store.addMessage(
					id,
					{ role: 'user', content: `Way ${String(way)}`, timestamp: way },
					{ after },
				);
			}
		});
		await frame.getByRole('button', { name: /^Branch \d+\/130/ }).click();
		const ways = frame.locator('.way');
		assert.equal(await ways.count(), 100);
		await frame.getByRole('button', { name: 'Show 30 more' }).click();
		assert.equal(await ways.count(), 130);
		assert.equal(await ways.last().locator('.first').innerText(), 'Way 130');
	});
});
