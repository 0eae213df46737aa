import { strict as assert } from 'node:assert';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, FaultyFiles } from './faultyFiles.js';
import { say, Temporary, texts } from './temporary.js';

describe('What others left in the folder', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	const secret = 'a secret';
	const onDisk = async (): Promise<boolean> => JSON.stringify(await temporary.bytes()).includes(secret);

	it('by a purge that could not empty the logs is emptied by the next write', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const [gone, other] = [await store.createSession(), await store.createSession()];
		await say(store, gone, secret);
		await store.deleteSession(gone);
		faulty.before = (call) => {
			if (call === 'truncate') throw failure('EIO');
		};
		await assert.rejects(store.purgeSession(gone), { code: 'IO', uncertain: true });
		assert.deepEqual([await store.getTrash(), await onDisk()], [[], true]);
		// It counts; that it cannot be erased still keeps nobody from writing.
		await say(store, other, 'a');
		faulty.heal();
		const fresh = await temporary.open();
		await say(fresh, other, 'b');
		assert.deepEqual([await onDisk(), await texts(store, other)], [false, ['a', 'b']]);
		assert.deepEqual([await fresh.getTrash(), await store.getTrash()], [[], []]);
	});
	it('and went on after the purge is not emptied', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const gone = await store.createSession();
		await say(store, gone, secret);
		await store.deleteSession(gone);
		const [log = ''] = await temporary.logs();
		const path = join(temporary.folder, log);
		faulty.before = (call) => {
			if (call === 'truncate') throw failure('EIO');
		};
		await assert.rejects(store.purgeSession(gone));
		faulty.heal();
		const [line = ''] = (await readFile(path, 'utf8')).split('\n').slice(1);
		await appendFile(path, `${line}\n`);
		await store.createSession();
		assert.equal(await onDisk(), true);
	});
	for (const next of ['a command', 'the first message of another process']) {
		it(`by imports that died is removed by ${next}`, async () => {
			const store = await temporary.open();
			const id = await store.createSession();
			const local = join(temporary.folder, '.local');
			for (const name of ['in-0a.tmp', 'in-0b.dead']) {
				await mkdir(join(local, name));
				await writeFile(join(local, name, 'x.0123456789.jsonl'), secret);
			}
			await mkdir(join(local, 'other.tmp'));
			if (next === 'a command') await store.createSession();
			else await say(await temporary.open(), id, 'a');
			assert.deepEqual(
				(await readdir(local)).filter((name) => /tmp|dead/.test(name)),
				['other.tmp'],
			);
		});
	}
	it('with a clock at the end of all time is reported, and stops nobody', async () => {
		const store = await temporary.open();
		const id = await store.createSession({ title: 'T' });
		const [log = ''] = await temporary.logs();
		for (const at of [Number.MAX_SAFE_INTEGER - 1, Date.UTC(2200) * 1000]) {
			const record = { type: 'set', id: `far${at}`, at, op: 'far', session: id, fields: { title: 'Far' } };
			await appendFile(join(temporary.folder, log), `${JSON.stringify(record)}\n`);
		}
		await say(store, id, 'a');
		const fresh = await temporary.open();
		assert.equal((await fresh.getSession(id)).title, 'T');
		assert.deepEqual(await texts(fresh, id), ['a']);
		for (const reader of [store, fresh]) {
			assert.deepEqual(
				reader.getProblems().map(({ reason }) => reason),
				Array(2).fill('set: at is implausibly far ahead'),
			);
		}
	});
	it('with a clock far ahead is followed as far as it can be read', async () => {
		const store = await temporary.open();
		const id = await store.createSession();
		const [log = ''] = await temporary.logs();
		const at = Date.UTC(2200) * 1000 - 3;
		const record = { type: 'set', id: 'far', at, op: 'far', session: id, fields: { title: 'Far' } };
		await appendFile(join(temporary.folder, log), `${JSON.stringify(record)}\n`);
		await store.setTitle(id, 'One');
		await store.setTitle(id, 'Two');
		await assert.rejects(store.setTitle(id, 'Three'), { name: 'StoreError', code: 'INVALID' });
		const fresh = await temporary.open();
		assert.deepEqual([(await fresh.getSession(id)).title, fresh.getProblems()], ['Two', []]);
	});
});
