import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
	bundle: true,
	minify: production,
	sourcemap: production ? false : 'linked',
	logLevel: 'warning',
	target: 'es2022',
	metafile: true,
};

/** @type {import('esbuild').BuildOptions[]} */
const targets = [
	{
		...common,
		// VS Code waits for the first, which only begins to load the second; the third is loaded when it is asked for.
		entryPoints: {
			extension: 'src/extension.ts',
			compose: 'src/compose.ts',
			folderCheck: 'src/store/folderCheck.ts',
		},
		outdir: 'dist',
		platform: 'node',
		format: 'esm',
		external: ['vscode', './compose.js', './folderCheck.js'],
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

/** Bytes that a shipped file may weigh; see the size budget in docs/decisions.md. */
const budget = { 'dist/extension.js': 3_000, 'dist/compose.js': 197_000, 'dist/transcript/main.js': 350_000 };

if (watch) {
	await Promise.all(targets.map(async (target) => (await context({ ...target, logLevel: 'info' })).watch()));
} else {
	await rm('dist', { recursive: true, force: true });
	const results = await Promise.all(targets.map((target) => build(target)));
	if (production) {
		for (const { metafile } of results) {
			for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
				const limit = budget[/** @type {keyof typeof budget} */ (file)] ?? Infinity;
				if (bytes <= limit) continue;
				console.error(`${file}: ${bytes} bytes, budget ${limit}`);
				process.exitCode = 1;
			}
		}
	}
}
