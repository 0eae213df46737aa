import { Random } from '../support/random.js';

/** Measures once; gives milliseconds, or whatever the row is in. */
export type Measurement = (round: number) => number | Promise<number>;

export interface Rounds {
	/** Rounds that do not count, before those that do. */
	readonly warmUp: number;
	readonly rounds: number;
	/** Milliseconds, all rounds together, after which what is slow is not repeated. Default: no limit. */
	readonly patience?: number;
}

/** Rounds in which each takes part, however slow it is. */
const least = 3;

/**
 * Measures in rounds, one of each in every round, so that whatever else the machine does meets all of them alike; in
 * another order each round, so that none always pays for what the one before left behind.
 */
export async function interleaved<Name extends string>(
	measurements: Readonly<Record<Name, Measurement>>,
	{ warmUp, rounds, patience = Infinity }: Rounds,
): Promise<Readonly<Record<Name, readonly number[]>>> {
	const runs = Object.entries<Measurement>(measurements).map(([name, measure]) => {
		return { name, measure, spent: 0, series: [] as number[] };
	});
	const random = new Random(1);
	for (let round = 0; round < warmUp + rounds; round++) {
		for (const run of random.shuffled(runs)) {
			const isEnough = round < warmUp || run.series.length >= Math.min(least, rounds);
			if (run.spent > patience && isEnough) continue;
			const since = performance.now();
			const measured = await run.measure(round);
			run.spent += performance.now() - since;
			if (round >= warmUp) run.series.push(measured);
		}
	}
	return Object.fromEntries(runs.map(({ name, series }) => [name, series])) as Record<Name, number[]>;
}

/** Milliseconds until `act` is done. */
export async function timed(act: () => unknown): Promise<number> {
	const since = performance.now();
	await act();
	return performance.now() - since;
}
