import { execFile } from 'node:child_process';
import { join } from 'node:path';
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
	const outfile = join(folder, 'freshProcess.mjs');
	await build({
		entryPoints: ['test/bench/freshProcess.ts'],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node24',
		logLevel: 'warning',
	});
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
