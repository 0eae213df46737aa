// A process that watches sessions while others write: node reader.mjs <folder> <session>…
// Says `reading` when it begins, looks until its input ends, then says how often it looked and what was wrong.
import { setImmediate } from 'node:timers/promises';
import type { Message } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';

const [folder = '', ...ids] = process.argv.slice(2);
const store = await SessionStore.open(folder);
const seen = new Map<string, readonly Message[]>();
const wrong: string[] = [];
let looks = 0;
process.stdin.resume();
console.log('reading');
for (;;) {
	// Looks once more when all was written.
	const isLast = process.stdin.readableEnded;
	for (const id of ids) await look(id);
	if (isLast) break;
	await setImmediate();
}
// While it is being written a line is not whole, and the store says so.
wrong.push(...store.getProblems().map(({ reason }) => reason));
console.log(
	JSON.stringify({ looks, wrong, messages: [...seen.values()].reduce((sum, all) => sum + all.length, 0) }),
);
await store.close();

async function look(id: string): Promise<void> {
	looks++;
	const before = seen.get(id) ?? [];
	const now = await store.getMessages(id);
	if (before.some((message, nth) => now[nth]?.id !== message.id)) wrong.push(`${id}: a message went`);
	if (now.some(({ after }, nth) => after !== (now[nth - 1]?.id ?? null))) wrong.push(`${id}: a wrong after`);
	if ((await store.getBranches(id)).length > 0) wrong.push(`${id}: a branch`);
	seen.set(id, now);
}
