import type { BrowserContext, Frame, Page } from 'playwright-core';

/** Something that no text from a file may bring about. */
export interface Sighting {
	readonly what: 'script' | 'request' | 'violation' | 'window';
	/** The call's argument, the address, or what the browser said. */
	readonly detail: string;
	/** Address of the document in which it happened, where that is known. */
	readonly from: string;
}

/** Sees whatever a page runs, asks for or is refused because of an attack in it. */
export class Watch {
	readonly sightings: Sighting[] = [];
	readonly #waiting = new Set<() => void>();
	readonly #isOwn: (url: URL) => boolean;

	private constructor(isOwn: (url: URL) => boolean) {
		this.#isOwn = isOwn;
	}

	/** Looks at documents that are opened from now on. `isOwn`: what the page asks for by itself. */
	static async over(context: BrowserContext, isOwn: (url: URL) => boolean): Promise<Watch> {
		const watch = new Watch(isOwn);
		await context.exposeBinding('__fired', ({ frame }, detail: unknown) => {
			watch.#see('script', String(detail), addressOf(frame));
		});
		await context.addInitScript(() => {
			const { __fired: fired } = globalThis as unknown as { __fired: (detail: unknown) => void };
			const tell = (detail?: unknown): undefined => {
				fired(detail);
			};
			Object.assign(globalThis, { alert: tell, confirm: tell, prompt: tell, print: tell });
			// Unlike a listener on the document this outlives document.open(), by which VS Code fills a webview.
			new ReportingObserver(
				(reports) => {
					for (const { body } of reports) console.error('Content Security Policy', JSON.stringify(body));
				},
				{ types: ['csp-violation'], buffered: true },
			).observe();
		});
		context.on('request', (request) => {
			const from = request.serviceWorker() ? '' : addressOf(request.frame());
			watch.#request(request.url(), from);
		});
		context.on('console', (message) => {
			if (!/Content Security Policy|Refused to |Trusted Type/.test(message.text())) return;
			watch.#see('violation', message.text(), message.location().url);
		});
		context.on('page', (page) => {
			watch.#see('window', page.url(), '');
			watch.#listen(page);
		});
		for (const page of context.pages()) watch.#listen(page);
		return watch;
	}

	/** Resolves when something of that kind was seen. */
	async saw(what: Sighting['what']): Promise<void> {
		while (!this.sightings.some((each) => each.what === what)) {
			await new Promise<void>((resolve) => this.#waiting.add(resolve));
		}
	}

	#listen(page: Page): void {
		page.on('websocket', (socket) => {
			this.#request(socket.url(), page.url());
		});
		page.on('dialog', (dialog) => {
			this.#see('script', dialog.message(), page.url());
			void dialog.dismiss();
		});
	}

	#request(address: string, from: string): void {
		const url = new URL(address);
		if (url.protocol === 'data:' || url.protocol === 'blob:' || this.#isOwn(url)) return;
		this.#see('request', address, from);
	}

	#see(what: Sighting['what'], detail: string, from: string): void {
		this.sightings.push({ what, detail, from });
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}
}

/** That of the document, or of the one around it when it has none of its own. */
function addressOf(frame: Frame): string {
	for (let each: Frame | null = frame; each; each = each.parentFrame()) {
		if (/^https?:/.test(each.url())) return each.url();
	}
	return frame.url();
}
