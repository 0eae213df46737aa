import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Found } from './freshProcess.js';
import type { Measurement } from './interleaved.js';

/** Gives a measurement that a process of its own makes. */
export type Fresh = (what: string, args: readonly string[], before?: () => unknown) => Measurement;

/** Bundles into `folder` what such processes run. They must all find `count` things, where one is given. */
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
	return (what, args, before) => async () => {
		await before?.();
		const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', outfile, what, ...args]);
		const { measured, count } = JSON.parse(stdout) as Found;
		if (count === 0) throw new Error(`${what} ${args.join(' ')} found nothing.`);
		return measured;
	};
}
