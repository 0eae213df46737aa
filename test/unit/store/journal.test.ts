import { strict as assert } from 'node:assert';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { say, Temporary, texts } from './temporary.js';

describe('The journal, in two clones', () => {
	let temporary: Temporary;
	let here: SessionStore;
	let there: SessionStore;
	let id: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		await mkdir(folderThere());
		[here, there] = [await temporary.open(), await temporary.open({}, folderThere())];
		id = await here.createSession({ title: 'One', metadata: { a: 1 } });
		await say(here, id, 'a', 'b', 'c');
		await here.createSession({ parentId: id, title: 'Child' });
		await exchange();
	});
	afterEach(() => temporary.remove());

	const folderThere = (): string => join(temporary.root, 'there');
	/** Until the clocks have moved on: what comes after this is later, though its writer knows nothing of what was before. */
	async function later(): Promise<void> {
		for (const now = Date.now(); Date.now() === now;) await new Promise(setImmediate);
	}
	/** Both have all logs from here on. */
	async function exchange(): Promise<void> {
		for (const [from, to] of [
			[temporary.folder, folderThere()],
			[folderThere(), temporary.folder],
		] as const) {
			for (const name of await temporary.logs(from)) {
				const had = await stat(join(to, name)).catch(() => undefined);
				const { size } = await stat(join(from, name));
				if ((had?.size ?? -1) < size) await copyFile(join(from, name), join(to, name));
			}
		}
		await later();
	}
	const latest = async (store: SessionStore): Promise<string> =>
		(await store.getOperations({ limit: 1 }))[0]?.id ?? '';
	const isUndone = async (store: SessionStore, op: string): Promise<boolean | undefined> =>
		(await store.getOperations()).find((each) => each.id === op)?.undone;
	const state = async (store: SessionStore): Promise<unknown> =>
		Promise.all(
			(await store.listSessions({ deleted: 'include' }))
				.toSorted((a, b) => (a.id < b.id ? -1 : 1))
				.map(async (session) => [
					{ ...session, updatedAt: 0 },
					await texts(store, session.id),
					await store.getSnapshots(session.id),
				]),
		);

	const commands: Readonly<Record<string, () => Promise<unknown>>> = {
		setTitle: () => here.setTitle(id, 'Two'),
		setMetadata: () => here.setMetadata(id, { a: null, b: 2 }),
		setAgentInfo: () => here.setAgentInfo(id, { agentName: 'x' }),
		shareSession: () => here.shareSession(id),
		moveSession: async () => here.moveSession(id, await here.createSession({ title: 'Above' })),
		revertToMessage: () => here.revertToMessage(id, { index: 0 }),
		createSnapshot: () => here.createSnapshot(id),
		deleteSnapshot: async () => here.deleteSnapshot(id, await here.createSnapshot(id)),
		deleteSession: () => here.deleteSession(id),
		restoreSession: async () => {
			await here.deleteSession(id);
			await here.restoreSession(id);
		},
		createSession: () => here.createSession(),
		forkSession: () => here.forkSession(id),
		importSession: async () => here.importSession(await here.exportSession(id, { descendants: true })),
	};
	for (const [name, run] of Object.entries(commands)) {
		it(`brings ${name} back once, though both had taken it back`, async () => {
			await run();
			const op = await latest(here);
			await exchange();
			const done = await state(here);
			for (let round = 0; round < 2; round++) {
				await here.undoOperation(op);
				const undone = await state(here);
				await later();
				await there.undoOperation(op);
				await exchange();
				for (const store of [here, there]) {
					assert.deepEqual([await state(store), await isUndone(store, op)], [undone, true]);
					await assert.rejects(store.undoOperation(op), { code: 'NOTHING_TO_UNDO' });
				}
				await (round === 0 ? there : here).redoOperation(op);
				await exchange();
				for (const store of [here, there, await temporary.open()]) {
					assert.deepEqual([await state(store), await isUndone(store, op)], [done, false]);
					await assert.rejects(store.redoOperation(op), { code: 'NOTHING_TO_UNDO' });
				}
			}
		});
	}

	const conflicts: Readonly<
		Record<string, readonly [() => Promise<unknown>, (op: string) => Promise<unknown>]>
	> = {
		'a title': [() => here.setTitle(id, 'Two'), () => there.setTitle(id, 'Three')],
		metadata: [() => here.setMetadata(id, { a: 2, b: 2 }), () => there.setMetadata(id, { b: 3 })],
		'an agent': [
			() => here.setAgentInfo(id, { agentName: 'x' }),
			() => there.setAgentInfo(id, { agentName: 'y' }),
		],
		'a place': [
			async () => here.moveSession(id, await here.createSession()),
			async () => there.moveSession(id, await there.createSession()),
		],
		'a revert, by a message': [() => here.revertToMessage(id, { index: 0 }), () => say(there, id, 'd')],
		'a revert, by a revert': [
			() => here.revertToMessage(id, { index: 0 }),
			() => there.revertToMessage(id, { index: 1 }),
		],
		'a deletion': [() => here.deleteSession(id), () => there.deleteSession(id)],
	};
	for (const [name, [run, other]] of Object.entries(conflicts)) {
		it(`takes back nothing of ${name} that the other changed without knowing`, async () => {
			await run();
			const op = await latest(here);
			await later();
			await other(op);
			await exchange();
			const before = await state(here);
			assert.deepEqual(await state(there), before);
			for (const store of [here, there]) {
				const bytes = [await temporary.bytes(), await temporary.bytes(folderThere())];
				await assert.rejects(store.undoOperation(op), { code: 'CHANGED_SINCE' });
				assert.deepEqual([await temporary.bytes(), await temporary.bytes(folderThere())], bytes);
			}
			// The other's is the last word, and can be taken back.
			if (name === 'a revert, by a message') return;
			const theirs = await latest(there);
			await there.undoOperation(theirs);
			await exchange();
			await here.undoOperation(op);
		});
	}
	const made: Readonly<Record<string, (store: SessionStore) => Promise<string>>> = {
		'a session': (store) => store.createSession(),
		'a fork': (store) => store.forkSession(id),
		'an import': async (store) =>
			(await store.importSession(await store.exportSession(id, { descendants: true }))).sessionIds[1] ?? '',
	};
	for (const [name, make] of Object.entries(made)) {
		it(`keeps in the trash what the other adds to ${name} while it is taken back`, async () => {
			const session = await make(here);
			const op = await latest(here);
			await exchange();
			await say(there, session, 'x');
			await here.undoOperation(op);
			assert.equal((await here.getSession(session)).deleted, true);
			await exchange();
			// What was added meanwhile waits in the trash; it does not come out of it behind anybody's back.
			await assert.rejects(here.undoOperation(op), { code: 'NOTHING_TO_UNDO' });
			assert.deepEqual((await texts(here, session)).slice(-1), ['x']);
			await there.restoreSession((await there.getTrash())[0]?.id ?? '');
			await exchange();
			await assert.rejects(here.redoOperation(op), { code: 'CHANGED_SINCE' });
		});
	}
	it('says that an import was taken back already, whatever came to any of its sessions', async () => {
		for (let nth = 0; nth < 5; nth++) await here.createSession({ parentId: id });
		const { sessionIds } = await here.importSession(await here.exportSession(id, { descendants: true }));
		const op = await latest(here);
		await exchange();
		for (const each of sessionIds) await say(there, each, 'x');
		await here.undoOperation(op);
		await exchange();
		for (const store of [here, there, await temporary.open()])
			await assert.rejects(store.undoOperation(op), { code: 'NOTHING_TO_UNDO' });
	});
	it('takes back what the other left alone', async () => {
		const op = (await here.setTitle(id, 'Two')) ?? '';
		await later();
		await say(there, id, 'd');
		await there.setMetadata(id, { b: 2 });
		await there.createSnapshot(id);
		await exchange();
		await there.undoOperation(op);
		await exchange();
		const { title, metadata, messageCount, snapshotCount } = await here.getSession(id);
		assert.deepEqual([title, metadata, messageCount, snapshotCount], ['One', { a: 1, b: 2 }, 4, 1]);
	});
	it('brings nothing back over what the other did after it was taken back, until that is taken back too', async () => {
		const op = (await here.setTitle(id, 'Two')) ?? '';
		await exchange();
		await here.undoOperation(op);
		await later();
		const theirs = (await there.setTitle(id, 'Three')) ?? '';
		await exchange();
		for (const store of [here, there])
			await assert.rejects(store.redoOperation(op), { code: 'CHANGED_SINCE' });
		await here.undoOperation(theirs);
		assert.equal((await here.getSession(id)).title, 'One');
		await here.redoOperation(op);
		await exchange();
		assert.equal((await there.getSession(id)).title, 'Two');
	});
	it('takes back neither of two that came to stand across each other', async () => {
		const op = (await here.setTitle(id, 'Two')) ?? '';
		await exchange();
		await here.undoOperation(op);
		await later();
		const theirs = (await there.setTitle(id, 'Three')) ?? '';
		await later();
		await here.redoOperation(op);
		await exchange();
		for (const store of [here, there]) {
			assert.equal((await store.getSession(id)).title, 'Two');
			for (const each of [op, theirs])
				await assert.rejects(store.undoOperation(each), { code: 'CHANGED_SINCE' });
		}
	});
	it('takes nothing back that came before what took back something earlier', async () => {
		const op = (await here.setTitle(id, 'Two')) ?? '';
		await exchange();
		const theirs = (await there.setTitle(id, 'Three')) ?? '';
		await later();
		await here.undoOperation(op);
		await exchange();
		const titles: string[] = [];
		for (const store of [there, here]) {
			await assert.rejects(store.undoOperation(theirs), { code: 'CHANGED_SINCE' });
			for (const step of ['redoOperation', 'undoOperation'] as const) {
				await store[step](op);
				titles.push((await store.getSession(id)).title);
			}
			await exchange();
		}
		assert.deepEqual(titles, ['Two', 'One', 'Two', 'One']);
	});
	it('takes a revert back and forth though messages came before it was first taken back', async () => {
		await here.revertToMessage(id, { index: 0 });
		const op = await latest(here);
		await say(here, id, 'x');
		await assert.rejects(here.undoOperation(op), { code: 'CHANGED_SINCE' });
		await here.undoRevert(id);
		const went: unknown[] = [];
		for (const step of ['redoOperation', 'undoOperation', 'redoOperation'] as const) {
			await exchange();
			await there[step](op);
			went.push(await texts(there, id));
		}
		assert.deepEqual(went, [['a'], ['a', 'b', 'c'], ['a']]);
	});
	it('knows nothing any more of what was purged, and takes back no purge', async () => {
		const deletion = await here.deleteSession(id);
		await here.purgeSession(id);
		await exchange();
		for (const store of [here, there]) {
			const kinds = (await store.getOperations()).map(({ kind }) => kind);
			assert.ok(!kinds.includes('purge'));
			await assert.rejects(store.undoOperation(deletion), { code: 'UNKNOWN_OPERATION' });
			await assert.rejects(store.redoOperation(deletion), { code: 'UNKNOWN_OPERATION' });
		}
	});
	it('takes back no undo, which a redo is for', async () => {
		const op = (await here.setTitle(id, 'Two')) ?? '';
		const undo = await here.undoOperation(op);
		await assert.rejects(here.undoOperation(undo), { code: 'CHANGED_SINCE' });
		const redo = await here.redoOperation(op);
		await assert.rejects(here.undoOperation(redo), { code: 'CHANGED_SINCE' });
		await here.undoOperation(op);
		assert.equal((await here.getSession(id)).title, 'One');
	});
});
