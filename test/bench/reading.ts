import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SessionStore } from '../../src/store/sessionStore.js';
import { StoreGenerator } from '../support/storeGenerator.js';
import { counted, rowOfMedians, type Bench, type Row, type Setup } from './bench.js';
import { freshProcesses } from './fresh.js';
import { interleaved, type Measurement } from './interleaved.js';
import { plainSessions, type Peer } from './peers/peer.js';

const seed = 8;
const lastPage = 50;
const forkLength = 10;

/**
 * A large store opened, and opened and listed. Without an index, beside reading and parsing every line of it; with the
 * index that an earlier opening left, beside `readdir` and a `stat` of every log. And what memory is in use after every
 * transcript was read once, beside every line parsed and kept.
 */
export const open: Bench = async (setup) => {
	const { sessions, messages } = setup.scale;
	const { folder, fresh } = await prepared(setup);
	new StoreGenerator(folder, seed).store(sessions, messages);
	await settled(setup);
	const kept = await fill(setup, folder);
	const before = (): void => {
		rmSync(join(folder, '.local'), { recursive: true, force: true });
	};
	const all = { count: sessions };
	const peers = ofPeers(setup, (peer) => fresh('peerList', [kept(peer), ...peer.recipe], all));
	const store = `${counted(sessions)} sessions, ${counted(messages)} messages`;
	const ways = [
		{
			how: 'no index (read and parse all)',
			budget: 1.5,
			limit: fresh('parse', [folder]),
			options: { ...all, before },
		},
		{ how: 'valid index (readdir + stat all)', budget: 3, limit: fresh('stat', [folder]), options: all },
	];
	const rows: Row[] = [];
	for (const { how, budget, limit, options } of ways) {
		const ours = fresh('open', [folder], options);
		rows.push(await row(setup, `open ${store}, ${how}`, budget, { ours, limit }));
		const listed = fresh('list', [folder], options);
		rows.push(await row(setup, `the same, and list them, ${how}`, null, { ours: listed, limit, ...peers }));
	}
	return [
		...rows,
		await row({ ...setup, scale: { ...setup.scale, processes: 1 } }, memoryRow, null, {
			ours: fresh('weigh', [folder]),
			limit: fresh('weighParsed', [folder]),
		}),
	];
};
const memoryRow = 'memory after reading every transcript, in MB (all lines parsed and kept)';

/**
 * The transcript of a large session read, the store opened with its index, beside reading and parsing its log; and beside
 * the same with what was parsed kept, as a loaded transcript is.
 */
export const load: Bench = async (setup) => {
	const { large } = setup.scale;
	const { folder, fresh } = await prepared(setup);
	const { id } = new StoreGenerator(folder, seed).session(large);
	await settled(setup);
	const kept = await fill(setup, folder);
	const ours = fresh('load', [folder, id], { count: large });
	return [
		await row(setup, `load a transcript of ${counted(large)} (read and parse its log)`, 1.5, {
			ours,
			limit: fresh('parse', [folder]),
			...ofPeers(setup, (peer) => fresh('peerLoad', [kept(peer), id, ...peer.recipe], { count: large })),
		}),
		await row(setup, `load a transcript of ${counted(large)} (read, parse and keep its log)`, null, {
			ours,
			limit: fresh('parseAndKeep', [folder]),
		}),
	];
};

/** The transcript of the deepest of a chain of forks, ten messages each, beside reading and parsing all their logs. */
export const chain: Bench = async (setup) => {
	const { depth } = setup.scale;
	const { folder, fresh } = await prepared(setup);
	const deepest = new StoreGenerator(folder, seed).forkChain(depth, forkLength).sessions.at(-1)?.id ?? '';
	await settled(setup);
	return [
		await row(setup, `load the end of ${counted(depth)} forks of forks (read and parse all)`, null, {
			ours: fresh('load', [folder, deepest], { count: depth * forkLength }),
			limit: fresh('parse', [folder]),
		}),
	];
};

/** A huge session opened with its index and its last page read, beside reading and parsing its log. */
export const huge: Bench = async (setup) => {
	const messages = setup.scale.huge;
	const { folder, fresh } = await prepared(setup);
	const { id } = new StoreGenerator(folder, seed).session(messages);
	await settled(setup);
	const few = { ...setup, scale: { ...setup.scale, processes: Math.min(3, setup.scale.processes) } };
	return [
		await row(
			few,
			`open a session of ${counted(messages)} and its last page (read and parse its log)`,
			null,
			{
				ours: fresh('load', [folder, id, String(lastPage)], { count: Math.min(lastPage, messages) }),
				limit: fresh('parse', [folder]),
			},
		),
	];
};

type Measurements = Readonly<Record<string, Measurement>>;

/** Fresh processes warm nothing up, so that the first round, which does not count, brings the files into memory. */
async function row(
	{ scale }: Setup,
	name: string,
	budget: number | null,
	measurements: Measurements,
): Promise<Row> {
	const {
		ours = [],
		limit = [],
		...peers
	} = await interleaved(measurements, {
		warmUp: scale.warmUp,
		rounds: scale.processes,
	});
	return rowOfMedians(name, ours, limit, budget, peers);
}

async function prepared({ folder }: Setup): Promise<{
	readonly folder: string;
	readonly fresh: Awaited<ReturnType<typeof freshProcesses>>;
}> {
	return { folder: join(folder, 'sessions'), fresh: await freshProcesses(folder) };
}

/** Waits until an index may speak for the files that were just written. */
async function settled({ scale }: Setup): Promise<void> {
	await setTimeout(scale.settle);
}

/** Gives the peers what is in a store; where each keeps it, the function tells. */
async function fill({ folder, peers }: Setup, from: string): Promise<(peer: Peer) => string> {
	const place = (peer: Peer): string => join(folder, peer.recipe[0] ?? '');
	if (peers.length === 0) return place;
	const store = await SessionStore.open(from);
	for (const peer of peers) await peer.fill(place(peer), plainSessions(store));
	await store.close();
	return place;
}

function ofPeers({ peers }: Setup, measure: (peer: Peer) => Measurement): Measurements {
	return Object.fromEntries(peers.map((peer) => [peer.name, orNaN(peer, measure(peer))]));
}

/** A peer that cannot do it, or not all of it, is left out of the row: stderr says why. */
function orNaN({ name }: Peer, measure: Measurement): Measurement {
	let failed = false;
	return async (round) => {
		if (failed) return NaN;
		try {
			return await measure(round);
		} catch (error) {
			failed = true;
			console.error(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
			return NaN;
		}
	};
}
