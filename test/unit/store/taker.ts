// A process that takes the lock over and over, each time from a dead one: node taker.mjs <folder> <guard> <rounds>
// Fails when another one is in there at the same time.
import { closeSync, openSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles } from '../../../src/store/files.js';
import { lockDomain } from '../../../src/store/identity.js';
import { WriterLock } from '../../../src/store/lock.js';
import { newLogName } from '../../../src/store/newIds.js';

const [folder = '', guard = '', rounds = '0'] = process.argv.slice(2);
/** Larger than any pid can be. */
const nobody = 2 ** 30;
const path = join(folder, `lock-${lockDomain}`);
const lock = new WriterLock(nodeFiles, folder, 60_000);
for (let round = 0; round < Number(rounds); round++) {
	await lock.take(() => Promise.resolve());
	closeSync(openSync(guard, 'wx'));
	const [own = ''] = readdirSync(path);
	unlinkSync(guard);
	// As if this process had died here.
	renameSync(join(path, own), join(path, `${nobody}-1-${newLogName()}`));
}
lock.dispose();
