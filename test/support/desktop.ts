import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { bundleTests } from './bundle.js';
import { hostVariables, type HostSuiteResult } from './hostProtocol.js';
import { grepArgument, reportSuite } from './suite.js';

/** Milliseconds without an answer after which desktop VS Code counts as out of reach. */
const patience = 20_000;

const executable = await downloadVscode().catch((error: unknown) => {
	const reason = error instanceof Error ? error.message : String(error);
	console.error(
		`Desktop VS Code cannot be downloaded here (${reason}); npm run test:host runs the same suite.`,
	);
	// The download may still be waiting for the network.
	process.exit(1);
});
await bundleTests('test/host', { vscode: true, entries: ['test/host/index.ts'] });
const folder = await mkdtemp(join(tmpdir(), 'session-hierarchy-desktop-'));
try {
	const workspace = join(folder, 'workspace');
	await mkdir(workspace);
	const result = join(folder, 'result.json');
	const grep = grepArgument();
	await runTests({
		vscodeExecutablePath: executable,
		extensionDevelopmentPath: resolve('.'),
		extensionTestsPath: resolve('out/test/host/index.js'),
		launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
		extensionTestsEnv: { [hostVariables.result]: result, [hostVariables.grep]: grep },
	});
	const suite = JSON.parse(await readFile(result, 'utf8')) as HostSuiteResult;
	console.log(suite.output);
	reportSuite(suite);
} finally {
	await rm(folder, { recursive: true, force: true });
}

/** The path of the downloaded program; rejects when nothing has arrived for `patience`. */
function downloadVscode(): Promise<string> {
	return new Promise((done, reject) => {
		const giveUp = (): void => {
			reject(new Error(`no answer for ${patience / 1000} s`));
		};
		let timer = setTimeout(giveUp, patience);
		const report = (): void => {
			clearTimeout(timer);
			timer = setTimeout(giveUp, patience);
		};
		downloadAndUnzipVSCode({
			cachePath: resolve('.vscode-test/desktop'),
			reporter: { report, error: reject },
		})
			.then(done, reject)
			.finally(() => {
				clearTimeout(timer);
			});
	});
}
