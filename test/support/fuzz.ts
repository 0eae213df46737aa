import { bundleTests } from './bundle.js';
import { grepArgument, reportSuite, runSuite } from './suite.js';

// As many damaged logs and mutated transcripts as take minutes; `npm test` makes some of them.
process.env['DAMAGED_LOGS'] = '10000';
process.env['MUTATED_SETS'] = '20000';
const files = await bundleTests('test/unit');
reportSuite(
	await runSuite(files, { grep: grepArgument() ?? 'Damaged logs|Mutated transcripts', timeout: 600_000 }),
);
