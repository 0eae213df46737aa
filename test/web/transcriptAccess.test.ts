import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { makeSample } from '../support/sampleWorkspace.js';
import { answer, quickInputBox } from './support/quickInput.js';
import { setTheme, themeNames } from './support/screenshots.js';
import { message, transcript } from './support/transcript.js';
import { clickRow, expand, showSessions, treeRow } from './support/tree.js';
import { editorTab } from './support/webview.js';
import { launchWorkbench, type Workbench } from './support/workbench.js';

const parent = 'Retry failed uploads';
const fork = 'Attempt 2: a persistent queue';

describe('a transcript for everybody', () => {
	let window: Workbench;
	let page: Page;

	before(async () => {
		window = await launchWorkbench({ setup: makeSample });
		({ page } = window);
		await showSessions(page);
		await expand(treeRow(page, parent));
	});
	after(() => window.close());

	async function opened(title: string): Promise<FrameLocator> {
		await clickRow(treeRow(page, title));
		return transcript(page, title);
	}

	it('can be used by keyboard alone', async () => {
		await byKey(page, 'Sessions: Focus on Sessions View');
		await page.keyboard.press('Home');
		await treeRow(page, parent).and(page.locator('.focused')).waitFor();
		const tab = editorTab(page, parent);
		while (!(await tab.isVisible())) {
			await page.keyboard.press('Enter'); // the keyboard stays in the tree
			// VS Code forgets what was opened while it draws the tree anew: the key is pressed again.
			await tab.waitFor({ timeout: 5000 }).catch(() => undefined);
		}
		const frame = await transcript(page, parent);
		await page.keyboard.press('Control+1');
		await page.waitForFunction(() => document.activeElement?.matches('iframe.webview.ready'));
		// VS Code hands the focus on to the page, a moment later.
		await frame.locator('body').evaluate(async () => {
			while (!document.hasFocus()) await new Promise(requestAnimationFrame);
		});
		await page.keyboard.press('k'); // from nowhere to what is in view
		await focusedMessage(frame, 7).waitFor();
		await page.keyboard.press('k');
		await page.keyboard.press('ArrowUp');
		await focusedMessage(frame, 5).waitFor();
		await page.keyboard.press('k'); // past the result that is folded into its call
		await focusedMessage(frame, 3).waitFor();
		await page.keyboard.press('Enter');
		await message(frame, 3).locator('.thinking[open]').waitFor();
		await page.keyboard.press('Enter');
		await message(frame, 3).locator('.thinking:not([open])').waitFor();
		await page.keyboard.press('s');
		await answer(page, 'Create Snapshot at This Message', 'By keyboard');
		await message(frame, 3).getByRole('button', { name: 'By keyboard' }).waitFor();
		await focusedMessage(frame, 3).waitFor();
		await page.keyboard.press('f');
		const made = await transcript(page, `Fork of ${parent}`);
		const back = made.getByRole('navigation').getByRole('button', { name: parent });
		await page.keyboard.press('k');
		await made.locator('article:focus').waitFor();
		for (let left = 60; left > 0 && !(await back.and(made.locator(':focus')).isVisible()); left--) {
			await page.keyboard.press('Shift+Tab');
		}
		await page.keyboard.press('Enter');
		await transcript(page, parent);
	});

	it('shows where the keyboard is on each kind of control', async () => {
		for (const title of [fork, parent]) {
			const frame = await opened(title);
			await unfold(frame, 3);
			await page.keyboard.press('Tab'); // tells the browser that keys are in use
			assert.deepEqual(await withoutRing(frame), []);
		}
	});

	it('moves nothing where motion is not wanted', async () => {
		await page.emulateMedia({ reducedMotion: 'reduce' });
		try {
			const frame = await opened(fork);
			await message(frame, 1).hover();
			await unfold(frame, 3);
			await page.keyboard.press('Home');
			const running = await frame.locator('body').evaluate(() =>
				document
					.getAnimations()
					.filter(
						({ playState, effect }) => playState === 'running' && Number(effect?.getTiming().duration) > 1,
					)
					.map(({ effect }) => (effect as KeyframeEffect).target?.className ?? ''),
			);
			assert.deepEqual(running, []);
			const smooth = await frame
				.locator('main')
				.evaluate(
					(main) =>
						[main, ...main.querySelectorAll('*')].filter(
							(each) => getComputedStyle(each).scrollBehavior === 'smooth',
						).length,
				);
			assert.equal(smooth, 0);
		} finally {
			await page.emulateMedia({ reducedMotion: null });
		}
	});

	it('fits at 200 % zoom: nothing is cut off, overlaps or has to be scrolled sideways', async () => {
		await page.setViewportSize({ width: 640, height: 400 });
		try {
			await byKey(page, 'View: Close Primary Side Bar');
			const frame = await transcript(page, fork);
			await message(frame, 3).focus();
			assert.deepEqual(await misfits(frame), []);
		} finally {
			await page.setViewportSize({ width: 1280, height: 800 });
			await showSessions(page);
		}
	});

	for (const theme of themeNames) {
		it(`is without a violation of axe in the theme ${theme}`, async () => {
			await setTheme(window, theme);
			assert.deepEqual(await violations(await opened(fork)), []);
			const frame = await opened(parent);
			await unfold(frame, 3);
			assert.deepEqual(await violations(frame), []);
			await frame.locator('.parting .place').click();
			await frame.getByRole('list', { name: 'Branches from here' }).waitFor();
			await message(frame, 3).focus();
			await page.keyboard.press('Control+a');
			await frame.getByRole('toolbar', { name: 'Selected messages' }).waitFor();
			await page.keyboard.press('Control+f');
			await frame.getByRole('textbox', { name: 'Find', exact: true }).fill('retry');
			await frame.locator('.find-count', { hasText: / of / }).waitFor();
			assert.deepEqual(await violations(frame), []);
			await page.keyboard.press('Escape');
			await frame.getByRole('toolbar', { name: 'Selected messages' }).getByText('Clear').click();
			await frame.locator('.parting .place').click();
		});
	}
});

