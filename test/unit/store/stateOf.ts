import type { SessionTree } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/**
 * What the files of a store's folder say, as docs/format.md defines it: what any reader in any language has to find in
 * them. Sessions by id; what has no order of its own sorted.
 */
export async function stateOf(store: SessionStore): Promise<unknown> {
	const sessions: Record<string, unknown> = {};
	for (const session of await store.listSessions({ deleted: 'include' })) {
		const { id, title, head, parentId, relation, forkPoint, agentName, metadata, shared } = session;
		const { createdAt, updatedAt, source, messageCount, deleted, readOnly, incomplete, damaged } = session;
		const messages = await store.getMessages(id);
		const snapshots = await store.getSnapshots(id);
		const branches = [];
		for (const branch of await store.getBranches(id)) {
			const path = (await store.getPath(id, branch.messageId)).map((message) => message.id);
			branches.push({ ...branch, path });
		}
		sessions[id] = {
			...{ title, head, parentId, relation, forkPoint, agentName, metadata, shared },
			...{ createdAt, updatedAt, source, messageCount, deleted, readOnly, incomplete, damaged },
			messages,
			branches: branches.sort((a, b) => (a.messageId < b.messageId ? -1 : 1)),
			snapshots: snapshots.map((snapshot) => ({ ...snapshot, sessionId: undefined })),
		};
	}
	const roots = await store.getSessionTree();
	const trash = [];
	for (const id of (await store.getTrash()).map((session) => session.id).sort())
		trash.push(await store.getSessionTree(id));
	const operations = (await store.getOperations()).map(({ id, at, sessionIds, undone }) => ({
		...{ id, at, undone },
		sessionIds: [...sessionIds].sort(),
	}));
	const problems = store.getProblems().map(({ file, offset }) => `${file} ${offset}`);
	const state = {
		sessions,
		tree: outline(roots),
		trash: outline(trash),
		operations,
		problems: problems.sort(),
	};
	return JSON.parse(JSON.stringify(state));
}

/** `id`, or `[id, …below]`. */
function outline(trees: readonly SessionTree[]): readonly unknown[] {
	return trees.map(({ id, children }) => (children.length === 0 ? id : [id, ...outline(children)]));
}
