// npm run bench [-- names] [--peers] [--json] [--scale small]: measures, prints, and fails when a budget is missed.
import { parseArgs } from 'node:util';
import { activation } from './activation.js';
import type { Bench } from './bench.js';
import { runBenches, storeBenches } from './benches.js';
import { importing } from './importing.js';
import { fetchPeers } from './peers/peers.js';
import { asJson, asTable, isOver } from './report.js';
import { scales } from './scales.js';
import { transcript } from './transcript/transcript.js';

/** Also what is measured only when it is named: it starts VS Code, or writes long files. */
const benches: Readonly<Record<string, Bench>> = {
	...storeBenches,
	import: importing,
	activation,
	transcript,
};

const { positionals, values } = parseArgs({
	options: {
		json: { type: 'boolean' },
		peers: { type: 'boolean' },
		scale: { type: 'string', default: 'full' },
	},
	allowPositionals: true,
});
const refuse = (reason: string): never => {
	console.error(reason);
	process.exit(2);
};
const known = (what: string, name: string, from: object): void => {
	if (!Object.hasOwn(from, name))
		refuse(`No ${what} is called ${name}; there are: ${Object.keys(from).join(', ')}.`);
};
for (const name of positionals) known('bench', name, benches);
known('scale', values.scale, scales);

const named = Object.entries(benches).filter(([name]) => positionals.includes(name));
const chosen = named.length > 0 ? Object.fromEntries(named) : storeBenches;
const scale = scales[values.scale as keyof typeof scales];
const fetched = values.peers ? await fetchPeers() : undefined;
try {
	const rows = await runBenches(chosen, { scale, peers: fetched?.peers ?? [] }, (name) => {
		console.error(`measuring: ${name}`);
	});
	if (values.json) console.log(asJson(rows));
	else console.table(asTable(rows));
	if (rows.some(isOver)) process.exitCode = 1;
} finally {
	await fetched?.remove();
}
