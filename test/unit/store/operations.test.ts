import { strict as assert } from 'node:assert';
import type { Operation, OperationKind } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('Operations', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	const latest = async (): Promise<Operation> => {
		const [operation] = await store.getOperations({ limit: 1 });
		assert.ok(operation);
		return operation;
	};
	/** All that a reader sees, whatever was written when. */
	const seen = async (reader = store): Promise<unknown> =>
		Promise.all(
			(await reader.listSessions({ deleted: 'include' }))
				.toSorted((a, b) => (a.id < b.id ? -1 : 1))
				.map(async (session) => ({
					session: { ...session, updatedAt: 0 },
					texts: await texts(reader, session.id),
					snapshots: await reader.getSnapshots(session.id),
				})),
		);

	type Made = Readonly<Record<'id' | 'child' | 'other' | 'snapshot', string>>;
	async function make(): Promise<Made> {
		const id = await store.createSession({ title: 'One', metadata: { a: 1, b: 2 } });
		await say(store, id, 'a', 'b', 'c');
		const child = await store.createSession({ parentId: id });
		const other = await store.createSession();
		const snapshot = await store.createSnapshot(id);
		return { id, child, other, snapshot };
	}
	const commands: Readonly<Record<string, readonly [OperationKind, (made: Made) => Promise<unknown>]>> = {
		setTitle: ['update', ({ id }) => store.setTitle(id, 'Two')],
		setMetadata: ['update', ({ id }) => store.setMetadata(id, { a: null, b: 3, c: 4, constructor: 5 })],
		setAgentInfo: ['update', ({ id }) => store.setAgentInfo(id, { agentName: 'x' })],
		shareSession: ['update', ({ id }) => store.shareSession(id)],
		moveSession: ['move', ({ id, other }) => store.moveSession(id, other)],
		revertToMessage: ['revert', ({ id }) => store.revertToMessage(id, { index: 0 })],
		'a revert that empties': ['revert', ({ id }) => store.revertToMessage(id, { index: -1 })],
		createSnapshot: ['snapshot', ({ id }) => store.createSnapshot(id, { label: 'L' })],
		deleteSnapshot: ['deleteSnapshot', ({ id, snapshot }) => store.deleteSnapshot(id, snapshot)],
		deleteSession: ['delete', ({ id }) => store.deleteSession(id)],
	};
	for (const [name, [kind, run]] of Object.entries(commands)) {
		it(`undo and redo ${name}, again and again, after a restart too`, async () => {
			const made = await make();
			const before = await seen();
			await run(made);
			const operation = await latest();
			const after = await seen();
			assert.notDeepEqual(after, before);
			assert.deepEqual([operation.kind, operation.sessionIds, operation.undone], [kind, [made.id], false]);
			for (let round = 0; round < 3; round++) {
				const reader = await temporary.open();
				await reader.undoOperation(operation.id);
				assert.deepEqual(await seen(), before, `undone, round ${round}`);
				assert.equal((await latest()).kind, 'undo');
				await assert.rejects(reader.undoOperation(operation.id), { code: 'NOTHING_TO_UNDO' });
				await store.redoOperation(operation.id);
				assert.deepEqual(await seen(reader), after, `redone, round ${round}`);
				await assert.rejects(store.redoOperation(operation.id), { code: 'NOTHING_TO_UNDO' });
			}
			const found = (await store.getOperations()).find(({ id }) => id === operation.id);
			assert.equal(found?.undone, false);
		});
	}
	for (const kind of ['create', 'fork', 'import'] as const) {
		it(`undo and redo ${kind}: to the trash and back`, async () => {
			const { id } = await make();
			const before = await store.listSessions();
			if (kind === 'create') await store.createSession();
			else if (kind === 'fork') await store.forkSession(id);
			else await store.importSession(await store.exportSession(id, { descendants: true }));
			const operation = await latest();
			assert.equal(operation.kind, kind);
			const after = await store.listSessions();
			const ids = (sessions: readonly { readonly id: string }[]): readonly string[] =>
				sessions.map((session) => session.id).sort();
			for (let round = 0; round < 3; round++) {
				await store.undoOperation(operation.id);
				assert.deepEqual(ids(await store.listSessions()), ids(before));
				await assert.rejects(store.undoOperation(operation.id), { code: 'NOTHING_TO_UNDO' });
				await store.redoOperation(operation.id);
				assert.deepEqual(ids(await store.listSessions()), ids(after));
			}
		});
	}
	it('undo the restoring of a session and of a snapshot', async () => {
		const { id, snapshot } = await make();
		await store.deleteSession(id);
		const restored = await store.restoreSession(id);
		await store.undoOperation(restored);
		assert.equal((await store.getSession(id)).deleted, true);
		await store.redoOperation(restored);
		await store.deleteSnapshot(id, snapshot);
		const op = await store.restoreSnapshot(id, snapshot);
		await store.undoOperation(op);
		assert.deepEqual(await store.getSnapshots(id), []);
	});
	it('go back one after the other, and forth again', async () => {
		const { id } = await make();
		const ops: string[] = [];
		for (const title of ['Two', 'Three', 'Four']) ops.push((await store.setTitle(id, title)) ?? '');
		const title = async (): Promise<string> => (await store.getSession(id)).title;
		const went: string[] = [];
		for (const op of ops.toReversed()) {
			await store.undoOperation(op);
			went.push(await title());
		}
		for (const op of ops) {
			await store.redoOperation(op);
			went.push(await title());
		}
		for (const op of ops.toReversed()) {
			await store.undoOperation(op);
			went.push(await title());
		}
		assert.deepEqual(went, ['Three', 'Two', 'One', 'Two', 'Three', 'Four', 'Three', 'Two', 'One']);
	});
	it('leave alone what others did to other things', async () => {
		const { id } = await make();
		const op = await store.setTitle(id, 'Two');
		const other = await temporary.open();
		await say(other, id, 'd');
		await other.setMetadata(id, { z: 1 });
		await store.undoOperation(op ?? '');
		const { title, metadata, messageCount } = await store.getSession(id);
		assert.deepEqual([title, metadata, messageCount], ['One', { a: 1, b: 2, z: 1 }, 4]);
	});
	describe('refuse with CHANGED_SINCE', () => {
		const cases: Readonly<Record<string, (made: Made, other: SessionStore) => Promise<string | undefined>>> =
			{
				'a title that was changed again': async ({ id }, other) => {
					const op = await store.setTitle(id, 'Two');
					await other.setTitle(id, 'Three');
					return op;
				},
				'a key of metadata that was changed again': async ({ id }, other) => {
					const op = await store.setMetadata(id, { a: 5, b: 6 });
					await other.setMetadata(id, { b: 7 });
					return op;
				},
				'a revert after which a message came': async ({ id }, other) => {
					await store.revertToMessage(id, { index: 0 });
					const { id: op } = await latest();
					await say(other, id, 'x');
					return op;
				},
				'a move after which it was moved again': async ({ id, other: parent }, other) => {
					const op = await store.moveSession(id, parent);
					await other.moveSession(id, null);
					return op;
				},
				'a move back below what now lies below it': async ({ id, child }, other) => {
					const op = await store.moveSession(child, null);
					await other.moveSession(id, child);
					return op;
				},
				'a move back into the trash': async ({ id, child }, other) => {
					const op = await store.moveSession(child, null);
					await other.deleteSession(id);
					return op;
				},
				'a move back below what was purged': async ({ id, child }, other) => {
					const op = await store.moveSession(child, null);
					await other.deleteSession(id);
					await other.purgeSession(id);
					return op;
				},
				'a fork that was gone on with': async ({ id }, other) => {
					const fork = await store.forkSession(id);
					const { id: op } = await latest();
					await say(other, fork, 'x');
					return op;
				},
				'a session that got children': async (_, other) => {
					const id = await store.createSession();
					const { id: op } = await latest();
					await other.createSession({ parentId: id });
					return op;
				},
				'a session of which a change was brought back': async (_, other) => {
					const id = await store.createSession();
					const { id: op } = await latest();
					const title = (await other.setTitle(id, 'x')) ?? '';
					await other.undoOperation(title);
					await other.undoOperation(await other.setMetadata(id, { z: 1 }));
					await other.redoOperation(title);
					return op;
				},
				'a deletion after the session went that it had been moved to': async ({ other: parent }, other) => {
					const id = await store.createSession();
					await store.moveSession(id, parent);
					const op = await store.deleteSession(id);
					await other.deleteSession(parent);
					return op;
				},
				'an import that was gone on with': async ({ id }, other) => {
					const made = await store.importSession(await store.exportSession(id, { descendants: true }));
					const { id: op } = await latest();
					await other.setTitle(made.sessionIds[1] ?? '', 'x');
					return op;
				},
				'a deleted session that was restored and deleted': async ({ id }, other) => {
					const op = await store.deleteSession(id);
					await other.restoreSession(id);
					await other.deleteSession(id);
					return op;
				},
			};
		for (const [name, run] of Object.entries(cases)) {
			it(name, async () => {
				const op = await run(await make(), await temporary.open());
				const before = await temporary.bytes();
				await assert.rejects(store.undoOperation(op ?? ''), { code: 'CHANGED_SINCE' });
				assert.deepEqual(await temporary.bytes(), before);
			});
		}
	});
	it('refuse what is unknown, and to write to what lies in the trash', async () => {
		await assert.rejects(store.undoOperation('x'), { code: 'UNKNOWN_OPERATION' });
		await assert.rejects(store.redoOperation('x'), { code: 'UNKNOWN_OPERATION' });
		const { id } = await make();
		const op = (await store.setTitle(id, 'Two')) ?? '';
		await assert.rejects(store.redoOperation(op), { code: 'NOTHING_TO_UNDO' });
		await store.deleteSession(id);
		await assert.rejects(store.undoOperation(op), { code: 'DELETED' });
	});
	it('of a purged parent are not those of its forks', async () => {
		const { id } = await make();
		const { sessionId } = await store.importSession(await store.exportSession(id));
		const { id: op, kind } = await latest();
		assert.equal(kind, 'import');
		const fork = await store.forkSession(sessionId);
		await store.deleteSession(sessionId);
		await store.purgeSession(sessionId);
		await assert.rejects(store.undoOperation(op), { code: 'UNKNOWN_OPERATION' });
		assert.deepEqual(await texts(store, fork), ['a', 'b', 'c']);
	});
	it('know an undone revert, whoever undid it', async () => {
		const { id } = await make();
		await store.revertToMessage(id, { index: 0 });
		const { id: op } = await latest();
		await store.undoRevert(id);
		await assert.rejects(store.undoOperation(op), { code: 'NOTHING_TO_UNDO' });
		await store.redoOperation(op);
		assert.deepEqual(await texts(store, id), ['a']);
		await store.undoRevert(id);
		assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
		await assert.rejects(store.undoRevert(id), { code: 'NOTHING_TO_UNDO' });
	});
	it('list what one session remembers, messages left out', async () => {
		const { id, other } = await make();
		await store.addMessage(other, said('x'));
		assert.deepEqual(
			(await store.getOperations({ sessionId: id })).map(({ kind }) => kind),
			['snapshot', 'create'],
		);
		assert.equal((await store.getOperations({ limit: 1 })).length, 1);
		await assert.rejects(store.getOperations({ sessionId: 'x' }), { code: 'UNKNOWN_SESSION' });
	});
});
