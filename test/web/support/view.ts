import type { FrameLocator } from 'playwright-core';

/** Resolves when a part of the row that begins with the message at a place, from 1, is in view. */
export function untilInView(frame: FrameLocator, place: number): Promise<void> {
	return inView(frame, { place, orLater: false });
}

/** Resolves when the end of the transcript is in view, and the message at a place before it. */
export function untilFollowed(frame: FrameLocator, place: number): Promise<void> {
	return inView(frame, { place, orLater: true });
}

function inView(
	frame: FrameLocator,
	wanted: { readonly place: number; readonly orLater: boolean },
): Promise<void> {
	return frame.locator('main').evaluate(
		(scroller, { place, orLater }) =>
			new Promise<void>((resolve) => {
				const look = (): void => {
					const view = scroller.getBoundingClientRect();
					const rows = [...scroller.querySelectorAll('article')];
					const row = orLater ? rows.at(-1) : rows.find((each) => Number(each.ariaPosInSet) === place);
					const { top, bottom } = row?.getBoundingClientRect() ?? { top: NaN, bottom: NaN };
					if (bottom > view.top && top < view.bottom && Number(row?.ariaPosInSet) >= place) resolve();
					else requestAnimationFrame(look);
				};
				look();
			}),
		wanted,
	);
}

/** Watches a message until so many more are in the transcript; gives how far it moved meanwhile, in CSS pixels. */
export function driftOf(frame: FrameLocator, place: number, more: number): Promise<number> {
	return frame.locator('main').evaluate(
		(scroller, watched) =>
			new Promise<number>((resolve) => {
				const row = (): Element | null => scroller.querySelector(`article[aria-posinset="${watched.place}"]`);
				const top = (): number => row()?.getBoundingClientRect().top ?? Infinity;
				const total = (): number => Number(row()?.ariaSetSize);
				const from = top();
				const until = total() + watched.more;
				let drift = 0;
				const look = (): void => {
					drift = Math.max(drift, Math.abs(top() - from));
					if (!row() || total() >= until) resolve(drift);
					else requestAnimationFrame(look);
				};
				look();
			}),
		{ place, more },
	);
}

/** The place of the row on top of the view; in whole, when it is to be watched. */
export function topPlace(frame: FrameLocator): Promise<number> {
	return frame.locator('main').evaluate((scroller) => {
		const { top } = scroller.getBoundingClientRect();
		const rows = [...scroller.querySelectorAll('article')];
		return Number(rows.find((row) => row.getBoundingClientRect().bottom > top)?.ariaPosInSet);
	});
}

/** Resolves when nothing has moved in three frames: the wheel is done and what came late has its height. */
export async function stillness(frame: FrameLocator): Promise<void> {
	await settled(frame, null);
}

export interface Mark {
	/** Where the message that was watched came to; of the first mark, where it is. */
	readonly from: number;
	/** The message to watch next, and its top. */
	readonly place: number;
	readonly top: number;
}

/** Waits until the message of the last mark has moved and nothing moves any more; it stays marked while it is in view. */
export function ridesOn(frame: FrameLocator, before: Mark | null): Promise<Mark> {
	return settled(frame, before);
}

function settled(frame: FrameLocator, before: Mark | null): Promise<Mark> {
	return frame.locator('main').evaluate(
		(scroller, mark) =>
			new Promise<Mark>((resolve) => {
				const rows = (): Element[] => [...scroller.querySelectorAll('article')];
				const topOf = (row: Element | undefined): number => row?.getBoundingClientRect().top ?? Infinity;
				const marked = (): Element | undefined =>
					rows().find((row) => Number(row.ariaPosInSet) === mark?.place);
				const next = (): Mark => {
					const view = scroller.getBoundingClientRect();
					const from = topOf(marked());
					// A row that only ends in view may change above it.
					const begins = rows().find((row) => topOf(row) >= view.top && topOf(row) < view.bottom);
					const ends = rows().find((row) => row.getBoundingClientRect().bottom > view.top);
					const row = from < view.bottom - 150 ? marked() : (begins ?? ends);
					return { from, place: Number(row?.ariaPosInSet), top: topOf(row) };
				};
				let seen = next();
				let frames = 0;
				const look = (): void => {
					const now = next();
					const isStill = now.place === seen.place && now.top === seen.top && now.from === seen.from;
					frames = isStill && now.from !== mark?.top ? frames + 1 : 0;
					seen = now;
					if (frames === 3) resolve(now);
					else requestAnimationFrame(look);
				};
				requestAnimationFrame(look);
			}),
		before,
	);
}
