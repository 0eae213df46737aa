import { writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { hostVariables, type HostSuiteResult } from '../support/hostProtocol.js';
import { runSuite } from '../support/suite.js';

/** Called by VS Code in the extension host: runs every test beside this file. */
export async function run(): Promise<void> {
	process.setSourceMapsEnabled(true);
	const lines: string[] = [];
	Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
		lines.push(format(...args));
	};
	const files: string[] = [];
	for await (const file of glob(join(import.meta.dirname, '**/*.test.js'))) files.push(file);
	const grep = process.env[hostVariables.grep];
	const { passed, failed } = await runSuite(files.sort(), { grep, timeout: 60_000 });
	const result: HostSuiteResult = { passed, failed, output: lines.join('\n') };
	const file = process.env[hostVariables.result];
	if (file === undefined) throw new Error(`${hostVariables.result} is not set`);
	writeFileSync(file, JSON.stringify(result));
}
