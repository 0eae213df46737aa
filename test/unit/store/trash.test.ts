import { strict as assert } from 'node:assert';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('The trash', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	/** `id < parent` of the living and, after a dash, of the trashed, as a store that was just opened sees them too. */
	async function places(names: Readonly<Record<string, string>>): Promise<string> {
		const name = (id: string | null): string =>
			Object.entries(names).find(([, other]) => other === id)?.[0] ?? '';
		const of = async (reader: SessionStore): Promise<string> => {
			const all = await reader.listSessions({ deleted: 'include' });
			const show = (deleted: boolean): string =>
				all
					.filter((session) => session.deleted === deleted)
					.map(({ id, parentId }) => (parentId === null ? name(id) : `${name(id)}<${name(parentId)}`))
					.sort()
					.join(' ');
			return `${show(false)} - ${show(true)}`;
		};
		const here = await of(store);
		assert.equal(await of(await temporary.open()), here, 'folded anew');
		return here;
	}

	/** a; its children b and c; d below b; f a fork of a, g a fork of b, h a child of g. */
	async function family(): Promise<Record<'a' | 'b' | 'c' | 'd' | 'f' | 'g' | 'h', string>> {
		const a = await store.createSession({ title: 'a' });
		await say(store, a, 'a1', 'a2');
		const b = await store.createSession({ title: 'b', parentId: a });
		await say(store, b, 'b1', 'b2');
		const c = await store.createSession({ parentId: a });
		const d = await store.createSession({ parentId: b });
		const f = await store.forkSession(a, { fromMessageIndex: 0 });
		await say(store, f, 'f1');
		const g = await store.forkSession(b);
		await say(store, g, 'g1');
		const h = await store.createSession({ parentId: g });
		return { a, b, c, d, f, g, h };
	}

	it('takes the children along and spares the forks', async () => {
		const names = await family();
		assert.equal(await places(names), 'a b<a c<a d<b f<a g<b h<g - ');
		await store.deleteSession(names.b);
		assert.equal(await places(names), 'a c<a f<a g<a h<g - b d<b');
		await store.deleteSession(names.a);
		assert.equal(await places(names), 'f g h<g - a b<a c<a d<b');
		assert.deepEqual(await texts(store, names.f), ['a1', 'f1']);
		assert.deepEqual(await texts(store, names.g), ['b1', 'b2', 'g1']);
		assert.deepEqual(
			(await store.getTrash()).map(({ id }) => id),
			[names.a],
		);
		assert.equal((await store.getSessionTree(names.a)).children.length, 2);
	});
	it('gives back what went with the parent, not what had gone before', async () => {
		const names = await family();
		await store.deleteSession(names.c);
		await store.deleteSession(names.a);
		await store.restoreSession(names.a);
		assert.equal(await places(names), 'a b<a d<b f<a g<b h<g - c');
		await store.restoreSession(names.c);
		assert.equal(await places(names), 'a b<a c<a d<b f<a g<b h<g - ');
	});
	it('gives back a child alone, as a root, with its own children', async () => {
		const names = await family();
		await store.deleteSession(names.a);
		await store.restoreSession(names.b);
		assert.equal(await places(names), 'b d<b f g<b h<g - a c<a');
		await store.restoreSession(names.a);
		assert.equal(await places(names), 'a b<a c<a d<b f<a g<b h<g - ');
	});
	it('spares forks of what went with its parent, and forks of forks', async () => {
		const names = await family();
		await store.deleteSession(names.a);
		const i = await store.forkSession(names.g, { fromMessageIndex: 1 });
		await store.deleteSession(names.g);
		assert.equal(await places({ ...names, i }), 'f i - a b<a c<a d<b g h<g');
		assert.deepEqual(await texts(store, i), ['b1', 'b2']);
	});
	it('refuses what does not fit', async () => {
		const { a, b } = await family();
		await store.deleteSession(a);
		for (const call of [
			() => store.deleteSession(a),
			() => store.deleteSession(b),
			() => store.setTitle(b, 'x'),
			() => store.createSnapshot(a),
			() => store.revertToMessage(a, { index: 0 }),
			() => store.undoRevert(a),
			() => store.shareSession(a),
		])
			await assert.rejects(call, { code: 'DELETED' });
		assert.deepEqual(await texts(store, a), ['a1', 'a2']);
		await store.restoreSession(a);
		await assert.rejects(store.restoreSession(a), { code: 'NOT_DELETED' });
		await assert.rejects(store.purgeSession(a), { code: 'NOT_DELETED' });
		for (const call of ['deleteSession', 'restoreSession', 'purgeSession'] as const)
			await assert.rejects(store[call]('nowhere'), { code: 'UNKNOWN_SESSION' });
	});

	describe('purged', () => {
		it('removes the words, keeps the files, and leaves the forks whole and in place', async () => {
			const names = await family();
			await store.setTitle(names.b, 'secret');
			const above = await store.createSession();
			await store.moveSession(names.a, above);
			const g = await store.getMessages(names.g);
			const snapshot = await store.createSnapshot(names.g, { messageId: g[0]?.id ?? '' });
			const logs = await temporary.logs();
			await store.deleteSession(names.b);
			await store.purgeSession(names.b);
			const all = { ...names, x: above };
			assert.equal(await places(all), 'a<x c<a f<a g<a h<g x - ');
			for (const reader of [store, await temporary.open()]) {
				assert.deepEqual(await reader.getMessages(names.g), g);
				await assert.rejects(reader.getSession(names.b), { code: 'UNKNOWN_SESSION' });
				assert.equal((await reader.getSession(names.g)).incomplete, false);
				assert.equal((await reader.getSnapshots(names.g))[0]?.id, snapshot);
				assert.deepEqual(await reader.getBranches(names.g), []);
			}
			const left = Object.entries(await temporary.bytes()).filter(([name]) => name.startsWith(names.b));
			assert.deepEqual(
				logs.filter(
					(name) => !Object.keys(Object.fromEntries(left)).includes(name) && name.startsWith(names.b),
				),
				[],
			);
			assert.doesNotMatch(left.map(([, text]) => text).join(''), /secret|"b[12]"/);
		});
		it('leaves grandchild forks whole when one after the other is purged', async () => {
			const a = await store.createSession();
			await say(store, a, '1', '2');
			const b = await store.forkSession(a);
			await say(store, b, '3', '4');
			await store.revertToMessage(b, { index: 2 });
			const c = await store.forkSession(b);
			await say(store, c, '5');
			for (const id of [a, b]) {
				await store.deleteSession(id);
				await store.purgeSession(id);
				assert.deepEqual(await texts(store, c), ['1', '2', '3', '5']);
			}
			assert.deepEqual(await texts(await temporary.open(), c), ['1', '2', '3', '5']);
			const d = await store.forkSession(c, { fromMessageIndex: 1 });
			assert.deepEqual(await texts(store, d), ['1', '2']);
		});
		it('gives the trashed forks their messages too', async () => {
			const { a, f } = await family();
			await store.deleteSession(f);
			await store.deleteSession(a);
			await store.purgeSession(a);
			await store.restoreSession(f);
			assert.deepEqual(await texts(await temporary.open(), f), ['a1', 'f1']);
		});
		it('stays purged when the old bytes come back, and comes back with what the purge never saw', async () => {
			const id = await store.createSession({ title: 'T' });
			await say(store, id, 'a');
			const [log = ''] = await temporary.logs();
			const { writeFile, appendFile } = await import('node:fs/promises');
			const old = (await temporary.bytes())[log] ?? '';
			await store.deleteSession(id);
			const whole = (await temporary.bytes())[log] ?? '';
			await store.purgeSession(id);
			await writeFile(`${temporary.folder}/${log}`, old);
			await assert.rejects(store.getSession(id), { code: 'UNKNOWN_SESSION' });
			const late = { type: 'message', id: 'late', at: Date.now() * 1000, op: 'late', after: null };
			await writeFile(`${temporary.folder}/${log}`, whole);
			await appendFile(
				`${temporary.folder}/${log}`,
				`${JSON.stringify({ ...late, role: 'user', content: 'unseen', timestamp: 1 })}\n`,
			);
			for (const reader of [store, await temporary.open()]) {
				const { title, deleted, messageCount } = await reader.getSession(id);
				assert.deepEqual([title, deleted, messageCount], ['T', true, 1]);
			}
		});
		it('cannot be undone', async () => {
			const id = await store.createSession();
			const op = await store.deleteSession(id);
			await store.purgeSession(id);
			await assert.rejects(store.undoOperation(op), { code: 'UNKNOWN_OPERATION' });
		});
	});

	it("keeps a fork's point right through all that happens to its parent", async () => {
		const a = await store.createSession();
		await say(store, a, '1', '2', '3');
		const fork = await store.forkSession(a, { fromMessageIndex: 1 });
		const { forkPoint } = await store.getSession(fork);
		const isRight = async (): Promise<void> => {
			assert.deepEqual((await store.getSession(fork)).forkPoint, forkPoint);
			assert.deepEqual(await texts(store, fork), ['1', '2']);
		};
		await say(store, a, '4');
		await isRight();
		await store.revertToMessage(a, { index: 0 });
		await store.addMessages(a, ['x', 'y', 'z'].map(said));
		await isRight();
		await store.moveSession(fork, null);
		await isRight();
		await store.deleteSession(a);
		await isRight();
		await store.purgeSession(a);
		await isRight();
	});
});
