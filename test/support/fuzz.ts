import { bundleTests } from './bundle.js';
import { reportSuite, runSuite } from './suite.js';

// As many damaged logs as take minutes; `npm test` makes some of them.
process.env['DAMAGED_LOGS'] = '10000';
const files = await bundleTests('test/unit');
reportSuite(await runSuite(files, { grep: 'Damaged logs', timeout: 600_000 }));
