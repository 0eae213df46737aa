import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../support/random.js';
import { stopSharedServers } from '../../web/support/servers.js';
import { counted, ratioOfMedians, type Bench, type Row } from '../bench.js';
import { Reader } from './reader.js';
import { fillWorkspace, titles } from './workspace.js';

/** Messages that are scrolled through, up and down. */
const scrolled = 1_000;
/** What is held against a fixed limit, in the unit of the visit; a person feels a frame of 50 ms as a stutter. */
const limits = {
	frame: { words: '50 ms', limit: 50 },
	rows: { words: '300 rows', limit: 300 },
	before: { words: '1 MB', limit: 1_000 },
};
type Limited = keyof typeof limits;

/** What one session was like to read. */
interface Visit {
	/** Milliseconds from the click to the first message painted: never read before by this window, and again. */
	readonly cold: number;
	readonly again: number;
	/** Milliseconds from the key to the last message painted. */
	readonly end: number;
	/** The longest frame while scrolling, in milliseconds. */
	readonly frame: number;
	readonly rows: number;
	/** Megabytes, less those of an empty session. */
	readonly heap: number;
	/** KB that the host sent before the first message was painted, and in all. */
	readonly before: number;
	readonly sent: number;
}

/** A session read in a real VS Code: opened with a click, crossed by keys, scrolled; by its length. */
export const transcript: Bench = async ({ folder, scale }) => {
	const rounds = Math.min(3, scale.processes);
	const lengths = [scale.small, scale.large / 10, scale.large];
	const workspace = join(folder, 'workspace');
	mkdirSync(workspace);
	await fillWorkspace(workspace, { lengths, rounds, settle: scale.settle });
	const visits = new Map(lengths.map((length) => [length, [] as Visit[]]));
	const vast: Visit[] = [];
	const reader = await Reader.launch(workspace);
	try {
		await read(reader, titles.first, 0);
		const random = new Random(1);
		for (let round = 0; round < rounds; round++) {
			const floor = await weighEmpty(reader);
			for (const [length, series] of random.shuffled([...visits]))
				series.push(await read(reader, titles.ofLength(length, round), floor));
			vast.push(await read(reader, titles.vast(round), floor));
		}
	} finally {
		await reader.close();
		await stopSharedServers();
	}
	return rowsOf(visits, vast);
};

async function read(reader: Reader, title: string, floor: number): Promise<Visit> {
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
	await first.forget();
	const heap = (await reader.heap()) - floor;
	await reader.leave(title);
	const second = await reader.open(title);
	const again = (await second.painted()) - (await reader.lastClick());
	await reader.leave(title);
	return { cold, again, end, frame: Math.max(up, down), rows, heap, before, sent };
}

/** Megabytes of a window with the page of an empty session. */
async function weighEmpty(reader: Reader): Promise<number> {
	await reader.open(titles.empty);
	const heap = await reader.heap();
	await reader.leave(titles.empty);
	return heap;
}

function rowsOf(visits: ReadonlyMap<number, readonly Visit[]>, vast: readonly Visit[]): readonly Row[] {
	const [smallest = 0] = visits.keys();
	const largest = Math.max(...visits.keys());
	const small = visits.get(smallest) ?? [];
	const rows: Row[] = [];
	const row = (name: string, own: readonly Visit[], what: keyof Visit, ratio: number | null = null): void => {
		rows.push(
			ratioOfMedians(`${name} (at ${counted(smallest)})`, series(own, what), series(small, what), ratio),
		);
	};
	const rowBelow = (
		name: string,
		own: readonly Visit[],
		what: Limited,
		ratio: number | null = null,
	): void => {
		const { words, limit } = limits[what];
		rows.push(ratioOfMedians(`${name} (${words})`, series(own, what), [limit], ratio));
	};
	for (const [length, own] of visits) {
		const messages = counted(length);
		const budget = (ratio: number): number | null => (length === largest ? ratio : null);
		row(`click to first message of ${messages}, never read before`, own, 'cold', budget(1.5));
		row(`click to first message of ${messages}, again`, own, 'again');
		row(`End key in ${messages} to the last message`, own, 'end');
		const through = counted(Math.min(length, scrolled));
		rowBelow(`longest frame, scrolling through ${through} of ${messages}`, own, 'frame');
		rowBelow(`rows in the document of ${messages}`, own, 'rows', budget(1));
		row(`page heap with ${messages} less that with none, in MB`, own, 'heap');
		rowBelow(`sent before the first message of ${messages}, in KB`, own, 'before', budget(1));
		row(`sent in all to cross and scroll ${messages}, in KB`, own, 'sent');
	}
	row('click to first message among some of 5 MB, never read before', vast, 'cold');
	rowBelow('longest frame, scrolling through messages of 5 MB', vast, 'frame');
	rowBelow('sent before the first message among some of 5 MB, in KB', vast, 'before');
	return rows;
}

function series(visits: readonly Visit[], what: keyof Visit): readonly number[] {
	return visits.map((visit) => visit[what]);
}
