import type { Scale } from './bench.js';

export const scales = {
	/** What DESIGN.md names. */
	full: {
		small: 100,
		large: 100_000,
		sessions: 10_000,
		messages: 500_000,
		depth: 1_000,
		huge: 1_000_000,
		imported: 500e6,
		warmUp: 1,
		rehearsals: 1_000,
		writes: 400,
		processes: 5,
		settle: 2_100,
	},
	/** A tenth of it, for a quick look. */
	small: {
		small: 100,
		large: 10_000,
		sessions: 1_000,
		messages: 50_000,
		depth: 100,
		huge: 100_000,
		imported: 50e6,
		warmUp: 1,
		rehearsals: 100,
		writes: 100,
		processes: 3,
		settle: 2_100,
	},
} satisfies Readonly<Record<string, Scale>>;
