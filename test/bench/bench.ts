/** One line of a bench's outcome: ours beside what it is measured against, in the same run. */
export interface Row {
	readonly name: string;
	/** Milliseconds. */
	readonly ours_ms: number;
	/** Milliseconds of what it is measured against. */
	readonly limit_ms: number;
	/** `ours_ms / limit_ms` */
	readonly ratio: number;
	/** The ratio that is allowed. */
	readonly budget: number;
}

export type Bench = () => Promise<readonly Row[]>;

/** Makes a row of two series of measurements, in milliseconds, by their medians. */
export function rowOfMedians(
	name: string,
	ours: readonly number[],
	limit: readonly number[],
	budget: number,
): Row {
	const ours_ms = median(ours);
	const limit_ms = median(limit);
	return { name, ours_ms, limit_ms, ratio: ours_ms / limit_ms, budget };
}

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted[Math.floor((sorted.length - 1) / 2)];
	const next = sorted[Math.ceil((sorted.length - 1) / 2)];
	if (middle === undefined || next === undefined) throw new Error('Nothing was measured.');
	return (middle + next) / 2;
}
