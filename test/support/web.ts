import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RootHookObject } from 'mocha';
import { bundleTests } from './bundle.js';
import { grepArgument, reportSuite, runSuite } from './suite.js';

const files = await bundleTests('test/web', { entries: ['test/web/support/hooks.ts'] });
// The hooks come out of the same bundle as the tests, because they share its servers and windows.
const { hooks } = (await import(pathToFileURL(resolve('out/test/web/support/hooks.js')).href)) as {
	hooks: RootHookObject;
};
await rm('out/failures', { recursive: true, force: true });
reportSuite(await runSuite(files, { grep: grepArgument(), timeout: 120_000, hooks }));
