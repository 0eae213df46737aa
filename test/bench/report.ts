import { cpus, totalmem } from 'node:os';
import type { Row } from './bench.js';

/** The outcome for programs; the machine is told where others than this project were measured on it, too. */
export function asJson(rows: readonly Row[]): string {
	if (!rows.some(({ peers }) => peers)) return JSON.stringify({ rows });
	const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), node: process.version };
	return JSON.stringify({ machine, rows });
}

/** The outcome for people: a line a row. */
export function asTable(rows: readonly Row[]): Readonly<Record<string, object>> {
	return Object.fromEntries(
		rows.map((row) => [
			row.name,
			{
				ours: rounded(row.ours_ms),
				limit: rounded(row.limit_ms),
				ratio: rounded(row.ratio),
				budget: row.budget ?? '',
				'': isOver(row) ? 'OVER' : '',
				...Object.fromEntries(Object.entries(row.peers ?? {}).map(([peer, ms]) => [peer, rounded(ms)])),
			},
		]),
	);
}

export function isOver({ ratio, budget }: Row): boolean {
	return budget !== null && !(ratio <= budget);
}

/** Three digits that count. */
const rounded = (value: number): number => Number(value.toPrecision(3));
