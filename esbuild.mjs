import { chmod, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/**
 * Lets CommonJS packages have Node's modules: an ES module has no `require`, so theirs becomes an import.
 * @type {import('esbuild').Plugin}
 */
const requiredBuiltins = {
	name: 'required-builtins',
	setup(builder) {
		const names = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);
		builder.onResolve({ filter: names }, ({ path, kind }) =>
			kind === 'require-call' ? { path, namespace: 'required-builtin' } : undefined,
		);
		builder.onLoad({ filter: names, namespace: 'required-builtin' }, ({ path }) => ({
			contents: `export * from '${path}';`,
		}));
	},
};

/** @type {import('esbuild').BuildOptions} */
const common = {
	bundle: true,
	minify: production,
	sourcemap: production ? false : 'linked',
	logLevel: 'warning',
	target: 'es2022',
	charset: 'utf8',
	metafile: true,
};

/** @type {import('esbuild').BuildOptions[]} */
const targets = [
	{
		...common,
		// VS Code waits for the first, which only begins to load the second; what either asks for later is a part.
		// The command line and the library of the formats share what they need with them.
		entryPoints: {
			extension: 'src/extension.ts',
			compose: 'src/compose.ts',
			cli: 'src/cli/main.ts',
			formats: 'src/formats/index.ts',
		},
		outdir: 'dist',
		chunkNames: 'parts/[name]-[hash]',
		splitting: true,
		platform: 'node',
		format: 'esm',
		external: ['vscode'],
		plugins: [requiredBuiltins],
	},
	{
		...common,
		entryPoints: ['src/store/index.ts'],
		outfile: 'dist/store.js',
		platform: 'node',
		format: 'esm',
	},
	{
		...common,
		entryPoints: ['media/transcript/main.ts', 'media/transcript/transcript.css'],
		outdir: 'dist/transcript',
		platform: 'browser',
		format: 'iife',
		loader: { '.ttf': 'file' },
	},
];

/** Bytes that a shipped file may weigh, with the parts that are loaded with it; see the size budget in docs/decisions.md. */
const budget = { 'dist/extension.js': 3_000, 'dist/compose.js': 197_000, 'dist/transcript/main.js': 350_000 };

/**
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} entry
 */
function bytesWithParts(outputs, entry) {
	const loaded = new Set([entry]);
	for (const file of loaded) {
		for (const { path, kind } of outputs[file]?.imports ?? [])
			if (kind === 'import-statement' && path in outputs) loaded.add(path);
	}
	return [...loaded].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

if (watch) {
	await Promise.all(targets.map(async (target) => (await context({ ...target, logLevel: 'info' })).watch()));
} else {
	await rm('dist', { recursive: true, force: true });
	const results = await Promise.all(targets.map((target) => build(target)));
	await chmod('dist/cli.js', 0o755);
	if (production) {
		for (const { metafile } of results) {
			for (const [file, limit] of Object.entries(budget)) {
				if (!(file in metafile.outputs)) continue;
				const bytes = bytesWithParts(metafile.outputs, file);
				if (bytes <= limit) continue;
				console.error(`${file}: ${bytes} bytes, budget ${limit}`);
				process.exitCode = 1;
			}
		}
	}
}
