import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { runInExtensionHost } from '../support/extensionHost.js';
import { hostVariables } from '../support/hostProtocol.js';
import { rowOfMedians, type Row } from './bench.js';

const ours = 'session-hierarchy.session-hierarchy';
const empty = 'bench.empty';
const runs = 5;
const entry = resolve('out/bench/activation.mjs');

/**
 * Activation as VS Code reports it, beside that of an extension that does nothing. Each is activated in a host of
 * its own, where it is the first: the first one pays for VS Code's module loader, more than an empty one costs.
 */
export async function activation(): Promise<readonly Row[]> {
	await buildEntry();
	const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-bench-'));
	const times = { ours: [] as number[], empty: [] as number[] };
	try {
		const runner = await writeExtension(folder, 'runner');
		const installed = [resolve('.'), await writeExtension(folder, 'empty')];
		for (let run = 0; run < runs; run += 1) {
			times.ours.push(await activationTime(ours, runner, installed));
			times.empty.push(await activationTime(empty, runner, installed));
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	return [rowOfMedians('activation', times.ours, times.empty, 2)];
}

/** Milliseconds to load the code of `id`, to call its `activate` and until that has finished. */
async function activationTime(id: string, runner: string, installed: readonly string[]): Promise<number> {
	const env = { [hostVariables.extension]: id };
	const report = await runInExtensionHost({ entry, extension: runner, installed, env, timeout: 60_000 });
	const row = String(report)
		.split('\n')
		.find((line) => line.startsWith(`| ${id} `));
	// The columns: the id, whether it was eager, then the three times.
	const times = (row ?? '').split('|').slice(3, 6).map(Number);
	const sum = times.reduce((total, time) => total + time, 0);
	if (times.length !== 3 || Number.isNaN(sum)) throw new Error(`The report has no times of ${id}.`);
	return sum;
}

async function buildEntry(): Promise<void> {
	await build({
		entryPoints: ['test/bench/activationHost.ts'],
		outfile: entry,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
	});
}

/** Writes an extension that does nothing below `folder`; gives its path. */
async function writeExtension(folder: string, name: string): Promise<string> {
	const path = join(folder, name);
	await mkdir(path);
	const manifest = {
		name,
		publisher: 'bench',
		version: '0.0.1',
		type: 'module',
		engines: { vscode: '^1.101.0' },
		main: './extension.js',
		activationEvents: [],
	};
	await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
	await writeFile(join(path, 'extension.js'), 'export function activate() {}\n');
	return path;
}
