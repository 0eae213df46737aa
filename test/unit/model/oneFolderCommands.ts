import type { SessionStore } from '../../../src/store/sessionStore.js';
import { said } from '../store/temporary.js';
import { NaiveSession } from './naiveSession.js';
import type { NaiveChange } from './naiveStore.js';
import type { OneFolder } from './oneFolder.js';

/** What a command is done to: a session that is there, chosen by a number. */
interface Aim {
	readonly store: SessionStore;
	readonly session: NaiveSession;
	readonly id: string;
	/** Whether it is in the trash. */
	readonly gone: boolean;
	/** Another session, or none. */
	readonly other: string | null;
	/** A number to choose by. */
	readonly what: number;
}

type Command = (world: OneFolder, aim: Aim) => Promise<void>;

/** More sessions than this are not made: imports would double them without end. */
const most = 14;
const nth = <One>(all: readonly One[], what: number): One | undefined => all[what % all.length];

export async function create(world: OneFolder, store: SessionStore, parentId: string | null): Promise<void> {
	const wrong = parentId !== null && world.naive.isDeleted(parentId);
	const made = await world.attempt(wrong, () => store.createSession({ parentId }));
	if (made) await world.did(store, [world.made(new NaiveSession(made.result, parentId))]);
}

/** A move of the head, which was just made. */
function moved(world: OneFolder, session: NaiveSession, to: readonly string[]): NaiveChange {
	const before = session.path;
	session.moveHead(to);
	const living = (): boolean => !world.naive.isDeleted(session.id);
	return {
		session: session.id,
		thing: 'head',
		back: () => {
			session.moveHead(before);
		},
		forth: () => {
			session.moveHead(to);
		},
		mayBack: living,
		mayForth: living,
	};
}

async function add(world: OneFolder, aim: Aim, after?: readonly string[]): Promise<void> {
	const { store, session, id, gone, what } = aim;
	const all = Array.from({ length: 1 + (what % 3) }, () => world.text());
	const messages = all.map((text, i) => (i === 1 ? ({ role: 'tool', content: text } as const) : said(text)));
	const options = after && { after: world.messageId(id, after.at(-1)) };
	if (!(await world.attempt(gone, () => store.addMessages(id, messages, options)))) return;
	let path = after ?? session.path;
	for (const [i, text] of all.entries()) {
		session.add(text, path);
		({ path } = session);
		if (i === 1) session.results.add(text);
		world.naive.added(id, text);
	}
	await world.learn(store, id);
}

async function goTo(
	world: OneFolder,
	aim: Aim,
	to: readonly string[],
	act: () => Promise<unknown>,
): Promise<void> {
	const { store, session, gone } = aim;
	const isThere = to.join() === session.path.join();
	if (!(await world.attempt(gone, act)) || isThere) return;
	await world.did(store, [moved(world, session, to)]);
}

async function fork(
	world: OneFolder,
	aim: Aim,
	shared: readonly string[],
	act: () => Promise<string>,
): Promise<void> {
	const made = await world.attempt(aim.gone, act);
	if (!made) return;
	const session = new NaiveSession(made.result, aim.id, shared);
	session.title = 'fork';
	for (const text of aim.session.results) session.results.add(text);
	await world.did(aim.store, [world.made(session)]);
	await world.learn(aim.store, made.result);
}

function trashed(world: OneFolder, id: string, way: 'delete' | 'restore'): NaiveChange {
	const { naive } = world;
	const gone = (): void => {
		naive.delete(id);
	};
	const there = (): void => {
		naive.restore(id);
	};
	const may = (): boolean => world.mayComeBack(id);
	return way === 'delete'
		? { session: id, thing: 'trash', back: there, forth: gone, mayBack: may }
		: { session: id, thing: 'trash', back: gone, forth: there, mayForth: may };
}

