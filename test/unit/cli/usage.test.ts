import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { CommandLine } from './commandLine.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
const names = 'tree show new add fork snapshot revert import export convert check'.split(' ');

describe('the use of the command line', () => {
	let cli: CommandLine;
	before(async () => {
		cli = await CommandLine.make();
	});
	after(() => cli.remove());

	it('is told by --help', async () => {
		const all = await cli.done('--help');
		assert.deepEqual(
			[...all.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name),
			names,
		);
		assert.equal(await cli.done('help'), all);
		assert.equal(
			(await cli.done('tree', '-h')).split('\n')[0],
			'Usage: session-hierarchy tree [session] [options]',
		);
	});

	for (const name of names)
		it(`of ${name} is told by --help`, async () => {
			const one = await cli.done(name, '--help');
			assert.match(one, new RegExp(`^Usage: session-hierarchy ${name}[^\n]*\n\n[A-Z][^\n]*\\.\n`));
			for (const option of ['--store <folder>', '--json', '--help']) assert.ok(one.includes(option));
			assert.equal(await cli.done('help', name), one);
		});

	it('is told on standard error where there is no command', async () => {
		const { code, errors } = await cli.failing();
		assert.equal(code, 2);
		assert.match(errors, /^Usage: /);
	});

	it('has a version', async () => {
		assert.equal(await cli.done('--version'), version);
	});

	for (const [what, args, words] of [
		['an unknown command', ['plant'], 'There is no command “plant”.'],
		['an unknown option', ['tree', '--deep'], "Unknown option '--deep'"],
		['an option before its command', ['--role', 'user', 'add'], 'There is no command “user”.'],
		['an option without its value', ['tree', '--store'], "Option '--store <value>' argument missing"],
		['a flag with a value', ['tree', '--json=x'], "Option '--json' does not take an argument"],
		['a session that is missing', ['show'], 'Something is missing: show <session>'],
		['one word too many', ['add', 'a', 'b', 'c'], '“c” is one too many.'],
		[
			'an unknown role',
			['add', 'a', 'b', '--role', 'boss'],
			'“boss” is no role: user, assistant, system, tool.',
		],
		['an answer that is no tool’s', ['add', 'a', 'b', '--answers', 'c'], '--answers goes with --role tool.'],
		['a place that is missing', ['revert', 'a'], 'Something is missing: --to'],
		[
			'an unknown format',
			['export', 'a', '--to', 'pdf'],
			'“pdf” is no format: bundle, praisonai, markdown, openai.',
		],
		[
			'flags that exclude each other',
			['export', 'a', '--descendants', '--no-descendants'],
			'exclude each other',
		],
	] as const) {
		it(`ends with 2 for ${what}`, async () => {
			const { code, errors } = await cli.failing(...args);
			assert.equal(code, 2);
			assert.ok(errors.includes(words), errors);
			assert.ok(errors.endsWith('\nHelp: session-hierarchy --help\n'), errors);
		});
	}
});
