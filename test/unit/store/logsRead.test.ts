import { strict as assert } from 'node:assert';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoreChange } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from './faultyFiles.js';
import { said, Temporary, texts } from './temporary.js';

describe('A log that others write to', () => {
	let temporary: Temporary;
	let writer: SessionStore;
	let id: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		writer = await temporary.open();
		id = await writer.createSession();
		await writer.addMessage(id, said('long ago'));
		await writer.addMessage(id, said('x'.repeat(1000)));
	});
	afterEach(() => temporary.remove());

	const logOf = async (session: string): Promise<string> =>
		join(temporary.folder, (await writer.getLogFiles(session))[0] ?? '');

	it('is read anew when it was edited in place, with as many bytes as before', async () => {
		const store = await temporary.open();
		await store.getMessages(id);
		const path = await logOf(id);
		await writeFile(path, (await readFile(path, 'utf8')).replace('long ago', 'just now'));
		assert.equal((await texts(store, id))[0], 'just now');
	});

	it('is told of to the forks that share it, even when it slept', async () => {
		const fork = await writer.forkSession(id);
		await writer.addMessage(await writer.createSession(), said('other'));
		const reader = await temporary.open({ room: { bytes: 0, messages: 0 } });
		const told: StoreChange[] = [];
		reader.onDidChange((change) => told.push(change));
		const path = await logOf(id);
		await writeFile(`${path}.new`, (await readFile(path, 'utf8')).replace('long ago', 'just now'));
		await rename(`${path}.new`, path);
		await reader.refresh();
		assert.deepEqual(told.flatMap(({ content }) => content).sort(), [id, fork].sort());
		assert.equal((await texts(reader, fork))[0], 'just now');
	});

	it('is told of to those who listen from now on, without what came before', async () => {
		const store = await temporary.open();
		await store.setTitle(id, 'unheard');
		const told: StoreChange[] = [];
		store.onDidChange((change) => told.push(change));
		await store.addMessage(id, said('heard'));
		assert.deepEqual(told, [{ structure: [], content: [id] }]);
	});

	it('stays open while a flush takes long', async () => {
		const calls: string[] = [];
		let isSlow = false;
		const slow = await temporary.open({
			files: {
				...quickFiles,
				close: (file) => {
					calls.push('close');
					quickFiles.close(file);
				},
				flush: async (file) => {
					calls.push('flush');
					// Longer than a log stays open after a write.
					if (isSlow) await delay(2300);
					calls.push('flushed');
					await quickFiles.flush(file);
				},
			},
		});
		await slow.addMessage(id, said('quickly'));
		calls.length = 0;
		isSlow = true;
		await slow.addMessage(id, said('slowly'));
		assert.deepEqual(calls.slice(calls.indexOf('flush')), ['flush', 'flushed']);
		assert.equal((await texts(slow, id)).at(-1), 'slowly');
	});
});
