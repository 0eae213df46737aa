import { readAll, type Files } from './files.js';
import { forEachLine, textOf } from './lines.js';
import { recordsOfLine, type MessageHead, type MessageRecord } from './records.js';

/** Bytes after which a new page begins; a longer line is a page by itself. */
const pageSize = 64 << 10;

/**
 * Thrown by looking at what is not in memory now: the messages of a session that sleeps, or a log that is no longer what
 * was read. Whoever runs the look brings the session in and looks again, so that it never leaves the store.
 */
export class NotInMemory extends Error {
	readonly sessionId: string;
	/** Whether its logs have to be read anew, though nothing of them shows it. */
	readonly isOutdated: boolean;

	constructor(sessionId: string, { isOutdated = false } = {}) {
		super(`the messages of ${sessionId} are not in memory`);
		this.sessionId = sessionId;
		this.isOutdated = isOutdated;
	}
}

/** The file that a page is a stretch of. */
export interface PagedFile {
	readonly path: string;
	readonly sessionId: string;
}

/** A stretch of whole lines of one log, with the messages in them: in memory now, or read again when asked for. */
export class Page {
	readonly file: PagedFile;
	readonly start: number;
	#end: number;
	#messages: MessageRecord[] | undefined = [];
	/** Its messages were told of without their texts. */
	isBare = false;
	/** Of each message, `at` and `timestamp`: a list of numbers takes half the room that they would take one by one. */
	readonly #times: number[] = [];
	readonly #cache: PageCache;

	constructor(file: PagedFile, start: number, cache: PageCache) {
		this.file = file;
		this.start = start;
		this.#end = start;
		this.#cache = cache;
	}

	get bytes(): number {
		return this.#end - this.start;
	}

	/** Whether what stands at that place of the log belongs to it. */
	goesOnAt(offset: number): boolean {
		// One byte less: whether a line's newline is there is told by what follows.
		const follows = offset === this.#end || offset === this.#end + 1;
		return (this.#messages !== undefined || this.isBare) && follows && this.bytes < pageSize;
	}

	growTo(end: number): void {
		this.#end = end;
	}

	/** Takes the next message in it, of a page that has all texts or none; gives its place there. */
	add(message: MessageRecord | MessageHead): number {
		const place = this.#times.length / 2;
		this.#times.push(message.at, message.timestamp);
		if ('content' in message) (this.#messages ??= []).push(message);
		else {
			this.#messages = undefined;
			this.isBare = true;
		}
		return place;
	}

	at(place: number): number {
		return this.#times[2 * place] ?? 0;
	}

	timestamp(place: number): number {
		return this.#times[2 * place + 1] ?? 0;
	}

	/** Throws `NotInMemory` when the file does not hold it any more, and what the file system throws. */
	message(id: string, place: number): MessageRecord {
		this.#cache.use(this);
		this.#messages ??= this.#read();
		const found = this.#messages[place];
		if (found?.id === id) return found;
		this.#messages = undefined;
		throw new NotInMemory(this.file.sessionId, { isOutdated: true });
	}

	leave(): void {
		this.#messages = undefined;
	}

	#read(): MessageRecord[] {
		const bytes = this.#cache.read(this.file, this.start, this.bytes);
		const messages: MessageRecord[] = [];
		const take = (text: string | undefined): void => {
			for (const record of readable(text)) if (record.type === 'message') messages.push(record);
		};
		const taken = forEachLine(bytes, take);
		if (taken < bytes.length) take(textOf(bytes.subarray(taken)));
		return messages;
	}
}

/** What the log's own reading skipped, and reported, is skipped here too. */
function readable(text: string | undefined): ReturnType<typeof recordsOfLine> {
	try {
		return recordsOfLine(text);
	} catch {
		return [];
	}
}

/** Which pages have their messages in memory: the last used, up to so many bytes of the logs' text. */
export class PageCache {
	readonly #files: Files;
	readonly #room: number;
	/** The last used last. */
	readonly #pages = new Map<Page, number>();
	#bytes = 0;
	/** Whether everything is being read, whoever asks for it. */
	isPassing = false;
	#latest: Page | undefined;

	/** `room`: in bytes. */
	constructor(files: Files, room: number) {
		this.#files = files;
		this.#room = room;
	}

	/** A page that was just read: it stays unless it came by the way, in a reading of everything, and there is no room. */
	offer(page: Page): void {
		if (this.isPassing && !this.#pages.has(page) && this.#bytes + page.bytes > this.#room / 16) page.leave();
		else this.use(page);
	}

	/** Makes it the last that has to leave. */
	use(page: Page): void {
		if (page === this.#latest && this.#pages.get(page) === page.bytes) return;
		this.#bytes += page.bytes - (this.#pages.get(page) ?? 0);
		this.#pages.delete(page);
		this.#pages.set(page, page.bytes);
		this.#latest = page;
		if (this.#bytes <= this.#room) return;
		for (const [oldest, bytes] of this.#pages) {
			if (this.#bytes <= this.#room || oldest === page) return;
			oldest.leave();
			this.#pages.delete(oldest);
			this.#bytes -= bytes;
		}
	}

	/** Throws what the file system throws; a file that is gone or too short is outdated: `NotInMemory`. */
	read({ path, sessionId }: PagedFile, start: number, size: number): Buffer {
		if (!this.#files.stat(path)) throw new NotInMemory(sessionId, { isOutdated: true });
		const file = this.#files.open(path, 'read');
		try {
			const bytes = Buffer.allocUnsafe(size);
			if (readAll(this.#files, file, bytes, start) < size)
				throw new NotInMemory(sessionId, { isOutdated: true });
			return bytes;
		} finally {
			this.#files.close(file);
		}
	}
}
