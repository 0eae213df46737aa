import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { packagePath } from './packagePath.js';
import { zipEntryNames } from './zip.js';

/** Bytes that the VSIX may have. */
const budget = 700_000;

/** Every file of the VSIX matches one of these; each that is not optional matches a file. */
const expected: readonly { readonly pattern: RegExp; readonly optional?: boolean }[] = [
	{ pattern: /^\[Content_Types\]\.xml$/ },
	{ pattern: /^extension\.vsixmanifest$/ },
	{ pattern: /^extension\/package\.json$/ },
	{ pattern: /^extension\/readme\.md$/i },
	{ pattern: /^extension\/changelog\.md$/i },
	{ pattern: /^extension\/LICENSE\.txt$/ },
	{ pattern: /^extension\/dist\/(extension|compose|cli)\.js$/ },
	{ pattern: /^extension\/dist\/parts\/[A-Za-z]+-[A-Z0-9]+\.js$/ },
	{ pattern: /^extension\/dist\/transcript\/main\.js$/ },
	{ pattern: /^extension\/dist\/transcript\/transcript\.css$/ },
	{ pattern: /^extension\/dist\/transcript\/codicon-[A-Z0-9]+\.ttf$/, optional: true },
	{ pattern: /^extension\/bin\/session-hierarchy$/ },
	{ pattern: /^extension\/bin\/session-hierarchy\.cmd$/ },
	{ pattern: /^extension\/media\/icon\.png$/ },
	{ pattern: /^extension\/media\/([a-z]+\/)?[A-Za-z-]+\.(svg|png)$/, optional: true },
	{ pattern: /^extension\/media\/schemas\/[a-z-]+\.schema\.json$/ },
];

const vsce = spawn(
	process.execPath,
	[
		...['node_modules/@vscode/vsce/vsce', 'package', '--out', packagePath],
		...['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
	],
	{ stdio: ['ignore', 'inherit', 'inherit'] },
);
const [code] = (await once(vsce, 'exit')) as [number | null];
if (code !== 0) throw new Error(`vsce ended with ${code}.`);

const vsix = await readFile(packagePath);
const names = zipEntryNames(vsix);
const problems = [
	...names
		.filter((name) => !expected.some(({ pattern }) => pattern.test(name)))
		.map((name) => `${name} is not expected.`),
	...expected
		.filter(({ pattern, optional }) => !optional && !names.some((name) => pattern.test(name)))
		.map(({ pattern }) => `${pattern.source} is missing.`),
	...(vsix.length > budget ? [`${vsix.length} bytes, budget ${budget}`] : []),
];
for (const problem of problems) console.error(`${packagePath}: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
