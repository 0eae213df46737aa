import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { asBundle } from '../../../src/store/bundle.js';
import { CommandLine } from './commandLine.js';

describe('export on the command line', () => {
	let cli: CommandLine;
	let id = '';
	before(async () => {
		cli = await CommandLine.make();
		id = await cli.done('new', 'A/B: plan');
		await cli.done('add', id, 'one');
		await cli.done('add', id, 'two', '--role', 'assistant');
		await cli.done('fork', id, '--at', '1', '--title', 'Other way');
	});
	after(() => cli.remove());
	const read = (name: string): Promise<string> => fs.readFile(join(cli.folder, name), 'utf8');
	const titlesIn = (text: string): readonly string[] =>
		asBundle(JSON.parse(text)).sessions.map(({ title }) => title);

	it('prints a bundle, with what is below or without', async () => {
		assert.deepEqual(titlesIn(await cli.done('export', id)), ['A/B: plan', 'Other way']);
		assert.deepEqual(titlesIn(await cli.done('export', id, '--descendants')), ['A/B: plan', 'Other way']);
		assert.deepEqual(titlesIn(await cli.done('export', id, '--no-descendants')), ['A/B: plan']);
	});

	it('writes to a file, over what it held, and into a folder under the title', async () => {
		const file = join(cli.folder, 'kept.json');
		await fs.writeFile(file, 'old');
		assert.equal(await cli.done('export', id, '--out', 'kept.json'), file);
		assert.deepEqual(titlesIn(await read('kept.json')), ['A/B: plan', 'Other way']);
		const inside = join(cli.folder, 'bundles', 'A B plan.session-bundle.json');
		assert.deepEqual(await cli.json('export', id, '--out', 'bundles/'), { files: [inside], losses: [] });
		assert.equal(await read('bundles/A B plan.session-bundle.json'), await read('kept.json'));
		assert.deepEqual(await cli.failing('export', id, '--out', 'bundles'), {
			code: 1,
			errors: `error: ${inside} is there already: nothing was written.\n`,
		});
	});

	it('writes a file a session where the form has it so', async () => {
		const toNowhere = await cli.failing('export', id, '--to', 'praisonai');
		assert.equal(toNowhere.code, 2);
		assert.match(toNowhere.errors, /has a file for each session, and these are 2: use --out <folder>\./);
		const written = (await cli.done('export', id, '--to', 'praisonai', '--out', 'praison')).split('\n');
		assert.deepEqual((await fs.readdir(join(cli.folder, 'praison'))).length, 2);
		assert.ok(written.includes(join(cli.folder, 'praison', `${id}.json`)));
		const alone = await cli.done('export', id, '--no-descendants', '--to', 'praisonai', '--out', 'alone/');
		assert.equal(alone, join(cli.folder, 'alone', `${id}.json`));
		const { code, out } = await cli.run(['export', id, '--to', 'markdown', '--out', 'texts/']);
		assert.deepEqual(
			[code, out],
			[0, ['A B plan.md', 'Other way.md'].map((name) => `${join(cli.folder, 'texts', name)}\n`).join('')],
		);
		assert.match(
			await read('texts/Other way.md'),
			/^# Other way\n\nFork of A\/B: plan\.\n\n1 message\.\n\n## 1\. User\n/,
		);
		const whole = await cli.done('export', id, '--to', 'markdown');
		assert.equal(
			`${whole}\n`,
			`${await read('texts/A B plan.md')}\n---\n\n${await read('texts/Other way.md')}`,
		);
	});

	it('tells on standard error what gets lost', async () => {
		const { code, out, errors } = await cli.run(['export', id, '--to', 'openai']);
		assert.deepEqual(
			[
				code,
				out
					.trim()
					.split('\n')
					.map((line): unknown => JSON.parse(line)),
			],
			[
				0,
				[
					{
						messages: [
							{ role: 'user', content: 'one' },
							{ role: 'assistant', content: 'two' },
						],
					},
					{ messages: [{ role: 'user', content: 'one' }] },
				],
			],
		);
		assert.match(errors, /^warning: 1 fork written apart.*\nwarning: 2 conversations without/);
	});
});
