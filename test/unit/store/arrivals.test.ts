import { strict as assert } from 'node:assert';
import { copyFileSync, readdirSync, renameSync, truncateSync } from 'node:fs';
import { appendFile, cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { failure, FaultyFiles } from './faultyFiles.js';
import { say, Temporary, texts } from './temporary.js';

describe('Logs that arrive together', () => {
	let temporary: Temporary;
	let disk: FaultyFiles;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		disk = new FaultyFiles();
		store = await temporary.open({ files: disk.files });
	});
	afterEach(() => temporary.remove());

	const local = (...names: readonly string[]): string => join(temporary.folder, '.local', ...names);
	const count = async (reader: SessionStore): Promise<number> => (await reader.listSessions()).length;
	const away = (name: string): string => join(temporary.root, name);

	/** Three sessions of one import; gives their logs' names. */
	async function three(): Promise<readonly [string, string, string]> {
		const other = await temporary.openOther();
		const id = await other.createSession({ title: 'top' });
		for (const title of ['x', 'y']) await other.createSession({ parentId: id, title });
		await store.importSession(await other.exportSession(id, { descendants: true }));
		const [a = '', b = '', c = ''] = await temporary.logs();
		return [a, b, c];
	}

	it('say so in their heads, with the command that the journal names', async () => {
		const names = await three();
		const heads = await Promise.all(
			names.map(async (name) => {
				const [line = ''] = (await readFile(join(temporary.folder, name), 'utf8')).split('\n');
				const [{ op, logs }] = JSON.parse(line) as [{ op: string; logs: number }];
				return [op, logs];
			}),
		);
		const [{ id } = { id: '' }] = await store.getOperations({ limit: 1 });
		assert.deepEqual(heads, Array(3).fill([id, 3]));
	});
	it('are shown as far as they are here when a sync brought some only, and the rest when it comes', async () => {
		const [a, b, c] = await three();
		for (const name of [b, c]) await rename(join(temporary.folder, name), away(name));
		const reader = await temporary.open({ files: disk.files });
		assert.equal(await count(reader), 1);
		const lists = async (): Promise<number> => {
			disk.calls.length = 0;
			await reader.refresh();
			return disk.calls.filter((call) => call === 'list').length;
		};
		const usual = await lists();
		await rename(away(b), join(temporary.folder, b));
		assert.equal(await lists(), usual, 'looked for the third once');
		assert.equal(await count(reader), 2);
		await rename(away(c), join(temporary.folder, c));
		assert.equal(await count(reader), 3);
		assert.ok(a);
	});
	it('are shown whole when they are moved up faster than they are read', async () => {
		const names = await three();
		const [a, b, c] = names;
		const arrival = local('in-0abc');
		const making = `${arrival}.tmp`;
		await mkdir(making);
		for (const name of names) await rename(join(temporary.folder, name), join(making, name));
		const faulty = new FaultyFiles();
		const reader = await temporary.open({ files: faulty.files });
		assert.equal(await count(reader), 0);
		faulty.before = (call, _, [path]) => {
			// It begins to count after the arrivals were listed, and one log is moved up before the others are listed.
			if (call === 'list' && path === temporary.folder && readdirSync(local()).includes('in-0abc.tmp')) {
				renameSync(making, arrival);
				renameSync(join(arrival, a), join(temporary.folder, a));
			}
			// The others are as soon as somebody wants to read them.
			if (call !== 'open' || !String(path).startsWith(arrival)) return;
			for (const name of [b, c]) renameSync(join(arrival, name), join(temporary.folder, name));
			faulty.heal();
		};
		assert.equal(await count(reader), 3);
	});
	it('do no harm when a head promises more than anybody can bring', async () => {
		const id = await store.createSession();
		const [log = ''] = await temporary.logs();
		const path = join(temporary.folder, log);
		const text = await readFile(path, 'utf8');
		for (const logs of [1e300, -1, 0, 1]) {
			await writeFile(path, text.replace('"v":1', `"v":1,"logs":${logs}`));
			assert.equal((await (await temporary.open()).getSession(id)).damaged, false);
		}
		await writeFile(path, text.replace('"v":1', '"v":1,"logs":"many"'));
		const reader = await temporary.open();
		assert.match(reader.getProblems()[0]?.reason ?? '', /logs has the wrong type/);
	});
	it('are not there when the first of them cannot be moved up, and the folder says so for certain', async () => {
		await store.createSession();
		failRename(/in-\w+[\\/][^\\/]+\.jsonl$/, 1);
		await assert.rejects(three(), { code: 'IO', uncertain: false });
		disk.heal();
		for (const reader of [store, await temporary.open()]) assert.equal(await count(reader), 1);
		await store.createSession();
		assert.deepEqual([await count(store), await leftovers()], [2, []]);
	});
	it('are all there when a later one cannot be moved up, and the next write goes on', async () => {
		await store.createSession();
		failRename(/in-\w+[\\/][^\\/]+\.jsonl$/, 2);
		await assert.rejects(three(), { code: 'IO', uncertain: true });
		disk.heal();
		for (const reader of [store, await temporary.open()]) assert.equal(await count(reader), 4);
		await store.createSession();
		assert.deepEqual([await count(await temporary.open()), await leftovers()], [5, []]);
		assert.equal((await temporary.logs()).length, 5);
	});
	it('may count again after a power cut when it could not be flushed that they do not', async () => {
		await store.createSession();
		disk.before = (call, _, [path]) => {
			if (call === 'flushFolder' && path === local()) throw failure('EIO');
		};
		await assert.rejects(three(), { code: 'IO', uncertain: true });
		disk.heal();
		for (const reader of [store, await temporary.open()]) assert.equal(await count(reader), 1);
	});

	function failRename(of: RegExp, nth: number): void {
		let found = 0;
		disk.before = (call, _, [from]) => {
			if (call === 'rename' && of.test(String(from)) && ++found === nth) throw failure('ENOSPC');
		};
	}
	const leftovers = async (): Promise<readonly string[]> =>
		(await readdir(local())).filter((name) => name.startsWith('in-'));
});

