import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bench, Row, Setup } from './bench.js';
import { chain, huge, load, open } from './reading.js';
import { add, fork, revert, snapshot } from './writing.js';

/** What `npm run bench` measures. */
export const storeBenches = { add, fork, snapshot, revert, open, load, chain, huge };

/**
 * Runs benches one after the other, each in an empty folder below `out`: on the disk where a workspace would be, since a
 * flush costs nothing in a file system that lies in memory.
 */
export async function runBenches(
	benches: Readonly<Record<string, Bench>>,
	setup: Omit<Setup, 'folder'>,
	begins: (name: string) => void = () => undefined,
): Promise<readonly Row[]> {
	const rows: Row[] = [];
	for (const [name, bench] of Object.entries(benches)) {
		begins(name);
		rows.push(...(await inFolder((folder) => bench({ ...setup, folder }))));
	}
	return rows;
}

async function inFolder<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
	const parent = resolve('out/bench');
	mkdirSync(parent, { recursive: true });
	const folder = mkdtempSync(join(parent, 'data-'));
	const remove = (): void => {
		rmSync(folder, { recursive: true, force: true });
	};
	process.once('exit', remove);
	try {
		return await act(folder);
	} finally {
		process.off('exit', remove);
		remove();
	}
}
