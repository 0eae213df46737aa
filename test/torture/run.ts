// npm run torture [-- --seed 1 --kills 500]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cutLogs } from './cuts.js';
import { Torture } from './torture.js';

const { values } = parseArgs({
	options: { seed: { type: 'string', default: '1' }, kills: { type: 'string', default: '500' } },
});
const root = await mkdtemp(join(tmpdir(), 'torture-'));
const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);

const torture = new Torture(join(root, 'kills'), Number(values.seed));
const start = performance.now();
await torture.run(Number(values.kills));
console.log(`Seed ${values.seed}: ${torture.kills} processes killed in ${seconds(start)} s.`);
console.table(Object.fromEntries([...torture.counts].sort()));
console.log('Where they were when they died:');
console.table(Object.fromEntries([...torture.deaths].sort().map(([where, killed]) => [where, { killed }])));
console.log(
	`Between taking the lock and the acknowledgement: ${torture.locked}; opening the store: ${torture.opening}.`,
);
console.log(
	`Torn lines that were passed over: ${torture.torn}; slowest next write: ${Math.ceil(torture.slowestNextWrite)} ms.`,
);

const cutting = performance.now();
const cuts = await cutLogs(join(root, 'cuts'));
console.log(`Logs cut at every byte offset in ${seconds(cutting)} s:`);
console.table(Object.fromEntries(Object.entries(cuts.counts).map(([log, offsets]) => [log, { offsets }])));

const faults = [...torture.faults, ...cuts.faults];
for (const fault of faults) console.log(fault);
console.log(`Lost, half done, or in the way of the next write: ${faults.length}`);
if (faults.length > 0) process.exitCode = 1;
else await rm(root, { recursive: true });
