import { MessageNode } from './messageNode.js';
import { Page, type PageCache, type PagedFile } from './messagePages.js';
import type { MessageHead, MessageRecord } from './records.js';

/** Puts the messages of a log, as they are read, on pages. */
export class LogPages {
	readonly #file: PagedFile;
	readonly #cache: PageCache;
	#page: Page | undefined;
	#latest: MessageNode | undefined;

	constructor(file: PagedFile, cache: PageCache) {
		this.#file = file;
		this.#cache = cache;
	}

	/** What is added from now on stands in a line that begins at `offset`. */
	begin(offset: number): void {
		if (this.#page?.goesOnAt(offset)) return;
		this.shelve();
		this.#page = new Page(this.#file, offset, this.#cache);
	}

	/** Only between `begin` and `end`. */
	add(message: MessageRecord | MessageHead): MessageNode {
		if (!this.#page) throw new RangeError('no line was begun');
		return (this.#latest = new MessageNode(message, this.#page, this.#latest));
	}

	/** The line ends at `offset`, its newline left out. */
	end(offset: number): void {
		this.#page?.growTo(offset);
	}

	/** What was just read is what is asked for next. */
	shelve(): void {
		if (this.#page?.isBare) this.turn();
		else if (this.#page) this.#cache.offer(this.#page);
	}

	/** What follows goes on a page of its own. */
	turn(): void {
		this.#page = undefined;
	}
}
