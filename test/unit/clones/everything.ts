import type { Branch, Message, Operation, Session, SessionTree, Snapshot } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/** All that a store says of one session. */
interface SessionState {
	readonly session: Session;
	readonly messages: readonly Message[];
	readonly branches: readonly (Branch & { readonly path: readonly Message[] })[];
	readonly snapshots: readonly Snapshot[];
	readonly children: readonly string[];
}

/** All that a store says: equal for two stores exactly when nobody can tell them apart. */
export interface Everything {
	readonly sessions: Readonly<Record<string, SessionState>>;
	readonly roots: readonly SessionTree[];
	readonly trash: readonly string[];
	readonly operations: readonly Operation[];
}

export async function everything(store: SessionStore): Promise<Everything> {
	const sessions: Record<string, SessionState> = {};
	for (const session of await store.listSessions({ deleted: 'include' }))
		sessions[session.id] = await stateOf(store, session);
	return {
		sessions,
		roots: await store.getSessionTree(),
		trash: (await store.getTrash()).map(({ id }) => id),
		operations: await store.getOperations(),
	};
}

async function stateOf(store: SessionStore, session: Session): Promise<SessionState> {
	const { id } = session;
	const branches = (await store.getBranches(id)).map(async (branch) => ({
		...branch,
		path: await store.getPath(id, branch.messageId),
	}));
	return {
		session,
		messages: await store.getMessages(id),
		branches: await Promise.all(branches),
		snapshots: await store.getSnapshots(id),
		children: (await store.getChildren(id)).map((child) => child.id),
	};
}
