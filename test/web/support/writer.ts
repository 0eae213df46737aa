import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleAgent } from './anotherProcess.js';

const script = `
import { setTimeout } from 'node:timers/promises';
import { SessionStore } from './src/store/index.ts';
const [folder, title] = process.argv.slice(2);
const store = await SessionStore.open(folder);
const session = (await store.listSessions()).find((each) => each.title === title);
let stopped = false;
process.stdin.on('end', () => (stopped = true)).resume();
const begun = performance.now();
let written = 0;
while (!stopped) {
	written += 1;
	const lines = Array.from({ length: written % 7 }, (_, line) => 'Line ' + line).join('\\n\\n');
	await store.addMessage(session.id, { role: 'assistant', content: 'Written ' + written + '\\n\\n' + lines });
	await setTimeout(Math.max(0, begun + written * 20 - performance.now()));
}
await store.close();
console.log(written);
`;

/**
 * Adds 50 messages a second, of several lengths, to the session with that title for as long as `act` runs, from a process
 * of its own; gives how many.
 */
export async function whileWriting(folder: string, title: string, act: () => Promise<void>): Promise<number> {
	const program = await bundleAgent('writer', script);
	const child = spawn(process.execPath, [program, resolve(folder, '.sessions'), title], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const output = text(child.stdout);
	try {
		await act();
	} finally {
		// It ends by itself when its input does, also when this process is no more.
		child.stdin.end();
	}
	return Number(await output);
}
