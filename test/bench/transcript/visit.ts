import type { OpenTranscript } from './openTranscript.js';
import type { Reader } from './reader.js';
import { Scan } from './scan.js';
import { titles } from './workspace.js';

/** Messages that are scrolled through, up and down. */
export const scrolled = 1_000;
/** What is looked for: it is in one message of ten or so, as a word after others. */
const words = 'e lock';

/** What one session was like to read. */
export interface Visit {
	/** Milliseconds from the click to the first message painted: never read before by this window, and again. */
	readonly cold: number;
	readonly again: number;
	/** Milliseconds from the key to the last message painted. */
	readonly end: number;
	/** Milliseconds from Enter until the number of all hits was painted, and of a plain scan of the same texts. */
	readonly search: number;
	readonly scan: number;
	/** The longest frame while scrolling, in milliseconds. */
	readonly frame: number;
	readonly rows: number;
	/** Megabytes, less those of an empty session. */
	readonly heap: number;
	/** KB that the host sent before the first message was painted, and in all. */
	readonly before: number;
	readonly sent: number;
}

/** Reads one session of a workspace. `floor`: megabytes of the window with an empty one. */
export async function visit(reader: Reader, workspace: string, title: string, floor = 0): Promise<Visit> {
	const first = await reader.open(title);
	const painted = await first.painted();
	const cold = painted - (await reader.lastClick());
	const before = (await first.sent(painted)) / 1000;
	const last = await first.last();
	await first.press('Home', 1);
	const end = await first.press('End', last);
	const up = await first.scrollTo(Math.max(1, last - scrolled));
	const down = await first.scrollTo(last - 20);
	const rows = await first.mostRows();
	const sent = (await first.sent()) / 1000;
	const { search, scan } = await find(first, await Scan.of(workspace, title));
	await first.forget();
	const heap = (await reader.heap()) - floor;
	await reader.leave(title);
	const second = await reader.open(title);
	const again = (await second.painted()) - (await reader.lastClick());
	await reader.leave(title);
	return { cold, again, end, search, scan, frame: Math.max(up, down), rows, heap, before, sent };
}

/** Looks for the same as a plain scan: in the same time or not, it finds as much. */
async function find(transcript: OpenTranscript, texts: Scan): Promise<Pick<Visit, 'search' | 'scan'>> {
	const found = await transcript.find(words);
	const scanned = await texts.find(words);
	if (found.hits !== scanned.hits)
		throw new Error(`The search has ${found.hits} hits, a plain scan ${scanned.hits}.`);
	return { search: found.time, scan: scanned.time };
}

/** Megabytes of a window with the page of an empty session. */
export async function weighEmpty(reader: Reader): Promise<number> {
	await reader.open(titles.empty);
	const heap = await reader.heap();
	await reader.leave(titles.empty);
	return heap;
}
