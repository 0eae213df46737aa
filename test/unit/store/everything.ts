import type { SessionTree } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/** All that a store says of its folder, as plain JSON. */
export async function everythingOf(store: SessionStore): Promise<Everything> {
	const sessions = [];
	for (const session of await store.listSessions({ deleted: 'include' })) {
		const branches = [];
		for (const branch of await store.getBranches(session.id)) {
			const path = await store.getPath(session.id, branch.messageId);
			branches.push({ ...branch, path: path.map(({ id }) => id) });
		}
		sessions.push({
			...session,
			transcript: await store.getMessages(session.id),
			branches,
			snapshots: await store.getSnapshots(session.id),
		});
	}
	const trash = [];
	for (const { id } of await store.getTrash()) trash.push(await store.getSessionTree(id));
	const everything = {
		sessions,
		tree: outline(await store.getSessionTree()),
		trash: outline(trash),
		operations: await store.getOperations(),
		problems: store.getProblems(),
	};
	return JSON.parse(JSON.stringify(everything)) as Everything;
}

export interface Everything {
	readonly sessions: readonly {
		readonly id: string;
		readonly transcript: readonly { readonly id: string; readonly content: unknown }[];
		readonly branches: readonly { readonly path: readonly string[] }[];
		readonly [field: string]: unknown;
	}[];
	/** Ids of the living sessions, in the order in which they are shown; below each those under it. */
	readonly tree: Outline;
	readonly trash: Outline;
	readonly operations: readonly { readonly id: string }[];
	readonly problems: readonly { readonly file: string; readonly offset: number; readonly reason: string }[];
}

type Outline = readonly { readonly id: string; readonly below?: Outline }[];

function outline(trees: readonly SessionTree[]): Outline {
	return trees.map(({ id, children }) => ({ id, ...(children.length > 0 && { below: outline(children) }) }));
}
