import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../support/random.js';
import { stopSharedServers } from '../../web/support/servers.js';
import { counted, ratioOfMedians, type Bench, type Row } from '../bench.js';
import { Reader } from './reader.js';
import { scrolled, visit, weighEmpty, type Visit } from './visit.js';
import { fillWorkspace, titles } from './workspace.js';

/** What is held against a fixed limit, in the unit of the visit; a person feels a frame of 50 ms as a stutter. */
const limits = {
	frame: { words: '50 ms', limit: 50 },
	rows: { words: '300 rows', limit: 300 },
	before: { words: '1 MB', limit: 1_000 },
};
type Limited = keyof typeof limits;

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
		await visit(reader, workspace, titles.first);
		const random = new Random(1);
		for (let round = 0; round < rounds; round++) {
			const floor = await weighEmpty(reader);
			for (const [length, series] of random.shuffled([...visits]))
				series.push(await visit(reader, workspace, titles.ofLength(length, round), floor));
			vast.push(await visit(reader, workspace, titles.vast(round), floor));
		}
	} finally {
		await reader.close();
		await stopSharedServers();
	}
	return rowsOf(visits, vast);
};

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
		rows.push(
			ratioOfMedians(
				`search all of ${messages} (a plain scan of its texts)`,
				series(own, 'search'),
				series(own, 'scan'),
				budget(3),
			),
		);
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
