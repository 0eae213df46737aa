import { strict as assert } from 'node:assert';
import { appendFile, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FileKey, Files } from '../../../src/store/files.js';
import { indexPath } from '../../../src/store/sessionIndex.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { StoreGenerator } from '../../support/storeGenerator.js';
import { everything } from '../clones/everything.js';
import { quickFiles } from './faultyFiles.js';
import { texts, said, Temporary } from './temporary.js';

const minute = 60_000_000_000n;

/** The disk a minute later: files that were just written are old enough to be told from changed ones. */
const later: Files = {
	...quickFiles,
	stat: (path) => older(quickFiles.stat(path)),
	keyOf: (file) => older(quickFiles.keyOf(file)) ?? assert.fail(),
};

function older(key: FileKey | undefined): FileKey | undefined {
	return key && { ...key, mtimeNs: key.mtimeNs - minute, ctimeNs: key.ctimeNs - minute };
}

describe('The index', () => {
	let temporary: Temporary;
	const opened: string[] = [];
	const counting: Files = {
		...later,
		open: (path, mode) => {
			if (path.endsWith('.jsonl') && !path.includes('.local')) opened.push(path);
			return later.open(path, mode);
		},
	};
	/** Which sessions were read, when a store is opened and asked for everything but the messages. */
	const readBy = async (act: (store: SessionStore) => Promise<unknown>): Promise<number> => {
		opened.length = 0;
		const store = await temporary.open({ files: counting });
		await act(store);
		return opened.length;
	};
	const list = (store: SessionStore): Promise<unknown> => store.listSessions({ deleted: 'include' });
	/** What a store says that has no index to go by. */
	const plain = async (): Promise<unknown> => {
		const store = await temporary.open({ readOnly: true, files: withoutIndex });
		return everything(store);
	};
	let sessions: readonly string[] = [];
	beforeEach(async () => {
		temporary = await Temporary.make();
		const made = new StoreGenerator(temporary.folder, 3).store(520, 2_000);
		sessions = made.sessions.map(({ id }) => id);
		const store = await temporary.open({ files: later });
		await store.close();
	});
	afterEach(() => temporary.remove());

	it('spares the next opening the reading of every log, and says the same', async () => {
		assert.equal(await readBy(list), 0);
		const store = await temporary.open({ files: later });
		assert.deepEqual(await everything(store), await plain());
	});

	it('brings a transcript back by reading its own session', async () => {
		const store = await temporary.open({ files: later });
		const said = (await store.listSessions()).find(
			({ messageCount, forkPoint }) => messageCount > 0 && forkPoint === null,
		);
		assert.ok(said);
		const logs = await store.getLogFiles(said.id);
		assert.equal(await readBy((other) => other.getMessages(said.id)), logs.length);
		opened.length = 0;
		await store.listSessions();
		assert.equal(opened.length, 0);
	});

	it('is kept out of every repository, and nothing of it is left beside it', async () => {
		const folder = join(temporary.folder, '.local', 'index');
		assert.deepEqual((await readdir(folder)).sort(), ['.gitignore', 'sessions.jsonl']);
		assert.equal(await readFile(join(folder, '.gitignore'), 'utf8'), '*\n');
	});

	it('is not made by a store that is open for reading only', async () => {
		await rm(join(temporary.folder, '.local'), { recursive: true });
		const store = await temporary.open({ files: later, readOnly: true });
		await store.close();
		await assert.rejects(stat(join(temporary.folder, '.local')), { code: 'ENOENT' });
	});

	it('holds nothing of a log that is too young to tell whether it changed again', async () => {
		await rm(join(temporary.folder, '.local'), { recursive: true });
		const store = await temporary.open({ files: quickFiles });
		await store.close();
		assert.notEqual(await readBy(list), 0);
	});

	it('gives way to what was written since', async () => {
		const [id = ''] = sessions;
		const writer = await temporary.open({ files: later });
		await writer.addMessage(id, said('since'));
		const [log = ''] = (await temporary.logs()).filter((name) => name.startsWith(id));
		assert.ok((await readBy(list)) > 0, log);
		const store = await temporary.open({ files: later });
		assert.equal((await texts(store, id)).at(-1), 'since');
		assert.deepEqual(await everything(store), await plain());
	});

	it('is not taken in by another file of the same size and time', async () => {
		const [id = ''] = sessions;
		const [name = ''] = (await temporary.logs()).filter((each) => each.startsWith(id));
		const path = join(temporary.folder, name);
		const { mtime } = await stat(path);
		const text = await readFile(path, 'utf8');
		await writeFile(`${path}.new`, text.replace(/"title":"./, '"title":"#'));
		await utimes(`${path}.new`, mtime, mtime);
		await rename(`${path}.new`, path);
		const store = await temporary.open({ files: later });
		assert.match((await store.getSession(id)).title, /^#/);
	});

	it('says nothing of a fork whose origin went', async () => {
		const store = await temporary.open({ files: later });
		const all = await store.listSessions();
		const fork = all.find(({ forkPoint, messageCount }) => forkPoint !== null && messageCount > 0);
		assert.ok(fork?.forkPoint);
		const origin = fork.forkPoint.sessionId;
		for (const name of await temporary.logs())
			if (name.startsWith(origin)) await rm(join(temporary.folder, name));
		const since = await temporary.open({ files: later });
		assert.equal((await since.getSession(fork.id)).incomplete, true);
		assert.deepEqual(await everything(since), await plain());
	});

	it('is found to be true by the check of the store that made it', async () => {
		const store = await temporary.open({ files: later });
		const { findings } = await store.check();
		assert.deepEqual(
			findings.filter(({ kind }) => kind === 'stale-index'),
			[],
		);
	});

	it('does not bring back a folder that went', async () => {
		await rm(join(temporary.folder, '.local'), { recursive: true });
		const store = await temporary.open({ files: later });
		await rm(temporary.folder, { recursive: true });
		await store.close();
		await assert.rejects(stat(temporary.folder), { code: 'ENOENT' });
	});

	for (const forged of [
		'null',
		'{}',
		'[{}]',
		'["a"]',
		'["a",1,1,-1.5]',
		'["a",-9,1,1]',
		'["a",1,7258118399999998,0]',
		'{"latest":1e300,"sessions":[]}',
	])
		it(`is not believed when somebody wrote ${forged} into it`, async () => {
			const body = `${forged}\n`;
			const title = `session-hierarchy index 2 ${crc32(body).toString(16)}\n`;
			await writeFile(indexPath(temporary.folder), `${title}${body}`);
			const store = await temporary.open({ files: later });
			assert.deepEqual(await everything(store), await plain());
			const [id = ''] = sessions;
			await store.addMessage(id, said('since'));
			await store.check();
			const [last = ''] = (
				await readFile(join(temporary.folder, (await store.getLogFiles(id)).at(-1) ?? ''), 'utf8')
			)
				.trimEnd()
				.split('\n')
				.slice(-1);
			assert.ok((JSON.parse(last) as { at: number }).at < 4_000_000_000_000_000);
		});

	for (const [what, damage] of Object.entries<(path: string) => Promise<void>>({
		missing: (path) => rm(path),
		empty: (path) => writeFile(path, ''),
		'cut short': async (path) => writeFile(path, (await readFile(path)).subarray(0, 50_000)),
		'longer than it was': (path) => appendFile(path, 'x'),
		'of another version': async (path) =>
			writeFile(path, (await readFile(path, 'latin1')).replace('index 2', 'index 1'), 'latin1'),
		'changed by one byte': async (path) => {
			const bytes = await readFile(path);
			bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
			await writeFile(path, bytes);
		},
	})) {
		it(`is not used when it is ${what}, and is made anew`, async () => {
			await damage(indexPath(temporary.folder));
			const store = await temporary.open({ files: later });
			assert.deepEqual(await everything(store), await plain());
			await store.close();
			assert.equal(await readBy(list), 0);
		});
	}

	it('keeps what nobody looked at when it is written again', async () => {
		const others = new StoreGenerator(temporary.folder, 4).store(510, 510);
		assert.equal(others.sessions.length, 510);
		const store = await temporary.open({ files: later });
		await store.close();
		assert.equal(await readBy(list), 0);
	});

	it('lets a session sleep and wake while others write to it', async () => {
		const store = await temporary.open({ files: later, room: { messages: 0, bytes: 0 } });
		const writer = await temporary.open({ files: later });
		const [id = '', other = ''] = sessions;
		for (const text of ['a', 'b', 'c']) {
			await writer.addMessage(id, said(text));
			await store.getMessages(other);
			assert.equal((await texts(store, id)).at(-1), text);
			const known = await store.getSession(id);
			assert.equal(known.messageCount, (await store.getMessages(id)).length);
		}
		assert.deepEqual(await everything(store), await everything(writer));
	});
});

const withoutIndex: Files = {
	...later,
	open: (path, mode) => {
		if (path.endsWith('sessions.jsonl')) throw Object.assign(new Error('no index'), { code: 'ENOENT' });
		return later.open(path, mode);
	},
};
