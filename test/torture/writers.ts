// npm run torture:writers: eight processes write 1,000 messages each to one folder, while two others read.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTogether } from '../unit/store/manyWriters.js';
import { Processes } from '../unit/store/processes.js';

const root = await mkdtemp(join(tmpdir(), 'writers-'));
const processes = new Processes(root);
try {
	for (const into of ['one session', 'own sessions'] as const) {
		const start = performance.now();
		await writeTogether(processes, join(root, into), 1000, into);
		const seconds = Math.round((performance.now() - start) / 1000);
		console.log(`8,000 messages to ${into}: each there once, in order, no lock left, in ${seconds} s`);
	}
} finally {
	processes.killAll();
	await rm(root, { recursive: true });
}
