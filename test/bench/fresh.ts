import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Found } from './freshProcess.js';
import type { Measurement } from './interleaved.js';

interface FreshOptions {
	/** How many things it is to find; one that finds others did not do the work, and rejects. */
	readonly count?: number;
	/** What is done first, and not measured. */
	readonly before?: () => unknown;
}

/** Gives a measurement that a process of its own makes. */
export type Fresh = (what: string, args: readonly string[], options?: FreshOptions) => Measurement;

/** Bundles into `folder` what such processes run. */
export async function freshProcesses(folder: string): Promise<Fresh> {
	const outfile = await bundled('test/bench/freshProcess.ts', folder);
	return (what, args, options = {}) =>
		async () => {
			await options.before?.();
			const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', outfile, what, ...args]);
			const { measured, count } = JSON.parse(stdout) as Found;
			const { count: wanted = count } = options;
			if (count === 0 || count !== wanted) throw new Error(`${what} found ${count} things, not ${wanted}.`);
			return measured;
		};
}

/** Bundles into `folder` what a process is to run; gives the path. */
export async function bundled(entry: string, folder: string): Promise<string> {
	const outfile = join(folder, `${basename(entry, '.ts')}.mjs`);
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node24',
		logLevel: 'warning',
	});
	return outfile;
}
