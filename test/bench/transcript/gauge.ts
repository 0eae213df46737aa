/** What the page of a transcript tells of itself. Times are milliseconds since 1970: all frames of a machine share them. */
export interface Gauge {
	/** When this frame last got a click or a key. */
	input: number;
	/** When the first message was painted. */
	painted?: Promise<number>;
	/** When the message that was waited for was painted in view. */
	shown?: Promise<number>;
	/** Begins to wait for the message at a position, from 1. */
	waitFor(position: number): void;
	/** When the find widget had painted the number of all hits. */
	found?: Promise<number>;
	/** Begins to wait for it. */
	waitForHits(): void;
	/** Begins to watch the frames that are painted, anew. */
	watchFrames(): void;
	/** The longest frame since then, in milliseconds. */
	longest(): number;
	/** The most rows that were in the document in a frame that was watched. */
	mostRows(): number;
	/** Positions, from 1, of the row that is on top of the view and of the last one in the document. */
	top(): number;
	last(): number;
	/** Bytes of what the host sent, up to a time. */
	sent(until: number): number;
	/** Lets go of what the host sent, which is only kept to be weighed. */
	forget(): void;
}

declare global {
	interface Window {
		gauge: Gauge;
	}
}

/**
 * Runs in each frame before its own scripts, and so knows nothing but itself. A webview's document is written anew after
 * that, which takes away all listeners: those of a transcript are put in when its page begins to listen to the host.
 */
export function installGauge(): void {
	const listen = window.addEventListener.bind(window);
	const now = (): number => performance.timeOrigin + performance.now();
	/** Called in an animation frame: ends when that frame is painted. */
	const framePainted = (): Promise<number> =>
		new Promise((resolve) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				resolve(now());
			};
			port2.postMessage(null);
		});

	const firstMessagePainted = (): Promise<number> =>
		new Promise((resolve) => {
			const observer = new MutationObserver(() => {
				if (!document.querySelector('article')) return;
				observer.disconnect();
				requestAnimationFrame(() => {
					resolve(framePainted());
				});
			});
			observer.observe(document, { childList: true, subtree: true });
		});

	const view = (): DOMRect => (document.querySelector('main') ?? document.body).getBoundingClientRect();
	const isInView = (position: number): boolean => {
		const row = document.querySelector(`article[aria-posinset="${position}"]`)?.getBoundingClientRect();
		const { top, bottom } = view();
		return row !== undefined && row.bottom > top && row.top < bottom;
	};
	/** Ends when the first frame was painted in which something is so. */
	const paintedWhen = (isSo: () => boolean): Promise<number> =>
		new Promise((resolve) => {
			const look = (): void => {
				if (isSo()) resolve(framePainted());
				else requestAnimationFrame(look);
			};
			requestAnimationFrame(look);
		});
	const waitFor = (position: number): void => {
		window.gauge.shown = paintedWhen(() => isInView(position));
	};
	const waitForHits = (): void => {
		// While it still counts, the number ends with an ellipsis.
		const isCounted = (): boolean =>
			/^([\d,]+ of )?[\d,]+$/.test(document.querySelector('.find-count')?.textContent ?? '');
		window.gauge.found = paintedWhen(isCounted);
	};

	const rows = (): HTMLCollectionOf<Element> => document.getElementsByTagName('article');
	let mostRows = 0;
	let longest = 0;
	let before: number | undefined;
	const watchFrame = (time: number): void => {
		longest = Math.max(longest, time - (before ?? time));
		mostRows = Math.max(mostRows, rows().length);
		before = time;
		requestAnimationFrame(watchFrame);
	};
	const watchFrames = (): void => {
		longest = 0;
		if (before === undefined) requestAnimationFrame(watchFrame);
	};

	const positionOf = (row: Element | undefined): number => Number(row?.ariaPosInSet);
	const received: { readonly at: number; readonly data: unknown }[] = [];
	const bytesOf = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;
	window.gauge = {
		input: 0,
		waitFor,
		waitForHits,
		watchFrames,
		longest: () => longest,
		mostRows: () => mostRows,
		top: () => positionOf([...rows()].find((row) => row.getBoundingClientRect().bottom > view().top)),
		last: () => positionOf([...rows()].at(-1)),
		sent: (until) =>
			received.filter(({ at }) => at <= until).reduce((sum, { data }) => sum + bytesOf(data), 0),
		forget: () => {
			received.length = 0;
		},
	};

	const watchInput = (): void => {
		for (const type of ['click', 'keydown']) {
			listen(type, ({ timeStamp }) => (window.gauge.input = performance.timeOrigin + timeStamp), true);
		}
	};
	watchInput();
	window.addEventListener = (...args: Parameters<typeof listen>) => {
		if (args[0] === 'message' && 'acquireVsCodeApi' in window && !window.gauge.painted) {
			watchInput();
			listen('message', ({ data }: MessageEvent<unknown>) => received.push({ at: now(), data }));
			window.gauge.painted = firstMessagePainted();
		}
		listen(...args);
	};
}
