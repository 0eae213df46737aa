import { glob, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface BundleOptions {
	/** Whether the tests run where `vscode` can be imported. */
	readonly vscode?: boolean;
	/** Entry points beside the `*.test.ts` files. */
	readonly entries?: readonly string[];
}

const withoutVscode: Plugin = {
	name: 'without-vscode',
	setup(builder) {
		builder.onResolve({ filter: /^vscode$/ }, ({ importer }) => ({
			errors: [{ text: `${importer} imports vscode, which does not exist outside the extension host` }],
		}));
	},
};

/**
 * Bundles every `*.test.ts` below `folder` into `out/<folder>`, emptied first, and gives the absolute paths of
 * the bundled tests. Modules that several tests import are shared, so that there is one of each in a run.
 */
export async function bundleTests(folder: string, options: BundleOptions = {}): Promise<string[]> {
	const outdir = join('out', folder);
	const tests: string[] = [];
	for await (const test of glob(`${folder}/**/*.test.ts`)) tests.push(test);
	tests.sort();
	await rm(outdir, { recursive: true, force: true });
	await build({
		entryPoints: [...tests, ...(options.entries ?? [])],
		outdir,
		outbase: folder,
		bundle: true,
		splitting: true,
		chunkNames: 'chunks/[name]-[hash]',
		platform: 'node',
		format: 'esm',
		target: 'node22',
		packages: 'external',
		sourcemap: 'linked',
		logLevel: 'warning',
		plugins: options.vscode ? [] : [withoutVscode],
	});
	return tests.map((test) => resolve('out', test.replace(/\.ts$/, '.js')));
}
