import type { Feed } from './feed.js';
import { post } from './host.js';

type Toward = 'earlier' | 'later';

/** Pages that were asked for and did not come yet: one in each direction. */
export class Pulls {
	readonly #waiting = new Set<Toward>();

	/** Asks for what goes on where the feed begins or ends. */
	ask(feed: Feed, epoch: number, toward: Toward): void {
		if (this.#waiting.has(toward)) return;
		this.#waiting.add(toward);
		feed.isBusy = true;
		post({ type: 'page', epoch, toward, index: toward === 'earlier' ? feed.start : feed.end });
	}

	answered(feed: Feed, toward: Toward): void {
		this.#waiting.delete(toward);
		feed.isBusy = this.#waiting.size > 0;
	}

	/** None of them is awaited any more. */
	stop(feed: Feed | undefined): void {
		this.#waiting.clear();
		if (feed) feed.isBusy = false;
	}
}
