import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import type { NewMessage } from '../../src/store/model.js';
import { Talk } from '../support/generatedTalk.js';
import { Random } from '../support/random.js';
import { chart } from '../support/sampleWorkspace.js';
import { StoreGenerator } from '../support/storeGenerator.js';
import { exactly } from './support/exactly.js';
import { chooseFromContextMenu } from './support/menus.js';
import { sessionTitled, withStore } from './support/store.js';
import { transcript } from './support/transcript.js';
import { clickRow, showSessions, treeRow } from './support/tree.js';
import { driftOf, ridesOn, stillness, topPlace, untilFollowed, untilInView } from './support/view.js';
import { inner, webviews } from './support/webview.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';
import { whileWriting } from './support/writer.js';

/** Messages that are there before another process writes. */
const already = 400;
/** CSS pixels: what browsers round to. */
const tolerance = 1;

describe('a transcript that another process adds 50 messages a second to', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: (folder) =>
				withStore(folder, async (store) => {
					for (const title of ['Busy', 'Searched', 'Twice']) {
						const id = await store.createSession({ title });
						await store.addMessages(id, mixed(already));
					}
				}),
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	it('follows the end, stays where the reader scrolled, and has each message once', async () => {
		await clickRow(treeRow(page, 'Busy'));
		const frame = await transcript(page, 'Busy');
		const written = await whileWriting(window.folder, 'Busy', async () => {
			await untilFollowed(frame, already + 50);
			await frame.locator('main').hover();
			for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, -300);
			await stillness(frame);
			const drift = await driftOf(frame, await topPlace(frame), 150);
			assert.ok(drift <= tolerance, `the message that was read moved by ${drift} px`);
		});
		const [thumb, whole] = await Promise.all(
			['.thumb', '.ruler'].map((part) => frame.locator(part).boundingBox()),
		);
		const shown = ((thumb?.y ?? NaN) - (whole?.y ?? NaN)) / (whole?.height ?? NaN);
		const read = (await topPlace(frame)) / (already + written);
		assert.ok(Math.abs(shown - read) < 0.1, `the scrollbar is at ${shown}, the reader at ${read}`);
		await frame.getByRole('button', { name: /new messages?$/ }).click();
		await untilInView(frame, already + written);
		assert.deepEqual(
			await readBack(page, frame, already + 1),
			Array.from({ length: written }, (_, at) => `Written ${at + 1}`),
		);
	});

	it('counts all hits, and stays at the one that is shown', async () => {
		await clickRow(treeRow(page, 'Searched'));
		const frame = await transcript(page, 'Searched');
		await frame.locator('article').last().focus();
		await page.keyboard.press('Home');
		await untilInView(frame, 1);
		const count = frame.locator('.find-count');
		const written = await whileWriting(window.folder, 'Searched', async () => {
			await page.keyboard.press('Control+F');
			await frame.getByRole('textbox', { name: 'Find' }).fill('Written');
			await count.filter({ hasText: /^1 of \d/ }).waitFor();
			await untilInView(frame, already + 1);
			await stillness(frame);
			const drift = await driftOf(frame, await topPlace(frame), 100);
			assert.ok(drift <= tolerance, `the message with the hit moved by ${drift} px`);
		});
		await count.filter({ hasText: exactly(`1 of ${written.toLocaleString('en')}`) }).waitFor();
		await frame.getByRole('textbox', { name: 'Find' }).press('Shift+Enter');
		await untilInView(frame, already + written);
	});

	it('shows the same in two tabs, each at a place of its own', async () => {
		await clickRow(treeRow(page, 'Twice'));
		const first = await transcript(page, 'Twice');
		await untilInView(first, already);
		await chooseFromContextMenu(page, treeRow(page, 'Twice'), 'Open to the Side');
		await webviews(page).nth(1).waitFor();
		const [left, right] = [inner(webviews(page).nth(0)), inner(webviews(page).nth(1))];
		await untilInView(right, already);
		await left.locator('article').last().focus();
		await page.keyboard.press('Home');
		await untilInView(left, 1);
		await stillness(left);
		const written = await whileWriting(window.folder, 'Twice', async () => {
			const drift = await driftOf(left, 1, 100);
			assert.ok(drift <= tolerance, `the first message moved by ${drift} px in the left tab`);
			await untilFollowed(right, already + 100);
		});
		await untilInView(right, already + written);
		await left.locator('article').first().focus();
		await page.keyboard.press('End');
		await untilInView(left, already + written);
	});
});

describe('a long transcript', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({
			setup: async (folder) => {
				const sessions = join(folder, '.sessions');
				new StoreGenerator(sessions, 9).session(99_999, 'Endless');
				await withStore(folder, async (store) => {
					const { id } = await sessionTitled(store, 'Endless');
					await store.addMessage(id, { role: 'user', content: 'The very last.' });
					await store.addMessages(await store.createSession({ title: 'Mixed' }), mixed(4_000));
				});
			},
		});
		({ page } = window);
		await showSessions(page);
	});
	after(() => window.close());

	it('moves by what is scrolled and by nothing else, 200 steps up', async function () {
		this.timeout(300_000);
		await clickRow(treeRow(page, 'Mixed'));
		const frame = await transcript(page, 'Mixed');
		await frame.locator('main').hover();
		const jumps: string[] = [];
		let mark = await ridesOn(frame, null);
		for (let step = 1; step <= 200; step++) {
			await page.mouse.wheel(0, -120);
			const next = await ridesOn(frame, mark);
			const jump = next.from - mark.top - 120;
			if (Math.abs(jump) > tolerance) jumps.push(`step ${step}: #${mark.place} by ${jump.toFixed(2)} px`);
			mark = next;
		}
		assert.deepEqual(jumps, []);
	});

	it('of 100,000 messages is crossed by Home and End', async () => {
		await clickRow(treeRow(page, 'Endless'));
		const frame = await transcript(page, 'Endless');
		await untilInView(frame, 100_000);
		await frame.locator('article').last().focus();
		await page.keyboard.press('Home');
		await untilInView(frame, 1);
		await frame.locator('article').first().focus();
		await page.keyboard.press('End');
		await untilInView(frame, 100_000);
		await frame.getByText('The very last.').waitFor();
	});
});

/** What agents and people say, with an image now and then. */
function mixed(count: number): readonly NewMessage[] {
	const talk = new Talk(new Random(5));
	const messages: NewMessage[] = [];
	while (messages.length < count) {
		messages.push(...talk.next(count - messages.length));
		if (messages.length % 7 !== 0 || messages.length === count) continue;
		messages.push({ role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: chart }] });
	}
	return messages;
}

/** Turns the wheel back to a place; gives what the writer wrote from there on, as it was met. */
async function readBack(page: Page, frame: FrameLocator, from: number): Promise<string[]> {
	const found = new Map<number, string>();
	await frame.locator('main').hover();
	while (!found.has(from)) {
		const rows = await frame.locator('article').evaluateAll((articles) =>
			articles.map((article) => ({
				place: Number(article.ariaPosInSet),
				text: /Written \d+/.exec(article.textContent)?.[0] ?? '',
			})),
		);
		assert.equal(new Set(rows.map(({ place }) => place)).size, rows.length);
		for (const { place, text } of rows) found.set(place, text);
		await page.mouse.wheel(0, -1000);
	}
	const places = [...found.keys()].filter((place) => place >= from).sort((a, b) => a - b);
	return places.map((place) => found.get(place) ?? '');
}
