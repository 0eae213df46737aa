// A process of its own for one import, or for what it is measured against.
// node importProcess.mjs import <transcript> <folder of the store> | parse <transcript>: prints `Imported` as JSON.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { readSources } from '../../src/formats/readSources.js';
import { Spool } from '../../src/formats/spool.js';
import { TemporaryFile } from '../../src/sources/overflow.js';
import { sourcesIn } from '../../src/sources/sourceFiles.js';
import { SessionStore } from '../../src/store/sessionStore.js';

/** What one process found. */
export interface Imported {
	readonly ms: number;
	/** The most memory that the process had at any time, in MB. */
	readonly mb: number;
	/** The longest that the event loop stood still, in milliseconds. */
	readonly block: number;
	/** Messages, or lines. */
	readonly count: number;
}

async function imported(path: string, folder: string): Promise<number> {
	const overflow = new TemporaryFile();
	try {
		const { signal } = new AbortController();
		const { files } = await sourcesIn([path], { signal });
		const { sessions, failures, warnings } = await readSources(files, { signal, spool: new Spool(overflow) });
		for (const { message } of [...failures, ...warnings]) throw new Error(message);
		const store = await SessionStore.open(folder);
		const { messages } = await store.mergeSessions(sessions);
		await store.close();
		return messages;
	} finally {
		overflow.dispose();
	}
}

const newline = 10;

/**
 * Reads a file in the chunks in which Node reads them and parses its lines, as whoever has nothing but `JSON.parse` would.
 * With chunks of 1 MB it takes two thirds of that; with `readline`, or with texts in place of bytes, longer.
 */
async function parsed(path: string): Promise<number> {
	let count = 0;
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		const bytes = Buffer.concat([rest, chunk]);
		let start = 0;
		for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
			JSON.parse(bytes.toString('utf8', start, end));
			count++;
			start = end + 1;
		}
		rest = bytes.subarray(start);
	}
	return count;
}

/** In KB. On Linux what `getrusage` tells begins with that of the process which started this one. */
function mostMemory(): number {
	const status = '/proc/self/status';
	const told = existsSync(status) ? /^VmHWM:\s*(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
	return told === undefined ? process.resourceUsage().maxRSS : Number(told);
}

const acts: Readonly<Record<string, (...args: string[]) => Promise<number>>> = {
	import: (path = '', folder = '') => imported(path, folder),
	parse: (path = '') => parsed(path),
};

const [what = '', ...args] = process.argv.slice(2);
const act = acts[what];
if (!act) throw new RangeError(`nothing is measured by the name of ${what}`);
const resolution = 2;
const delay = monitorEventLoopDelay({ resolution });
// What loading all this took does not count.
await setTimeout(50);
delay.enable();
await setTimeout(20);
delay.reset();
const since = performance.now();
const count = await act(...args);
const ms = performance.now() - since;
// A block is noticed when it is over.
await setTimeout(20);
delay.disable();
const found: Imported = {
	ms,
	mb: mostMemory() / 1024,
	block: delay.max / 1e6 - resolution,
	count,
};
console.log(JSON.stringify(found));
