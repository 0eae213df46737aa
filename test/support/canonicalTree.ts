import type { JsonObject, Message, NewMessage } from '../../src/store/model.js';
import type { SessionReader } from '../../src/store/sessionStore.js';

/** A session with everything that a copy of it must keep: ids are replaced by ordinals. */
interface CanonicalSession {
	readonly title: string;
	readonly relation: string;
	readonly agentName: string | null;
	readonly shared: boolean;
	readonly metadata: JsonObject;
	readonly createdAt: number;
	/** Ordinals of the transcript's messages. */
	readonly transcript: readonly number[];
	/** Of the session that it was forked from and of the last shared message. */
	readonly forkPoint: { readonly session: number; readonly message: number | null } | null;
	readonly snapshots: readonly unknown[];
	readonly branches: readonly unknown[];
	readonly children: readonly CanonicalSession[];
}

interface CanonicalTree {
	/** Every message of the tree once, in the order in which a reader meets them. */
	readonly messages: readonly unknown[];
	readonly root: CanonicalSession;
}

/** What is equal in two trees exactly when one is a faithful copy of the other, whatever ids they have. */
export async function canonicalTree(store: SessionReader, rootId: string): Promise<CanonicalTree> {
	const messages = new Ordinals<NewMessage & { readonly after: number | null }>();
	const sessions = new Ordinals<string>();
	const meet = (path: readonly Message[]): number[] =>
		path.map(({ id, after, ...said }) =>
			messages.of(id, () => ({ ...said, after: after === null ? null : messages.known(after) })),
		);
	const pathTo = async (sessionId: string, messageId: string | null): Promise<number[]> =>
		meet(await store.getPath(sessionId, messageId));
	const walk = async (id: string): Promise<CanonicalSession> => {
		const { title, relation, agentName, shared, metadata, createdAt, forkPoint } = await store.getSession(id);
		sessions.of(id, () => title);
		const transcript = meet(await store.getMessages(id));
		const snapshots: unknown[] = [];
		for (const snapshot of await store.getSnapshots(id)) {
			const { label, createdAt, metadata, messageId, messageIndex, messageCount } = snapshot;
			const path = await pathTo(id, messageId);
			snapshots.push({ label, createdAt, metadata, messageIndex, messageCount, path });
		}
		const branches: unknown[] = [];
		for (const { messageId, state, branchesFrom, messageCount } of await store.getBranches(id)) {
			const from = branchesFrom === null ? null : messages.known(branchesFrom);
			branches.push({ state, messageCount, from, path: await pathTo(id, messageId) });
		}
		const children: CanonicalSession[] = [];
		for (const child of await store.getChildren(id)) children.push(await walk(child.id));
		return {
			...{ title, relation, agentName, shared, metadata, createdAt, transcript },
			forkPoint: forkPoint && {
				session: sessions.known(forkPoint.sessionId),
				message: forkPoint.messageId === null ? null : messages.known(forkPoint.messageId),
			},
			...{ snapshots, branches, children },
		};
	};
	const root = await walk(rootId);
	return { messages: messages.all, root };
}

/** Numbers things in the order in which they are first met. */
class Ordinals<T> {
	readonly #ordinals = new Map<string, number>();
	readonly all: T[] = [];

	of(id: string, describe: () => T): number {
		const known = this.#ordinals.get(id);
		if (known !== undefined) return known;
		const thing = describe();
		this.#ordinals.set(id, this.all.length);
		return this.all.push(thing) - 1;
	}

	known(id: string): number {
		const known = this.#ordinals.get(id);
		if (known === undefined) throw new Error(`${id} is not part of the tree.`);
		return known;
	}
}
