// A process that adds messages: node writer.mjs <folder> <session> <name> <count>
import { SessionStore } from '../../../src/store/sessionStore.js';

const [folder = '', id = '', name = '', count = '0'] = process.argv.slice(2);
// Eight of them share two slow cores with other tests.
const store = await SessionStore.open(folder, { patience: 60_000 });
for (let nth = 0; nth < Number(count); nth++) {
	await store.addMessage(id, { role: 'user', content: `${name} ${nth}` });
}
await store.close();
