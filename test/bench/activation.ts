import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { runInExtensionHost } from '../support/extensionHost.js';
import { rowOfMedians, type Row } from './bench.js';

const ours = 'session-hierarchy.session-hierarchy';
const empty = 'bench.empty';
const warmUp = 'bench.warm-up';
const runs = 5;
const entry = resolve('out/bench/activation.mjs');

/** Activation as VS Code reports it, beside that of an extension that does nothing, in the same host. */
export async function activation(): Promise<readonly Row[]> {
	await buildAll();
	const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-bench-'));
	const times = { ours: [] as number[], empty: [] as number[] };
	try {
		const emptyPath = await writeExtension(folder, 'empty');
		const warmUpPath = await writeExtension(folder, 'warm-up');
		for (let run = 0; run < runs; run += 1) {
			// The first to load pays for the loader, so neither of the two is; and they take turns.
			const order = [warmUp, ...(run % 2 === 0 ? [ours, empty] : [empty, ours])];
			const report = (await runInExtensionHost({
				entry,
				extension: warmUpPath,
				installed: [resolve('.'), emptyPath],
				env: { SESSION_HIERARCHY_BENCH_ORDER: order.join() },
				timeout: 60_000,
			})) as string;
			times.ours.push(activationTime(report, ours));
			times.empty.push(activationTime(report, empty));
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	return [rowOfMedians('activation', times.ours, times.empty, 2)];
}

async function buildAll(): Promise<void> {
	await build({
		entryPoints: ['test/bench/activationHost.ts'],
		outfile: entry,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
	});
}

/** Milliseconds to load the code, to call `activate` and until that has finished. */
function activationTime(report: string, id: string): number {
	const row = report.split('\n').find((line) => line.startsWith(`| ${id} `));
	const [load, call, finish] = (row ?? '').split('|').slice(3, 6).map(Number);
	if (load === undefined || call === undefined || finish === undefined) throw new Error(`No times of ${id}.`);
	return load + call + finish;
}

/** Writes an extension that does nothing below `folder`; gives its path. */
async function writeExtension(folder: string, name: string): Promise<string> {
	const path = join(folder, name);
	await mkdir(path);
	const manifest = {
		...{ name, publisher: 'bench', version: '0.0.1', type: 'module', engines: { vscode: '^1.101.0' } },
		main: './extension.js',
		activationEvents: [],
	};
	await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
	await writeFile(join(path, 'extension.js'), 'export function activate() {}\n');
	return path;
}