export const commands = {
	add,
	addAgain: add,
	branch: (world, aim) => add(world, aim, nth(aim.session.places(), aim.what)),
	fork: (world, aim) => {
		const { store, session, id, what } = aim;
		if (session.path.length === 0)
			return fork(world, aim, [], () => store.forkSession(id, { title: 'fork' }));
		const index = what % session.path.length;
		const shared = session.path.slice(0, session.pastResults(index) + 1);
		return fork(world, aim, shared, () => store.forkSession(id, { fromMessageIndex: index, title: 'fork' }));
	},
	forkBranch: (world, aim) => {
		const { store, session, id, what } = aim;
		const shared = nth(session.places(), what) ?? [];
		const text = shared.at(-1);
		if (text === undefined) return Promise.resolve();
		const fromMessageId = world.messageId(id, text) ?? '';
		return fork(world, aim, shared, () =>
			store.forkSession(id, { fromMessageId, title: 'fork', splitToolExchange: true }),
		);
	},
	revert: async (world, aim) => {
		const { store, session, id, what } = aim;
		const index = (what % (session.path.length + 2)) - 1;
		const act = (): Promise<unknown> => store.revertToMessage(id, { index });
		if (index >= session.path.length) {
			await world.attempt(true, act);
			return;
		}
		const to = index < 0 ? [] : session.path.slice(0, session.pastResults(index) + 1);
		await goTo(world, aim, to, act);
	},
	switch: (world, aim) => {
		const { store, session, id, what } = aim;
		const to = nth(session.places(), what) ?? [];
		const messageId = world.messageId(id, to.at(-1));
		return goTo(world, aim, to, () => store.revertToMessage(id, { messageId, splitToolExchange: true }));
	},
	undoRevert: async (world, { store, id, gone }) => {
		const revert = world.naive.latestRevert(id);
		if (await world.attempt(gone || !revert, () => store.undoRevert(id)))
			if (revert) world.naive.undo(revert);
	},
	snapshot: async (world, { store, session, id, gone, what }) => {
		const path = nth(session.places(), what) ?? [];
		const label = world.text();
		const messageId = world.messageId(id, path.at(-1));
		const made = await world.attempt(gone, () => store.createSnapshot(id, { label, messageId }));
		if (!made) return;
		const snapshot = { path, label, deleted: false };
		session.snapshots.set(made.result, snapshot);
		await world.did(store, [marked(world, id, made.result, snapshot, false)]);
	},
	deleteSnapshot: async (world, { store, session, id, gone, what }) => {
		const [snapshotId, snapshot] = nth([...session.snapshots], what) ?? [];
		if (snapshotId === undefined || !snapshot) return;
		const wrong = gone || snapshot.deleted;
		if (!(await world.attempt(wrong, () => store.deleteSnapshot(id, snapshotId)))) return;
		await world.did(store, [marked(world, id, snapshotId, snapshot, true)]);
	},
	restoreSnapshot: async (world, { store, session, id, gone, what }) => {
		const [snapshotId, snapshot] = nth([...session.snapshots], what) ?? [];
		if (snapshotId === undefined || !snapshot) return;
		const wrong = gone || !snapshot.deleted;
		if (!(await world.attempt(wrong, () => store.restoreSnapshot(id, snapshotId)))) return;
		await world.did(store, [marked(world, id, snapshotId, snapshot, false)]);
	},
	toSnapshot: async (world, aim) => {
		const { store, session, id, what } = aim;
		const [snapshotId, snapshot] = nth([...session.snapshots], what) ?? [];
		if (snapshotId === undefined || !snapshot) return;
		const act = (): Promise<unknown> => store.revertToSnapshot(id, snapshotId);
		if (snapshot.deleted) {
			await world.attempt(true, act);
			return;
		}
		await goTo(world, aim, snapshot.path, act);
	},
	rename: async (world, { store, session, id, gone, what }) => {
		const title = `title ${what % 4}`;
		if (!(await world.attempt(gone, () => store.setTitle(id, title))) || session.title === title) return;
		await world.did(store, [world.set(id, 'title', title, 'title')]);
	},
	describe: async (world, { store, session, id, gone, what }) => {
		const key = `key${what % 2}`;
		const value = world.text();
		if (!(await world.attempt(gone, () => store.setMetadata(id, { [key]: value })))) return;
		const { [key]: before } = session.metadata;
		const put = (as: string | undefined): void => {
			const rest = Object.entries(session.metadata).filter(([each]) => each !== key);
			session.metadata = Object.fromEntries(as === undefined ? rest : [...rest, [key, as]]);
		};
		put(value);
		const living = (): boolean => !world.naive.isDeleted(id);
		const change = { session: id, thing: key, mayBack: living, mayForth: living };
		await world.did(store, [
			{
				...change,
				back: () => {
					put(before);
				},
				forth: () => {
					put(value);
				},
			},
		]);
	},
	move: async (world, { store, session, id, gone, other }) => {
		const { naive } = world;
		const fits = (to: string | null): boolean =>
			to === null || (!naive.isDeleted(to) && !naive.isBelow(to, id));
		const isThere = !gone && naive.place(id) === other;
		const wrong = gone || !fits(other);
		if (!(await world.attempt(wrong, () => store.moveSession(id, other))) || isThere) return;
		const before = session.parent;
		const living = (): boolean => !naive.isDeleted(id);
		await world.did(store, [
			world.set(id, 'parent', other, 'parent', {
				mayBack: () => living() && fits(before),
				mayForth: () => living() && fits(other),
			}),
		]);
	},
	delete: async (world, { store, id, gone }) => {
		if (!(await world.attempt(gone, () => store.deleteSession(id)))) return;
		world.naive.delete(id);
		await world.did(store, [trashed(world, id, 'delete')]);
	},
	restore: async (world, { store, id, gone }) => {
		if (!(await world.attempt(!gone, () => store.restoreSession(id)))) return;
		world.naive.restore(id);
		await world.did(store, [trashed(world, id, 'restore')]);
	},
	purge: async (world, aim) => {
		const { store, id } = aim;
		if (!aim.gone && aim.what % 4 > 0) await commands.delete(world, aim);
		const gone = world.naive.isDeleted(id);
		if (await world.attempt(!gone, () => store.purgeSession(id))) world.naive.purge(id);
	},
	import: async (world, { store, id, other, what }) => {
		const { naive } = world;
		const descendants = what % 2 === 0;
		const sources = [id, ...(descendants ? naive.below(id) : [])];
		if (naive.ids().length + sources.length > most) return;
		const bundle = await store.exportSession(id, { descendants });
		const wrong = other !== null && naive.isDeleted(other);
		const made = await world.attempt(wrong, () => store.importSession(bundle, { parentId: other }));
		if (!made) return;
		const newIds = new Map(bundle.sessions.map((each, i) => [each.id, made.result.sessionIds[i] ?? '']));
		const among = new Set(newIds.values());
		const changes = sources.map((source) => {
			const old = naive.get(source);
			const shownUnder = naive.isDeleted(source) ? old.parent : naive.place(source);
			const parent = source === id ? other : (newIds.get(shownUnder ?? '') ?? other);
			const copy = old.copy(newIds.get(source) ?? '', parent);
			for (const [snapshotId, { path, label, deleted }] of old.snapshots)
				if (!deleted) copy.snapshots.set(`${copy.id} ${snapshotId}`, { path, label, deleted });
			return world.made(copy, among);
		});
		await world.did(store, changes);
		for (const each of among) await world.learn(store, each);
		for (const each of among) await learnSnapshots(world, store, each);
	},
	undo: async (world, { store, what }) => {
		const operation = nth(world.naive.operations.filter((each) => !each.forgotten).slice(-6), what);
		if (!operation) return;
		const wrong = !world.naive.canUndo(operation);
		if (await world.attempt(wrong, () => store.undoOperation(operation.id))) world.naive.undo(operation);
	},
	redo: async (world, { store, what }) => {
		const operation = nth(world.naive.operations.filter((each) => !each.forgotten).slice(-6), what);
		if (!operation) return;
		const wrong = !world.naive.canRedo(operation);
		if (await world.attempt(wrong, () => store.redoOperation(operation.id))) world.naive.redo(operation);
	},
} satisfies Readonly<Record<string, Command>>;

/** A snapshot that was just made or brought back, or deleted. */
function marked(
	world: OneFolder,
	session: string,
	snapshotId: string,
	snapshot: { deleted: boolean },
	deleted: boolean,
): NaiveChange {
	snapshot.deleted = deleted;
	const living = (): boolean => !world.naive.isDeleted(session);
	return {
		session,
		thing: `snapshot ${snapshotId}`,
		back: () => {
			snapshot.deleted = !deleted;
		},
		forth: () => {
			snapshot.deleted = deleted;
		},
		mayBack: living,
		mayForth: living,
	};
}

/** An import gives its snapshots ids of their own. */
async function learnSnapshots(world: OneFolder, store: SessionStore, id: string): Promise<void> {
	const { snapshots } = world.naive.get(id);
	const copies = [...snapshots.values()];
	snapshots.clear();
	for (const { id: made, label } of await store.getSnapshots(id)) {
		const copy = copies.find((each) => each.label === label);
		if (copy) snapshots.set(made, copy);
	}
}
