import { bundleTests } from './bundle.js';
import { grepArgument, reportSuite, runSuite } from './suite.js';

const files = await bundleTests('test/unit');
reportSuite(await runSuite(files, { grep: grepArgument(), timeout: 30_000 }));
