import type { FrameLocator, JSHandle, Page } from 'playwright-core';
import type { Gauge } from './gauge.js';

/** CSS pixels of one turn of the wheel: a brisk one. */
const turn = 500;
/** Turns after which a message counts as out of reach. */
const mostTurns = 20_000;

/** The transcript in front, and what is measured in it. */
export class OpenTranscript {
	readonly #page: Page;
	readonly #frame: FrameLocator;
	readonly #gauge: JSHandle<Gauge>;

	constructor(page: Page, frame: FrameLocator, gauge: JSHandle<Gauge>) {
		this.#page = page;
		this.#frame = frame;
		this.#gauge = gauge;
	}

	/** Milliseconds since 1970 when the first message was painted. */
	async painted(): Promise<number> {
		const painted = await this.#gauge.evaluate((gauge) => gauge.painted);
		if (painted === undefined) throw new Error('The page never began to listen to the host.');
		return painted;
	}

	/** Presses a key and waits for the message at a position, from 1: milliseconds until it was painted in view. */
	async press(key: 'Home' | 'End', position: number): Promise<number> {
		await this.#frame.locator('article').last().focus();
		await this.#gauge.evaluate((gauge, at) => {
			gauge.waitFor(at);
		}, position);
		await this.#page.keyboard.press(key);
		const [shown, pressed] = await this.#gauge.evaluate(
			async ({ shown, input }) => [await shown, input] as const,
		);
		if (shown === undefined) throw new Error('No message was waited for.');
		return shown - pressed;
	}

	/** Looks for a text in the whole session: how often it is there, and milliseconds from Enter until that is painted. */
	async find(text: string): Promise<{ readonly time: number; readonly hits: number }> {
		await this.#frame.locator('article').last().focus();
		await this.#page.keyboard.press('Control+F');
		await this.#frame.getByRole('textbox', { name: 'Find' }).and(this.#frame.locator(':focus')).waitFor();
		await this.#gauge.evaluate((gauge) => {
			gauge.waitForHits();
		});
		const { keyboard } = this.#page;
		// In one go: a moment after the last letter it would be looked for without Enter.
		await Promise.all([keyboard.insertText(text), keyboard.press('Enter')]);
		const [found, pressed] = await this.#gauge.evaluate(
			async ({ found, input }) => [await found, input] as const,
		);
		if (found === undefined) throw new Error('No hits were waited for.');
		const count = await this.#frame.locator('.find-count').innerText();
		await this.#page.keyboard.press('Escape');
		return { time: found - pressed, hits: Number(count.replace(/.* of /, '').replaceAll(',', '')) };
	}

	/** Turns the wheel until the message at a position is on top of the view: the longest frame, in milliseconds. */
	async scrollTo(position: number): Promise<number> {
		await this.#frame.locator('main').hover();
		await this.#gauge.evaluate((gauge) => {
			gauge.watchFrames();
		});
		const isUp = position < (await this.top());
		for (let turns = 0; turns < mostTurns; turns++) {
			const top = await this.top();
			if (isUp ? top <= position : top >= position) return this.#gauge.evaluate((gauge) => gauge.longest());
			await this.#page.mouse.wheel(0, isUp ? -turn : turn);
		}
		throw new Error(`Message ${position} cannot be reached with the wheel.`);
	}

	/** Position, from 1, of the row on top of the view. */
	top(): Promise<number> {
		return this.#gauge.evaluate((gauge) => gauge.top());
	}

	/** Position, from 1, of the last row in the document. */
	last(): Promise<number> {
		return this.#gauge.evaluate((gauge) => gauge.last());
	}

	/** The most rows that were in the document while it was scrolled. */
	mostRows(): Promise<number> {
		return this.#gauge.evaluate((gauge) => gauge.mostRows());
	}

	/** Bytes that the host sent, up to a time in milliseconds since 1970. */
	sent(until = Infinity): Promise<number> {
		return this.#gauge.evaluate((gauge, time) => gauge.sent(time), until);
	}

	/** Lets go of what is only kept to be weighed. */
	async forget(): Promise<void> {
		await this.#gauge.evaluate((gauge) => {
			gauge.forget();
		});
		await this.#gauge.dispose();
	}
}
