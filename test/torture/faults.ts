// npm run torture:faults [-- --grep addMessage]: every operation of the store, with every kind of fault at every call.
import { grepArgument } from '../support/suite.js';
import { tryFaults } from '../unit/store/faultMatrix.js';
import { operations } from '../unit/store/faultOperations.js';

const wanted = new RegExp(grepArgument() ?? '');
const rows: Record<string, Record<string, number>> = {};
const broken: string[] = [];
for (const [name, operation] of Object.entries(operations)) {
	if (!wanted.test(name)) continue;
	const { wrong, ...tally } = await tryFaults(operation);
	rows[name] = { ...tally, wrong: wrong.length };
	broken.push(...wrong.map((what) => `${name}: ${what}`));
}
console.table(rows);
for (const what of broken) console.log(what);
const sum = Object.values(rows)
	.flatMap((row) => Object.values(row))
	.reduce((total, count) => total + count, 0);
console.log(`${sum} faults tried, ${broken.length} times the store did not keep its promise`);
if (broken.length > 0) process.exitCode = 1;
