import { resolve } from 'node:path';
import { bundleTests } from './bundle.js';
import { runInExtensionHost } from './extensionHost.js';
import { hostVariables, type HostSuiteResult } from './hostProtocol.js';
import { grepArgument, reportSuite } from './suite.js';

await bundleTests('test/host', { vscode: true, entries: ['test/host/index.ts'] });
const grep = grepArgument();
const result = (await runInExtensionHost({
	entry: resolve('out/test/host/index.js'),
	extension: resolve('.'),
	env: grep === undefined ? {} : { [hostVariables.grep]: grep },
	timeout: 180_000,
})) as HostSuiteResult;
console.log(result.output);
reportSuite(result);
