import type { Peer } from './peers/peer.js';

/** One line of a bench's outcome: ours beside what it is measured against, in the same run. */
export interface Row {
	/** What was measured, and in brackets against what; also the unit where it is not milliseconds. */
	readonly name: string;
	/** Milliseconds, unless the name says otherwise; as `limit_ms` and what `peers` took. */
	readonly ours_ms: number;
	/** What it is measured against. */
	readonly limit_ms: number;
	/** `ours_ms / limit_ms` */
	readonly ratio: number;
	/** The ratio that is allowed; null where the row is only to know. */
	readonly budget: number | null;
	/** The same work done by what a user would have instead, by name; absent where nothing of the kind could. */
	readonly peers?: Readonly<Record<string, number>>;
}

/** How much a run does. */
export interface Scale {
	/** Messages in the small and the large session of the writing rows. */
	readonly small: number;
	readonly large: number;
	/** Sessions in the store that is opened, and messages in all of them. */
	readonly sessions: number;
	readonly messages: number;
	/** Forks of forks. */
	readonly depth: number;
	/** Messages in the longest session. */
	readonly huge: number;
	/** Bytes of the longest transcript that is imported. */
	readonly imported: number;
	/** Measurements of what takes a process of its own that do not count, before the others. */
	readonly warmUp: number;
	/** Writes that do not count, before the others: whoever writes all day runs compiled code. */
	readonly rehearsals: number;
	/** Measurements of one write, and of what takes a process of its own. */
	readonly writes: number;
	readonly processes: number;
	/** Milliseconds after which a file counts as left alone, so that an index may speak for it. */
	readonly settle: number;
}

export interface Setup {
	/** An empty folder on a real disk. */
	readonly folder: string;
	readonly scale: Scale;
	readonly peers: readonly Peer[];
}

export type Bench = (setup: Setup) => Promise<readonly Row[]>;

type Series = readonly number[];

/** Makes a row of series of measurements, by their medians. A peer that did not manage it (NaN) is left out. */
export function rowOfMedians(
	name: string,
	ours: Series,
	limit: Series,
	budget: number | null,
	peers: Readonly<Record<string, Series>> = {},
): Row {
	const able = Object.entries(peers).filter(([, series]) => !series.some(Number.isNaN));
	const others = Object.fromEntries(able.map(([peer, series]) => [peer, median(series)]));
	return { ...ratioOfMedians(name, ours, limit, budget), peers: others };
}

/** Makes a row of what has no peers. */
export function ratioOfMedians(name: string, ours: Series, limit: Series, budget: number | null): Row {
	const ours_ms = median(ours);
	const limit_ms = median(limit);
	return { name, ours_ms, limit_ms, ratio: ours_ms / limit_ms, budget };
}

function median(values: Series): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted[Math.floor((sorted.length - 1) / 2)];
	const next = sorted[Math.ceil((sorted.length - 1) / 2)];
	if (middle === undefined || next === undefined) throw new Error('Nothing was measured.');
	return (middle + next) / 2;
}

/** 100000 → `100,000` */
export const counted = (count: number): string => count.toLocaleString('en');