describe('A log that a purge empties', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('while it is read leaves no half of its session, nor of the forks', async () => {
		const store = await temporary.open();
		const id = await store.createSession();
		for (const text of ['a', 'b', 'c']) await say(store, id, text.repeat(1_200_000));
		const fork = await store.forkSession(id);
		await store.deleteSession(id);
		const before = await temporary.logs();
		const purged = join(temporary.root, 'purged');
		await cp(temporary.folder, purged, { recursive: true });
		const other = await temporary.open({}, purged);
		await other.purgeSession(id);
		const came = (await temporary.logs(purged)).filter((name) => !before.includes(name));
		const log = before.find((name) => name.startsWith(id)) ?? '';

		let reads = 0;
		for (let at = 1; ; at++) {
			const folder = join(temporary.root, String(at));
			await cp(temporary.folder, folder, { recursive: true });
			const whole = await readFile(join(folder, log));
			truncateSync(join(folder, log), whole.indexOf('\n') + 1);
			const faulty = new FaultyFiles();
			const reader = await temporary.open({ files: faulty.files }, folder);
			await appendFile(join(folder, log), whole.subarray(whole.indexOf('\n') + 1));
			reads = 0;
			faulty.before = (call) => {
				if (call !== 'read' || ++reads !== at) return;
				for (const name of came) copyFileSync(join(purged, name), join(folder, name));
				truncateSync(join(folder, log));
			};
			const all = await reader.listSessions({ deleted: 'include' });
			faulty.heal();
			if (reads < at) break;
			const { messageCount, incomplete } = all.find((session) => session.id === fork) ?? {};
			const trash = all.filter(({ deleted }) => deleted).map((session) => session.messageCount);
			assert.deepEqual([messageCount, incomplete], [3, false], `read ${at}`);
			assert.ok(trash.length === 0 || trash[0] === 3, `read ${at}`);
			assert.deepEqual(
				(await texts(reader, fork)).map((text) => String(text).length),
				Array(3).fill(1_200_000),
			);
			assert.deepEqual(await reader.getTrash(), []);
		}
		assert.ok(reads > 3);
	});
});
