import { strict as assert } from 'node:assert';
import { StoreError } from '../../../src/store/errors.js';
import type { Message } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from '../store/faultyFiles.js';
import { texts } from '../store/temporary.js';
import { NaiveSession } from './naiveSession.js';
import { NaiveStore, type NaiveChange } from './naiveStore.js';

/** The same commands to two stores of one folder in turn and to a naive store, which agree after each. */
export class OneFolder {
	readonly naive = new NaiveStore();
	readonly #folder: string;
	readonly #stores: SessionStore[] = [];
	/** The messages' ids, by session and text. */
	readonly #ids = new Map<string, string>();
	#texts = 0;

	constructor(folder: string) {
		this.#folder = folder;
	}

	async open(nth: number): Promise<void> {
		await this.#stores[nth]?.close();
		// The second keeps next to nothing in memory.
		const options = { files: quickFiles, ...(nth === 1 && { room: { bytes: 500, messages: 2 } }) };
		this.#stores[nth] = await SessionStore.open(this.#folder, options);
	}

	async close(): Promise<void> {
		for (const store of this.#stores) await store.close();
	}

	store(nth: number): SessionStore {
		return this.#stores[nth] ?? assert.fail();
	}

	text(): string {
		return `t${this.#texts++}`;
	}

	messageId(id: string, text: string | undefined): string | null {
		if (text === undefined) return null;
		return this.#ids.get(`${id} ${text}`) ?? assert.fail(`${text} is not in ${id}`);
	}

	/** Learns the ids of all messages that the store shows in a session. */
	async learn(store: SessionStore, id: string): Promise<void> {
		const { head } = await store.getSession(id);
		const ends = [head, ...(await store.getBranches(id)).map(({ messageId }) => messageId)];
		for (const end of ends)
			for (const message of await store.getPath(id, end))
				this.#ids.set(`${id} ${textOf(message)}`, message.id);
	}

	/** Gives what the command gives, or undefined when it was refused, as it must be exactly when it is `wrong`. */
	async attempt<Result>(
		wrong: boolean,
		act: () => Promise<Result>,
	): Promise<{ readonly result: Result } | undefined> {
		try {
			const result = await act();
			assert.ok(!wrong, 'should have been refused');
			return { result };
		} catch (error) {
			if (!wrong || !StoreError.is(error) || error.code === 'IO') throw error;
			return undefined;
		}
	}

	/** Names the command that was just done, if it was one, as the journal does. */
	async did(store: SessionStore, changes: readonly NaiveChange[]): Promise<void> {
		const [latest] = await store.getOperations({ limit: 1 });
		assert.equal(latest?.undone, false);
		this.naive.did(latest.id, changes);
	}

	/** A session that was just made: taking it back puts it in the trash. */
	made(session: NaiveSession, among: ReadonlySet<string> = new Set([session.id])): NaiveChange {
		const { naive } = this;
		const { id, fork, parent } = session;
		const owner = fork ? null : parent;
		naive.put(session);
		return {
			session: id,
			thing: 'all',
			isCarried: owner !== null && among.has(owner),
			back: () => {
				naive.delete(id);
			},
			forth: () => {
				naive.restore(id);
			},
			mayBack: () => naive.ids().every((each) => among.has(each) || !this.#isShownChild(each, id)),
			mayForth: () => this.mayComeBack(id),
		};
	}

	#isShownChild(id: string, parent: string): boolean {
		const session = this.naive.get(id);
		if (session.fork || session.parent !== parent) return false;
		return this.naive.isDeleted(id) === this.naive.isDeleted(parent);
	}

	/** Out of the trash to where it was: not when what owns it is not there. */
	mayComeBack(id: string): boolean {
		const { fork, parent } = this.naive.get(id);
		return fork || parent === null || !this.naive.isDeleted(parent);
	}

	/** A value of a session that was just set. */
	set<Key extends 'title' | 'metadata' | 'parent'>(
		id: string,
		key: Key,
		value: NaiveSession[Key],
		thing: string,
		more: Partial<NaiveChange> = {},
	): NaiveChange {
		const session = this.naive.get(id);
		const before = session[key];
		session[key] = value;
		return {
			session: id,
			thing,
			back: () => {
				session[key] = before;
			},
			forth: () => {
				session[key] = value;
			},
			mayBack: () => !this.naive.isDeleted(id),
			mayForth: () => !this.naive.isDeleted(id),
			...more,
		};
	}

	async agrees(): Promise<void> {
		const { naive } = this;
		const expected = Object.fromEntries(naive.ids().map((id) => [id, this.#expected(naive.get(id))]));
		for (const store of this.#stores) {
			const sessions = await store.listSessions({ deleted: 'include' });
			const found = sessions.map(async (session) => {
				const { id, title, metadata, messageCount, deleted, incomplete } = session;
				const snapshots = (await store.getSnapshots(id)).map((each) => `${each.label} ${each.messageCount}`);
				const branches = (await store.getBranches(id)).map(async ({ messageId, state }) => {
					const path = await store.getPath(id, messageId);
					return `${path.map(textOf).join()} ${state}`;
				});
				const value = {
					title,
					metadata,
					messageCount,
					deleted,
					incomplete,
					parent: deleted ? undefined : session.parentId,
					texts: await texts(store, id),
					snapshots: snapshots.sort(),
					branches: (await Promise.all(branches)).sort(),
				};
				return [id, value] as const;
			});
			assert.deepEqual(Object.fromEntries(await Promise.all(found)), expected);
		}
	}

	#expected(session: NaiveSession): unknown {
		const deleted = this.naive.isDeleted(session.id);
		const living = [...session.snapshots.values()].filter((each) => !each.deleted);
		return {
			title: session.title,
			metadata: session.metadata,
			messageCount: session.path.length,
			deleted,
			incomplete: false,
			parent: deleted ? undefined : this.naive.place(session.id),
			texts: session.path,
			snapshots: living.map(({ label, path }) => `${label} ${path.length}`).sort(),
			branches: session.branches().toSorted(),
		};
	}
}

const textOf = ({ content }: Message): string => (typeof content === 'string' ? content : assert.fail());
