import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { NewMessage } from '../../src/store/model.js';
import { inAnotherProcess } from './support/anotherProcess.js';
import { exactly } from './support/exactly.js';
import { asked, quickInput, runCommand } from './support/quickInput.js';
import { withStore } from './support/store.js';
import { compose, message, transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

/** 1,500 messages: every tenth speaks of a heron, #700 names a kestrel, #1,501 and #1,502 hide things. */
const walk: readonly NewMessage[] = [
	...Array.from({ length: 1500 }, (_, at): NewMessage => ({
		role: at % 2 === 0 ? 'user' : 'assistant',
		content: `Step ${String(at + 1)}${at % 10 === 9 ? '\n\nA *heron* stands' : ''}${at === 699 ? ', Kestrel!' : ''}`,
	})),
	{
		role: 'assistant',
		content: [
			{ type: 'thinking', text: 'Is it an ibis?' },
			{ type: 'text', text: 'I look it up.' },
		],
		toolCalls: [{ id: 'a', name: 'look_up', arguments: '{"bird":"wader"}' }],
	},
	{ role: 'tool', content: `${'a line of the book\n'.repeat(3000)}an avocet at its end`, toolCallId: 'a' },
	{
		role: 'assistant',
		content: 'Cat, cats and concat: **bold** words, [a stork](https://storks.example/stork).',
	},
];

describe('finding in a transcript', () => {
	let window: Workbench;
	let page: Page;
	let frame: FrameLocator;
	let box: Locator;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					await store.addMessages(await store.createSession({ title: 'A walk' }), walk);
					await store.addMessages(await store.createSession({ title: 'Rain' }), [
						{ role: 'user', content: 'Does it rain?' },
						{ role: 'assistant', content: 'Rain, and more rain.' },
					]);
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());
	beforeEach(async () => {
		await open('A walk');
		await frame.locator('article').last().focus();
		await page.keyboard.press('Home');
		await message(frame, 1).focus();
		await page.keyboard.press('Control+f');
		await box.and(frame.locator(':focus')).waitFor();
		await frame.getByRole('combobox', { name: 'Messages of' }).selectOption('All roles');
		for (const name of ['Match Case', 'Match Whole Word', 'Use Regular Expression']) {
			if ((await button(name).getAttribute('aria-pressed')) === 'true') await button(name).click();
		}
		await box.fill('');
		await told('');
	});

	async function open(title: string): Promise<void> {
		await clickRow(treeRow(page, title));
		frame = await transcript(page, title);
		box = frame.getByRole('textbox', { name: 'Find', exact: true });
	}
	const button = (name: string): Locator => frame.getByRole('button', { name, exact: true });
	const told = (words: string): Promise<void> =>
		frame.locator('.find-count', { hasText: exactly(words) }).waitFor({ state: 'attached' });
	/** The text that is marked as the current hit, once it is that one and in view. */
	const current = (text: string, row: number): Promise<void> =>
		message(frame, row).evaluate(async (element, expected) => {
			const scroller = element.closest('main')?.getBoundingClientRect();
			for (;;) {
				const [range] = [...(CSS.highlights.get('find-current') ?? [])] as StaticRange[];
				if (range && scroller && element.contains(range.startContainer)) {
					const live = new Range();
					live.setStart(range.startContainer, range.startOffset);
					live.setEnd(range.endContainer, range.endOffset);
					const { top, bottom } = live.getBoundingClientRect();
					const isInView = bottom > top && top >= scroller.top && bottom <= scroller.bottom;
					if (live.toString() === expected && isInView) return;
				}
				await new Promise(requestAnimationFrame);
			}
		}, text);
	/** How many hits are marked among the rows that are in the document. */
	const marked = (): Promise<number> =>
		frame.locator('main').evaluate(() => CSS.highlights.get('find-hit')?.size ?? 0);

	it('takes the reader to a message that is not loaded, next, previous and around, by mouse', async () => {
		await box.fill('HERON');
		await told('1 of 150');
		await current('heron', 10);
		await button('Previous Match').click();
		await told('150 of 150');
		await current('heron', 1500);
		await button('Next Match').click();
		await told('1 of 150');
		await current('heron', 10);
		await button('Next Match').click();
		await told('2 of 150');
		await current('heron', 20);
		assert.ok((await marked()) > 5);
		await button('Close').click();
		await box.waitFor({ state: 'hidden' });
		assert.equal(await marked(), 0);
		await message(frame, 20).and(frame.locator(':focus')).waitFor();
	});

	it('does so by keyboard alone, and gives the focus back to the message', async () => {
		await page.keyboard.type('kestrel');
		await told('1 of 1');
		await current('Kestrel', 700);
		await page.keyboard.press('Alt+c');
		await told('No results');
		await page.keyboard.press('Alt+c');
		await told('1 of 1');
		await page.keyboard.press('Shift+Home');
		await page.keyboard.type('heron');
		await told('70 of 150');
		await page.keyboard.press('Enter');
		await told('71 of 150');
		await page.keyboard.press('Shift+Enter');
		await page.keyboard.press('Shift+F3');
		await told('69 of 150');
		await page.keyboard.press('F3');
		await told('70 of 150');
		await current('heron', 700);
		await page.keyboard.press('Escape');
		await message(frame, 700).and(frame.locator(':focus')).waitFor();
		assert.equal(await box.isVisible(), false);
	});

	it('gives the focus back to the message that had it when nothing was found', async () => {
		await box.press('Escape');
		await message(frame, 3).focus();
		await page.keyboard.press('Control+f');
		await box.fill('no such bird');
		await told('No results');
		await page.keyboard.press('Escape');
		await message(frame, 3).and(frame.locator(':focus')).waitFor();
	});

	it('unfolds what holds a hit', async () => {
		await box.fill('ibis');
		await current('ibis', 1501);
		await box.fill('book');
		await told('1 of 3,000');
		await current('book', 1501);
		await box.fill('wader');
		await current('wader', 1501);
	});

	it('brings the rest of a text that is cut', async () => {
		await box.fill('avocet');
		await told('1 of 1');
		await current('avocet', 1501);
	});

	it('finds by case, word and regular expression', async () => {
		await box.fill('cat');
		await told('1 of 3');
		await button('Match Whole Word').click();
		await told('1 of 1');
		await button('Match Case').click();
		await told('No results');
		await button('Match Case').click();
		await button('Match Whole Word').click();
		await button('Use Regular Expression').click();
		await box.fill('c.ts|con\\w+');
		await told('1 of 2');
		await current('cats', 1503);
		await box.fill('(cat');
		await frame.getByRole('alert').getByText('Not a regular expression: Unterminated group.').waitFor();
		assert.equal(await box.getAttribute('aria-invalid'), 'true');
		await box.fill('(\\w+\\s?)+@');
		await frame.getByText('This expression takes too long.').waitFor();
	});

	it('finds in what one role said, or walks through its messages', async () => {
		const role = frame.getByRole('combobox', { name: 'Messages of' });
		await box.fill('heron');
		await role.selectOption('User');
		await told('No results');
		await role.selectOption('Tool');
		await box.fill('');
		await told('1 of 1');
		await message(frame, 1501).and(frame.locator('.found')).waitFor();
		await role.selectOption('User');
		await told('1 of 750');
		await box.press('Shift+Enter');
		await told('750 of 750');
		await message(frame, 1499).and(frame.locator('.found')).waitFor();
	});

	it('outlines a message where Markdown does not show what was found', async () => {
		await box.fill('storks.example');
		await told('1 of 1');
		await message(frame, 1503).and(frame.locator('.found')).waitFor();
		await box.fill('stork');
		await told('1 of 3');
		await current('stork', 1503);
	});

	it('marks the messages with hits along the scrollbar', async () => {
		await box.fill('kestrel');
		await told('1 of 1');
		assert.equal(await frame.locator('.ruler .hit .tick-mark').count(), 1);
	});

	it('counts what is added meanwhile, keeps its place, and is there after the tab was hidden', async () => {
		await box.press('Escape');
		await open('Rain');
		await runCommand(page, 'Sessions: Find in Transcript');
		await box.and(frame.locator(':focus')).waitFor();
		await box.fill('rain');
		await told('1 of 3');
		await box.press('Enter');
		await told('2 of 3');
		await inAnotherProcess(window.folder, 'Rain', 'It rains again.');
		await told('2 of 4');
		await compose(frame, 'Rain? No.');
		await told('2 of 5');
		await current('Rain', 2);
		await open('A walk');
		await open('Rain');
		await told('2 of 5');
		await current('Rain', 2);
		assert.equal(await box.inputValue(), 'rain');
	});

	it('looks for what is selected', async () => {
		await box.press('Escape');
		await page.keyboard.press('End');
		await message(frame, 1503)
			.locator('strong')
			.evaluate((element) => getSelection()?.selectAllChildren(element));
		await page.keyboard.press('Control+f');
		await told('1 of 1');
		assert.equal(await box.inputValue(), 'bold');
	});

	it('goes to a message by its number', async () => {
		await box.press('Escape');
		await page.keyboard.press('Control+g');
		const number = await asked(page, 'A number from 1 to 1,503');
		await number.fill('1504');
		await quickInput(page).getByText('There is no message 1504').waitFor();
		await number.fill('#321');
		await number.press('Enter');
		await message(frame, 321).and(frame.locator(':focus')).waitFor();
	});
});
