import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import fc from 'fast-check';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { StoreError } from '../../../src/store/errors.js';
import { quickFiles } from './faultyFiles.js';
import { NaiveStore } from './naiveStore.js';
import { said, Temporary, texts } from './temporary.js';

type Step = readonly [
	verb:
		| 'create'
		| 'add'
		| 'fork'
		| 'revert'
		| 'undoRevert'
		| 'snapshot'
		| 'toSnapshot'
		| 'rename'
		| 'move'
		| 'delete'
		| 'restore'
		| 'reopen',
	who: number,
	what: number,
	writer: boolean,
];

const verbs = [
	'create',
	'add',
	'add',
	'add',
	'fork',
	'revert',
	'undoRevert',
	'snapshot',
	'toSnapshot',
	'rename',
	'move',
	'delete',
	'restore',
	'reopen',
] as const;
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
	fc.tuple(fc.constantFrom(...verbs), fc.nat(20), fc.nat(20), fc.boolean()),
	{ minLength: 1, maxLength: 30 },
);

/** Does the same to two stores in turn and to a naive model; they agree after each step. */
class Comparison {
	readonly #folder: string;
	readonly #naive = new NaiveStore();
	readonly #snapshots: { readonly id: string; readonly of: string; readonly path: readonly string[] }[] = [];
	readonly #stores: SessionStore[] = [];
	#clock = 0;
	#texts = 0;

	constructor(folder: string) {
		this.#folder = folder;
	}

	async run(all: readonly Step[]): Promise<void> {
		this.#stores.push(await this.#open(), await this.#open());
		for (const step of all) {
			const writer = this.#stores[step[3] ? 1 : 0];
			const reader = this.#stores[step[3] ? 0 : 1];
			assert.ok(writer && reader);
			await this.#do(writer, step);
			await this.#agrees(reader);
		}
		for (const store of this.#stores) await this.#agrees(store);
		const fresh = await this.#open();
		await this.#agrees(fresh);
		for (const store of [...this.#stores, fresh]) await store.close();
	}

	#open(): Promise<SessionStore> {
		return SessionStore.open(this.#folder, { files: quickFiles });
	}

	async #do(store: SessionStore, [verb, who, what, writer]: Step): Promise<void> {
		const naive = this.#naive;
		const ids = [...naive.sessions.keys()];
		const id = ids[who % ids.length];
		const other = ids[what % ids.length] ?? null;
		this.#clock++;
		if (verb === 'create' || id === undefined) {
			const parentId = what % 3 === 0 ? null : other;
			const made = await this.#attempt(parentId !== null && naive.isDeleted(parentId), () =>
				store.createSession({ parentId }),
			);
			if (made !== undefined) naive.create(made, parentId);
			return;
		}
		const session = naive.get(id);
		const gone = naive.isDeleted(id);
		switch (verb) {
			case 'add': {
				const text = `m${this.#texts++}`;
				await this.#attempt(gone, () => store.addMessage(id, said(text)));
				if (!gone) session.path = [...session.path, text];
				return;
			}
			case 'fork': {
				const index = session.path.length === 0 ? 0 : what % session.path.length;
				const wrong = gone || session.path.length === 0;
				const made = await this.#attempt(wrong, () =>
					store.forkSession(id, { fromMessageIndex: index, title: 'fork' }),
				);
				if (made !== undefined) naive.fork(made, id, index);
				return;
			}
			case 'revert': {
				const index = (what % (session.path.length + 2)) - 1;
				const wrong = gone || index >= session.path.length;
				await this.#attempt(wrong, () => store.revertToMessage(id, { index }));
				if (!wrong) naive.revert(id, session.path.slice(0, index + 1));
				return;
			}
			case 'undoRevert': {
				const wrong = gone || session.reverts.length === 0;
				await this.#attempt(wrong, () => store.undoRevert(id));
				if (!wrong) naive.undoRevert(id);
				return;
			}
			case 'snapshot': {
				const made = await this.#attempt(gone, () => store.createSnapshot(id));
				if (made !== undefined) this.#snapshots.push({ id: made, of: id, path: session.path });
				return;
			}
			case 'toSnapshot': {
				const own = this.#snapshots.filter(({ of }) => of === id);
				const snapshot = own[what % own.length];
				if (!snapshot) return;
				await this.#attempt(gone, () => store.revertToSnapshot(id, snapshot.id));
				if (!gone) naive.revert(id, snapshot.path);
				return;
			}
			case 'rename':
				await this.#attempt(gone, () => store.setTitle(id, `t${what}`));
				if (!gone) session.title = `t${what}`;
				return;
			case 'move': {
				const parent = what % 4 === 0 ? null : other;
				const wrong = gone || (parent !== null && (naive.isDeleted(parent) || naive.isBelow(parent, id)));
				const isThere = !gone && naive.place(id) === parent;
				await this.#attempt(wrong, () => store.moveSession(id, parent));
				if (!wrong && !isThere) session.parent = parent;
				return;
			}
			case 'delete':
				await this.#attempt(gone, () => store.deleteSession(id));
				if (!gone) session.deletedAt = this.#clock;
				return;
			case 'restore':
				await this.#attempt(!gone, () => store.restoreSession(id));
				if (!gone) return;
				session.deletedAt = undefined;
				session.restoredAt = this.#clock;
				return;
			case 'reopen':
				await store.close();
				this.#stores[writer ? 1 : 0] = await this.#open();
				return;
		}
	}

	async #attempt<Result>(isWrong: boolean, act: () => Promise<Result>): Promise<Result | undefined> {
		try {
			const result = await act();
			assert.ok(!isWrong, 'should have been refused');
			return result;
		} catch (error) {
			if (!isWrong || !StoreError.is(error)) throw error;
			return undefined;
		}
	}

	async #agrees(store: SessionStore): Promise<void> {
		const naive = this.#naive;
		const sessions = await store.listSessions({ deleted: 'include' });
		const byId = new Map(sessions.map((session) => [session.id, session]));
		const found = [...naive.sessions.keys()].map((id) => byId.get(id));
		assert.deepEqual(
			await Promise.all(
				found.map(async (session) => ({
					title: session?.title,
					count: session?.messageCount,
					deleted: session?.deleted,
					incomplete: session?.incomplete,
					parent: session?.deleted ? undefined : session?.parentId,
					texts: await texts(store, session?.id ?? ''),
				})),
			),
			[...naive.sessions].map(([id, { title, path }]) => ({
				title,
				count: path.length,
				deleted: naive.isDeleted(id),
				incomplete: false,
				parent: naive.isDeleted(id) ? undefined : naive.place(id),
				texts: path,
			})),
		);
		assert.equal(sessions.length, naive.sessions.size);
		for (const { id, of, path } of this.#snapshots) {
			const snapshot = (await store.getSnapshots(of)).find((each) => each.id === id);
			assert.equal(snapshot?.messageCount, path.length);
		}
	}
}

describe('The store, against a naive one', () => {
	let temporary: Temporary;
	before(async () => {
		temporary = await Temporary.make();
	});
	after(() => temporary.remove());

	it('says the same after any commands of two writers', async () => {
		let run = 0;
		await fc.assert(
			fc.asyncProperty(steps, (all) => new Comparison(join(temporary.root, String(run++))).run(all)),
			{ numRuns: 200 },
		);
	}).timeout(60_000);
});
