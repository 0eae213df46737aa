// A process that carries out commands until it is killed, or kills itself: node victim.mjs <file of an Order>
// Tells on its standard output what it begins and what was acknowledged, before it goes on.
import { readFileSync, writeSync } from 'node:fs';
import { SessionStore } from '../../src/store/sessionStore.js';
import { Hand, type Command, type Ids } from './commands.js';
import { KillingFiles, type Death } from './killingFiles.js';

export interface Order {
	readonly folder: string;
	readonly ids: Ids;
	readonly commands: readonly Command[];
	readonly death?: Death;
}

/** One line of what a victim tells; `nth` counts commands from 0. */
export type Told =
	| { readonly is: 'open' | 'locked' }
	| { readonly is: 'dying'; readonly how: string }
	| { readonly is: 'begun'; readonly nth: number }
	| { readonly is: 'done'; readonly nth: number; readonly ids: Ids };

function tell(told: Told): void {
	writeSync(1, `${JSON.stringify(told)}\n`);
}

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Order;
const disk = new KillingFiles(
	() => {
		tell({ is: 'locked' });
	},
	(how) => {
		tell({ is: 'dying', how });
		process.kill(process.pid, 'SIGKILL');
		// The signal ends all threads; until it has, nothing more may happen here.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
	},
);
const store = await SessionStore.open(order.folder, { files: disk.files });
const hand = new Hand(store, order.ids);
tell({ is: 'open' });
for (const [nth, command] of order.commands.entries()) {
	if (order.death?.after === nth) disk.dieAt(order.death);
	tell({ is: 'begun', nth });
	tell({ is: 'done', nth, ids: await hand.perform(command) });
}
await store.close();
