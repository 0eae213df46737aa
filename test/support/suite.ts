import { parseArgs } from 'node:util';
import Mocha from 'mocha';

export interface SuiteOptions {
	/** Only tests whose full title matches this regular expression. */
	readonly grep?: string | undefined;
	/** Milliseconds that one test may take. */
	readonly timeout: number;
	readonly hooks?: Mocha.RootHookObject;
}

export interface SuiteResult {
	readonly passed: number;
	readonly failed: number;
}

/** Runs bundled test files with mocha in this process; its report goes to the console. */
export async function runSuite(files: readonly string[], options: SuiteOptions): Promise<SuiteResult> {
	const mocha = new Mocha({
		ui: 'bdd',
		reporter: 'spec',
		timeout: options.timeout,
		forbidOnly: process.env['CI'] !== undefined,
	});
	if (options.grep !== undefined) mocha.grep(new RegExp(options.grep));
	if (options.hooks) mocha.rootHooks(options.hooks);
	for (const file of files) mocha.addFile(file);
	await mocha.loadFilesAsync();
	return await new Promise((resolve) => {
		const runner = mocha.run((failed) => {
			resolve({ passed: runner.stats?.passes ?? 0, failed });
		});
	});
}

/** The `--grep` of the command line: `npm run test:unit -- --grep fork`. */
export function grepArgument(): string | undefined {
	return parseArgs({ options: { grep: { type: 'string', short: 'g' } }, allowPositionals: true }).values.grep;
}

/** Ends a suite's output with the line that `npm test` adds up, and sets the exit code. */
export function reportSuite({ passed, failed }: SuiteResult): void {
	// A suite that ran nothing has lost its tests.
	const nothing = passed + failed === 0;
	if (nothing) console.log('No test ran.');
	if (nothing || failed > 0) process.exitCode = 1;
	console.log(`${passed} passed, ${nothing ? 1 : failed} failed`);
}
