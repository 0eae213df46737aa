import { strict as assert } from 'node:assert';
import type { FileKey, Files } from '../../../src/store/files.js';
import { StoreGenerator } from '../../support/storeGenerator.js';
import { quickFiles } from './faultyFiles.js';
import { say, Temporary, texts } from './temporary.js';

const minute = 60_000_000_000n;
const older = (key: FileKey): FileKey => ({
	...key,
	mtimeNs: key.mtimeNs - minute,
	ctimeNs: key.ctimeNs - minute,
});

describe('The last messages of a session that sleeps', () => {
	let temporary: Temporary;
	let bytesRead = 0;
	/** The disk a minute later, so that the index may speak for what was just written. */
	const files: Files = {
		...quickFiles,
		stat: (path) => {
			const key = quickFiles.stat(path);
			return key && older(key);
		},
		keyOf: (file) => older(quickFiles.keyOf(file)),
		read: (file, into, position) => {
			const count = quickFiles.read(file, into, position);
			bytesRead += count;
			return count;
		},
	};
	const reopened = async (): ReturnType<Temporary['open']> => {
		const store = await temporary.open({ files });
		await store.close();
		const again = await temporary.open({ files });
		bytesRead = 0;
		return again;
	};
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('are read from the end of its log alone', async () => {
		const { id } = new StoreGenerator(temporary.folder, 4).session(20_000);
		const store = await reopened();
		const last = await store.getMessages(id, { start: 19_950 });
		assert.ok(bytesRead < 400_000, `${String(bytesRead)} bytes were read`);
		const all = await store.getMessages(id);
		assert.equal(all.length, 20_000);
		assert.deepEqual(last, all.slice(19_950));
	});

	it('are the same as when it is awake, for every session and every stretch', async () => {
		const made = new StoreGenerator(temporary.folder, 5).store(60, 1_200);
		const plain = await temporary.open({ readOnly: true });
		const stretches: readonly ((count: number) => readonly [number, number])[] = [
			(count) => [count - 1, count],
			(count) => [count - 7, count - 2],
			() => [0, 3],
			(count) => [count, count + 5],
			(count) => [count - 3, 0],
		];
		for (const stretch of stretches) {
			const store = await reopened();
			for (const { id } of made.sessions) {
				const all = await plain.getMessages(id);
				const [start, end] = stretch(all.length);
				const expected = end < start ? [] : all.slice(Math.max(0, start), end);
				assert.deepEqual(
					await store.getMessages(id, { start, end }),
					expected,
					`${start} to ${end} of ${id}`,
				);
			}
			await store.close();
		}
	});

	it('are those of the head, not of a branch behind it', async () => {
		const writer = await temporary.open();
		const id = await writer.createSession();
		await say(writer, id, 'a', 'b', 'c', 'd');
		await writer.revertToMessage(id, { index: 1 });
		await say(writer, id, 'e');
		await writer.revertToMessage(id, { index: 0 });
		await writer.close();
		assert.deepEqual(await texts(await reopened(), id), ['a']);
		const other = await temporary.open();
		await other.undoRevert(id);
		await other.close();
		assert.deepEqual(await texts(await reopened(), id), ['a', 'b', 'e']);
	});

	it('are read anew when another process wrote to the log', async () => {
		const writer = await temporary.open();
		const id = await writer.createSession();
		await say(writer, id, 'a');
		const store = await reopened();
		assert.deepEqual(await texts(store, id), ['a']);
		await say(writer, id, 'b');
		assert.deepEqual(await texts(store, id), ['a', 'b']);
	});
});
