// node test/support/run.mjs <entry.ts> [arguments]: bundles a script of this folder's kind and runs it.
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const entry = process.argv[2];
if (entry === undefined) throw new Error('Usage: node test/support/run.mjs <entry.ts> [arguments]');
const outfile = resolve('out/scripts', entry.replaceAll('/', '-').replace(/\.ts$/, '.js'));
await build({
	entryPoints: [resolve(entry)],
	outfile,
	bundle: true,
	platform: 'node',
	format: 'esm',
	target: 'node24',
	packages: 'external',
	sourcemap: 'linked',
	logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
// Without a handler a signal would skip the 'exit' listeners that end servers and browsers.
for (const [signal, code] of [
	['SIGHUP', 129],
	['SIGINT', 130],
	['SIGTERM', 143],
]) {
	process.once(signal, () => process.exit(code));
}
process.argv.splice(1, 2, basename(outfile));
await import(pathToFileURL(outfile).href);
