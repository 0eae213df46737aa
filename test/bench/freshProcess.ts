// A process of its own for one measurement, so that no compiled code, no memory and no garbage of another counts.
// node --expose-gc freshProcess.js <what> <its arguments>: prints what it found as JSON.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SessionStore } from '../../src/store/sessionStore.js';
import { peerOf } from './peers/peers.js';

/** What one measurement found. */
export interface Found {
	/** Milliseconds, or whatever the row is in. */
	readonly measured: number;
	/** How many of what it was to find there were, to see that it did the work. */
	readonly count: number;
}

type Act = () => number | Promise<number>;

/** Measures from a clean heap how long it takes to find something and count it. */
async function clocked(act: Act): Promise<Found> {
	globalThis.gc?.();
	const since = performance.now();
	const count = await act();
	return { measured: performance.now() - since, count };
}

/** What must stay in memory until it was weighed. */
const kept: unknown[] = [];

/** Megabytes of memory in use when all that `act` let go is gone. */
async function weighed(act: Act): Promise<Found> {
	const count = await act();
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return { measured: (heapUsed + external) / 2 ** 20, count };
}

const newline = 10;
/** Bytes of text at a time: no string can hold the largest files. */
const pieceSize = 1 << 26;

/** Parses every line of a log as whoever has nothing but `JSON.parse` would; gives how many there are. */
function parseLog(path: string, take: (line: unknown) => unknown = () => undefined): number {
	const bytes = readFileSync(path);
	let count = 0;
	for (let start = 0; start < bytes.length;) {
		const end = bytes.indexOf(newline, Math.min(start + pieceSize, bytes.length - 1)) + 1;
		for (const line of bytes.toString('utf8', start, end).split('\n')) {
			if (line === '') continue;
			take(JSON.parse(line));
			count += 1;
		}
		start = end;
	}
	return count;
}

const logsOf = (folder: string): readonly string[] =>
	readdirSync(folder)
		.filter((name) => name.endsWith('.jsonl'))
		.map((name) => join(folder, name));
const parseAll = (folder: string, take?: (line: unknown) => unknown): number =>
	logsOf(folder).reduce((count, path) => count + parseLog(path, take), 0);

/** Runs `act` on an open store and closes it after the measurement. */
async function withStore(
	folder: string,
	measure: (open: () => Promise<SessionStore>) => Promise<Found>,
): Promise<Found> {
	const stores: SessionStore[] = [];
	const found = await measure(async () => {
		const store = await SessionStore.open(folder);
		stores.push(store);
		return store;
	});
	for (const store of stores) await store.close();
	return found;
}

const measurements: Readonly<Record<string, (...args: string[]) => Promise<Found>>> = {
	/** The store open; that all sessions are there is looked at afterwards. */
	open: (folder = '') =>
		withStore(folder, async (open) => {
			let store: SessionStore | undefined;
			const { measured } = await clocked(async () => {
				store = await open();
				return 0;
			});
			return { measured, count: (await store?.listSessions())?.length ?? 0 };
		}),
	/** All that a tree needs: the store open and its sessions listed. */
	list: (folder = '') =>
		withStore(folder, (open) => clocked(async () => (await (await open()).listSessions()).length)),
	parse: (folder = '') => clocked(() => parseAll(folder)),
	/** What was loaded is there to be shown. */
	parseAndKeep: (folder = '') => clocked(() => parseAll(folder, (line) => kept.push(line))),
	stat: (folder = '') => clocked(() => logsOf(folder).map((path) => statSync(path).size).length),
	/** The store open and one transcript read, or only its last messages. */
	load: (folder = '', id = '', last = 'Infinity') =>
		withStore(folder, (open) =>
			clocked(async () => {
				const store = await open();
				const { messageCount } = await store.getSession(id);
				const start = Math.max(0, messageCount - Number(last));
				return (await store.getMessages(id, { start })).length;
			}),
		),
	/** Every transcript read once, one after the other. */
	weigh: (folder = '') =>
		withStore(folder, (open) =>
			weighed(async () => {
				const store = await open();
				kept.push(store);
				let count = 0;
				for (const { id } of await store.listSessions()) count += (await store.getMessages(id)).length;
				return count;
			}),
		),
	weighParsed: (folder = '') => weighed(() => parseAll(folder, (line) => kept.push(line))),
	peerList: async (folder = '', ...recipe) => {
		const peer = await peerOf(recipe);
		return clocked(() => peer.list(folder));
	},
	peerLoad: async (folder = '', id = '', ...recipe) => {
		const peer = await peerOf(recipe);
		return clocked(() => peer.load(folder, id));
	},
};

const [what = '', ...args] = process.argv.slice(2);
const measurement = measurements[what];
if (!measurement) throw new RangeError(`nothing is measured by the name of ${what}`);
console.log(JSON.stringify(await measurement(...args)));
