import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { activation } from './activation.js';
import type { Bench, Row } from './bench.js';

const benches: Readonly<Record<string, Bench>> = { activation };

const { positionals, values } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
	console.error(`No bench is called ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}.`);
	process.exit(2);
}

const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
	if (positionals.length === 0 || positionals.includes(name)) rows.push(...(await bench()));
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), node: process.version };
if (values.json) console.log(JSON.stringify({ machine, rows }));
else console.table(Object.fromEntries(rows.map(({ name, ...numbers }) => [name, numbers])));
if (rows.some(({ ratio, budget }) => ratio > budget)) process.exitCode = 1;
