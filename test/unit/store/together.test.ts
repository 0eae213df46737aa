import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
	it('that read what is known already give others in this process a turn', async () => {
		const id = await one.createSession();
		let turns = 0;
		const others = setInterval(() => turns++, 1);
		const began = performance.now();
		while (turns < 3 && performance.now() - began < 1000) await one.getMessages(id);
		clearInterval(others);
		assert.equal(turns, 3);
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
