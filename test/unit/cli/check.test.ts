import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { CommandLine } from './commandLine.js';

describe('check on the command line', () => {
	let cli: CommandLine;
	before(async () => {
		cli = await CommandLine.make();
		await cli.done('new', 'Main');
	});
	after(() => cli.remove());

	it('finds nothing, then names file and line, and changes nothing', async () => {
		assert.equal(await cli.done('check'), 'No problems in 1 session, 0 messages.');
		const folder = join(cli.folder, '.sessions');
		const log = (await fs.readdir(folder)).find((name) => name.endsWith('.jsonl')) ?? '';
		await fs.appendFile(join(folder, log), 'no JSON\n');
		const before = await fs.readFile(join(folder, log), 'utf8');
		const { code, out, errors } = await cli.run(['check']);
		const line = before.split('\n').length - 1;
		assert.deepEqual([code, errors], [1, '']);
		assert.match(
			out,
			new RegExp(
				`^\\.sessions/${log}:${String(line)}: (error|warning): .*\n1 problem in 1 session, 0 messages\\.\n$`,
			),
		);
		assert.equal(await fs.readFile(join(folder, log), 'utf8'), before);
		const json = JSON.parse((await cli.run(['check', '--json'])).out) as {
			readonly findings: readonly { readonly file: string; readonly line: number; readonly kind: string }[];
		};
		assert.deepEqual(
			json.findings.map((each) => [each.file, each.line, each.kind]),
			[[log, line, 'unreadable-line']],
		);
	});
});