/** Runs a command from the palette without the mouse. */
async function byKey(page: Page, title: string): Promise<void> {
	await page.keyboard.press('F1');
	await quickInputBox(page).fill(`>${title}`);
	await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: title }).waitFor();
	await page.keyboard.press('Enter');
}

function focusedMessage(frame: FrameLocator, place: number) {
	return message(frame, place).and(frame.locator(':focus'));
}

/** Unfolds all of a message; what was unfolded once stays so. */
async function unfold(frame: FrameLocator, place: number): Promise<void> {
	const row = message(frame, place);
	await row.focus();
	const folded = row.locator('details:not([open])');
	if ((await folded.count()) > 0) await row.press('Enter');
	await folded.first().waitFor({ state: 'detached' });
}

/** The controls, one of each kind, that look the same with the keyboard's focus as without. */
function withoutRing(frame: FrameLocator): Promise<string[]> {
	return frame.locator('body').evaluate((body) => {
		const kinds = new Map<string, HTMLElement>();
		const controls = 'button:enabled, [tabindex="0"], select, textarea, input, summary, a[href]';
		for (const element of body.querySelectorAll<HTMLElement>(controls)) {
			if (element.checkVisibility({ visibilityProperty: true })) {
				kinds.set(
					`${element.localName}.${element.className} in ${element.parentElement?.className ?? ''}`,
					element,
				);
			}
		}
		const looks = (element: Element): string => {
			const around: Element[] = [element, ...element.querySelectorAll('*')];
			// Of a text box its frame tells. A message has a ring of its own.
			for (const each of [element.parentElement, element.parentElement?.parentElement])
				if (each && !each.closest('article')) around.push(each);
			return around
				.map((each) => {
					const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(each);
					const outline = outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineStyle} ${outlineColor}`;
					return `${outline}/${boxShadow}/${borderColor}`;
				})
				.join('\n');
		};
		const bare: string[] = [];
		for (const [kind, element] of kinds) {
			// The buttons of a message are there while it has the focus.
			(element.parentElement?.closest('article') ?? body.querySelector('article'))?.focus();
			if (document.activeElement === element) (document.activeElement as HTMLElement).blur();
			const before = looks(element);
			element.focus();
			if (document.activeElement !== element) bare.push(`${kind} takes no focus`);
			else if (looks(element) === before) bare.push(kind);
		}
		return bare;
	});
}

/** What does not fit into the width of the page, or lies over what stands beside it. */
function misfits(frame: FrameLocator): Promise<string[]> {
	return frame.locator('body').evaluate((body) => {
		const found: string[] = [];
		const name = (element: Element): string => `${element.localName}.${element.className}`;
		const width = document.documentElement.clientWidth;
		// The page itself never scrolls, and what reaches out of the list would be cut off.
		for (const element of body.querySelectorAll('main, .head, .foot')) {
			if (element.scrollWidth > element.clientWidth)
				found.push(`${name(element)} is wider than there is room`);
		}
		for (const element of body.querySelectorAll('*')) {
			const { left, right, width: own } = element.getBoundingClientRect();
			// What is wide by nature scrolls within itself.
			const isInside =
				element.parentElement?.closest('pre, .table, .unseen') != null || element.matches('.unseen');
			if (own > 0 && !isInside && (left < -1 || right > width + 1))
				found.push(`${name(element)} reaches out`);
		}
		const stack = [...body.querySelectorAll('.head, main, .foot')].filter(
			(each) => each.getBoundingClientRect().height > 0,
		);
		for (const list of [stack, [...body.querySelectorAll('article')]]) {
			for (const [at, element] of list.entries()) {
				const next = list[at + 1];
				if (next && element.getBoundingClientRect().bottom > next.getBoundingClientRect().top + 1)
					found.push(`${name(element)} overlaps ${name(next)}`);
			}
		}
		const main = body.querySelector('main');
		if ((main?.clientHeight ?? 0) < 60)
			found.push(`only ${String(main?.clientHeight)} px are left for messages`);
		return found;
	});
}

/** What axe finds wrong in the page of a transcript: a line each. */
async function violations(frame: FrameLocator): Promise<string[]> {
	const handle = await frame.locator('html').elementHandle();
	const inner = await handle.ownerFrame();
	if (!inner) throw new Error('The transcript has no frame.');
	await inner.evaluate(axe.source);
	const found = await inner.evaluate<axe.AxeResults['violations']>(
		'axe.run(document).then(({ violations }) => violations)',
	);
	return found.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
	);
}
