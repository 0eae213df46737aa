import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lockDomain, startOfProcess } from '../../../src/store/identity.js';
import type { StoreChange } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { FaultyFiles } from './faultyFiles.js';
import { numbers, said, say, Temporary, texts } from './temporary.js';

describe('Two stores on one folder', () => {
	let temporary: Temporary;
	let one: SessionStore;
	let two: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		one = await temporary.open();
		two = await temporary.open();
	});
	afterEach(() => temporary.remove());

	it("see each other's writes by themselves", async () => {
		const id = await one.createSession({ title: 'A' });
		assert.equal((await two.getSession(id)).title, 'A');
		const child = await two.createSession({ parentId: id });
		assert.deepEqual(
			(await one.getChildren(id)).map((session) => session.id),
			[child],
		);
		await say(one, id, 'a');
		assert.deepEqual(await texts(two, id), ['a']);
		await say(two, id, 'b');
		assert.deepEqual(await texts(one, id), ['a', 'b']);
		const [, b] = await one.getMessages(id);
		const [c] = await say(one, id, 'c');
		assert.equal((await two.getMessages(id))[2]?.after, b?.id);
		assert.equal((await two.getSession(id)).head, c);
	});
	it('see what became of a parent', async () => {
		const id = await one.createSession();
		const child = await one.createSession({ parentId: id });
		const grandchild = await one.createSession({ parentId: child });
		await two.listSessions();
		await one.deleteSession(id);
		assert.equal((await two.getSession(grandchild)).deleted, true);
		await assert.rejects(say(two, grandchild, 'a'), { code: 'DELETED' });
		await one.restoreSession(id);
		await say(two, grandchild, 'a');
		await one.moveSession(child, null);
		assert.equal(await two.getParent(child), null);
		assert.deepEqual(await two.getChildren(id), []);
	});
	it('see a fork whole whose parent has grown since', async () => {
		const id = await one.createSession();
		await say(one, id, 'a');
		await two.listSessions();
		await say(one, id, 'b', 'c');
		const fork = await one.forkSession(id);
		await say(one, fork, 'd');
		// Where it is shown says nothing of what it shares.
		await one.moveSession(fork, null);
		assert.deepEqual(await texts(two, fork), ['a', 'b', 'c', 'd']);
		assert.equal((await two.getSession(fork)).incomplete, false);
	});
	it("go on after each other's messages when they write at once", async () => {
		const id = await one.createSession();
		await Promise.all(
			numbers(0, 20).map((text) => (Number(text) % 2 ? one : two).addMessage(id, said(text))),
		);
		const messages = await one.getMessages(id);
		assert.equal(messages.length, 20);
		assert.deepEqual(await two.getMessages(id), messages);
		assert.deepEqual(await one.getBranches(id), []);
	});
	it('can be read while they write', async () => {
		const id = await one.createSession();
		let writing = true;
		const reads: number[] = [];
		const read = async (store: SessionStore): Promise<void> => {
			while (writing) reads.push((await store.getMessages(id)).length);
		};
		const reading = [read(one), read(two), read(one)];
		for (const text of numbers(0, 100)) await one.addMessage(id, said(text));
		writing = false;
		await Promise.all(reading);
		assert.ok(reads.length > 10);
		assert.deepEqual(await texts(one, id), numbers(0, 100));
		assert.deepEqual(one.getProblems(), []);
	});
	it('do not read again what was read beside a flush', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const id = await store.createSession();
		await say(store, id, 'x'.repeat(1_000_000));
		let beside: Promise<unknown> | undefined;
		const watching = await temporary.open({
			files: {
				...faulty.files,
				flush: async (file) => {
					beside = watching.getMessages(id);
					await beside;
					await faulty.files.flush(file);
				},
			},
		});
		await say(watching, id, 'a');
		await beside;
		let read = 0;
		faulty.before = (call, _, args) => {
			if (call === 'read') read += (args[1] as Buffer).length;
		};
		assert.deepEqual((await texts(watching, id)).length, 2);
		await say(watching, id, 'b');
		assert.ok(read < 10_000, `${read} bytes`);
	});
	it('tell what changed, and nothing else', async () => {
		const heard: StoreChange[] = [];
		const subscription = two.onDidChange((change) => heard.push(change));
		const sorted = ({ structure, content }: StoreChange): StoreChange => ({
			structure: structure.toSorted(),
			content: content.toSorted(),
		});
		const changes = async (): Promise<readonly StoreChange[]> => {
			await two.refresh();
			return heard.splice(0).map(sorted);
		};
		const a = await one.createSession();
		const b = await one.createSession({ parentId: a });
		assert.deepEqual(await changes(), [{ structure: [a, b].sort(), content: [] }]);
		await say(one, b, 'x', 'y');
		assert.deepEqual(await changes(), [{ structure: [], content: [b] }]);
		await one.revertToMessage(b, { index: 0 });
		assert.deepEqual(await changes(), [{ structure: [], content: [b] }]);
		await one.setTitle(a, 'T');
		assert.deepEqual(await changes(), [{ structure: [a], content: [] }]);
		await one.createSnapshot(b);
		assert.deepEqual(await changes(), [{ structure: [b], content: [] }]);
		await one.deleteSession(a);
		assert.deepEqual(await changes(), [{ structure: [a, b].sort(), content: [] }]);
		await two.restoreSession(a);
		assert.deepEqual(heard.splice(0).map(sorted), [{ structure: [a, b].sort(), content: [] }]);
		await two.getMessages(b);
		assert.deepEqual(await changes(), []);
		subscription.dispose();
		await say(one, b, 'z');
		assert.deepEqual(await changes(), []);
	});
	it('find the messages of an unfinished import, and finish it', async () => {
		const id = await one.createSession({ title: 'A' });
		await one.createSession({ parentId: id });
		const logs = await temporary.bytes();
		const arrival = join(temporary.root, 'new', '.local', 'in-0abc');
		await mkdir(arrival, { recursive: true });
		await mkdir(`${arrival}.tmp`);
		for (const [name, text] of Object.entries(logs)) {
			if (!name.endsWith('.jsonl')) continue;
			await writeFile(join(arrival, name), text);
			await writeFile(join(`${arrival}.tmp`, `half${name}`), text);
		}
		await writeFile(join(arrival, '.DS_Store'), 'x');
		const store = await temporary.openOther('new');
		assert.equal((await store.listSessions()).length, 2);
		await say(store, id, 'a');
		assert.equal((await temporary.logs(join(temporary.root, 'new'))).length, 3);
		assert.deepEqual(await texts(store, id), ['a']);
		assert.deepEqual(await texts(await temporary.openOther('new'), id), ['a']);
	});
});

