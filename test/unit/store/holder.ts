// A process that stays in the middle of a write: node holder.mjs <folder> <session>
// Says `held` when it has the lock and wrote, goes on when its input ends, says `done` when the write is acknowledged.
import { once } from 'node:events';
import { nodeFiles, type Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';

const [folder = '', id = ''] = process.argv.slice(2);
const files: Files = {
	...nodeFiles,
	flush: async (file) => {
		console.log('held');
		await once(process.stdin.resume(), 'end');
		await nodeFiles.flush(file);
	},
};
const store = await SessionStore.open(folder, { files });
await store.addMessage(id, { role: 'user', content: 'by the holder' });
console.log('done');
await store.close();