describe('The lock', () => {
	let temporary: Temporary;
	const children: ChildProcess[] = [];
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(async () => {
		for (const child of children.splice(0)) child.kill('SIGKILL');
		await temporary.remove();
	});

	const local = (...names: readonly string[]): string => join(temporary.folder, '.local', ...names);
	async function hold(holder: string): Promise<void> {
		await mkdir(local(`lock-${lockDomain}`), { recursive: true });
		await writeFile(local(`lock-${lockDomain}`, holder), '');
	}
	const nameOf = (pid: number): string => `${pid}-${startOfProcess(pid) ?? '1'}-0123456789`;
	function run(...args: readonly string[]): ChildProcess {
		const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
		children.push(child);
		return child;
	}

	it('of a living process is waited for, then BUSY names it', async () => {
		const child = run('-e', 'setTimeout(() => {}, 60_000)');
		await hold(nameOf(child.pid ?? 0));
		const store = await temporary.open({ patience: 60 });
		await assert.rejects(store.createSession(), { code: 'BUSY', message: new RegExp(`${child.pid ?? ''}`) });
		child.kill('SIGSTOP');
		await assert.rejects(store.createSession(), { code: 'BUSY' });
		assert.deepEqual(await store.listSessions(), []);
		setTimeout(() => void rm(local(`lock-${lockDomain}`), { recursive: true }), 30);
		await (await temporary.open()).createSession();
	});
	it('of a dead process is taken over', async () => {
		const child = run('-e', '');
		const name = nameOf(child.pid ?? 0);
		await once(child, 'exit');
		await hold(name);
		await mkdir(local(name));
		const store = await temporary.open({ patience: 1000 });
		const started = performance.now();
		await store.createSession();
		assert.ok(performance.now() - started < 1000);
		await store.close();
		assert.deepEqual(await readdir(local()), []);
	});
	it('of another process that got the same pid is taken over', async () => {
		await hold(`${process.pid}-1-0123456789`);
		await (await temporary.open({ patience: 1000 })).createSession();
	});
	it('left empty is taken over', async () => {
		await mkdir(local(`lock-${lockDomain}`), { recursive: true });
		await (await temporary.open({ patience: 1000 })).createSession();
	});
	it('and all of .local may be deleted at any time', async () => {
		const store = await temporary.open();
		for (const title of ['a', 'b', 'c']) {
			await store.createSession({ title });
			await rm(local(), { recursive: true });
		}
		assert.equal((await (await temporary.open()).listSessions()).length, 3);
	});
	it('that could not be released is still ours', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files, patience: 100 });
		const id = await store.createSession();
		let renames = 0;
		faulty.before = (call) => {
			if (call === 'rename' && ++renames === 2) throw new Error('made to fail');
		};
		await say(store, id, 'a');
		await say(store, id, 'b');
		await say(await temporary.open({ patience: 1000 }), id, 'c');
		assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
		renames = 0;
		await say(store, id, 'd');
		await store.close();
		await say(await temporary.open({ patience: 1000 }), id, 'e');
	});
	it('lets eight processes add 50 messages each, none lost, each after the one before', async () => {
		const store = await temporary.open();
		const id = await store.createSession();
		const script = join(temporary.root, 'writer.mjs');
		await build({
			entryPoints: ['test/unit/store/writer.ts'],
			outfile: script,
			bundle: true,
			platform: 'node',
			format: 'esm',
		});
		const writers = numbers(0, 8).map((name) => run(script, temporary.folder, id, name, '50'));
		const codes = await Promise.all(
			writers.map(async (writer) => (await once(writer, 'exit'))[0] as unknown),
		);
		assert.deepEqual(
			codes,
			writers.map(() => 0),
		);
		const messages = await store.getMessages(id);
		assert.equal(messages.length, 400);
		for (const name of numbers(0, 8)) {
			const own = messages
				.map(({ content }) => content)
				.filter((content) => typeof content === 'string' && content.startsWith(`${name} `));
			assert.deepEqual(
				own,
				numbers(0, 50).map((nth) => `${name} ${nth}`),
			);
		}
		assert.deepEqual(await store.getBranches(id), []);
		assert.deepEqual(store.getProblems(), []);
		assert.equal((await temporary.logs()).length, 1);
		await store.close();
		assert.deepEqual(await readdir(local()), []);
	}).timeout(30_000);
});
