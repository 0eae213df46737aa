import type { FolderState } from '../host/folderSlot.js';
import type { FolderStore } from '../host/stores.js';
import type { Session, SessionTree } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';
import type { SessionNode, SnapshotNode, TreeNode } from './sessionTreeNode.js';

/** The rows of one folder, of its sessions only those in `shown`: its roots, latest change first; what stands in the way; the trash. */
export async function folderContents(
	state: FolderState,
	shown: ReadonlySet<string> | undefined,
): Promise<TreeNode[]> {
	const { folder, opened, problem } = state;
	const rows: TreeNode[] = [];
	if (problem !== undefined) rows.push({ kind: 'problem', folder, text: problem });
	if (!opened) return rows;
	const roots = await opened.store.getRoots();
	rows.push(...sessionNodes(folder, roots, shown));
	if (!shown && (await opened.store.getTrash()).length > 0) {
		rows.push({ kind: 'trash', folder });
	}
	return rows;
}

/** Under a session: its snapshots, then its children and forks, oldest first. */
export async function sessionContents(
	{ folder, store }: FolderStore,
	session: Session,
	shown: ReadonlySet<string> | undefined,
): Promise<(SessionNode | SnapshotNode)[]> {
	const { id } = session;
	if (session.deleted) return sessionNodes(folder, await store.getChildren(id));
	const [snapshots, children] = await Promise.all([store.getSnapshots(id), store.getChildren(id)]);
	return [
		...snapshots.map((snapshot): SnapshotNode => ({
			kind: 'snapshot',
			folder,
			sessionId: id,
			snapshotId: snapshot.id,
			messageId: snapshot.messageId,
		})),
		...sessionNodes(folder, children, shown),
	];
}

/** What was deleted by itself; what went with it is found under it. */
export async function trashContents({ folder, store }: FolderStore): Promise<SessionNode[]> {
	return sessionNodes(folder, await store.getTrash());
}

function sessionNodes(
	folder: string,
	sessions: readonly Session[],
	shown?: ReadonlySet<string>,
): SessionNode[] {
	return sessions
		.filter(({ id }) => shown?.has(id) ?? true)
		.map(({ id }) => ({ kind: 'session', folder, sessionId: id }));
}

/** The shared sessions and all that lead to one. */
export async function sharedPaths(store: Pick<SessionStore, 'getSessionTree'>): Promise<ReadonlySet<string>> {
	const wanted = new Set<string>();
	const path: string[] = [];
	// By a stack of its own: nothing bounds how deep sessions nest.
	const todo: { tree: SessionTree; depth: number }[] = [];
	const push = (trees: readonly SessionTree[], depth: number) => {
		for (const tree of trees) todo.push({ tree, depth });
	};
	push(await store.getSessionTree(), 0);
	for (let next = todo.pop(); next; next = todo.pop()) {
		path.length = next.depth;
		path.push(next.tree.id);
		if (next.tree.shared) {
			for (let above = path.length - 1; above >= 0; above--) {
				const id = path[above];
				if (id === undefined || wanted.has(id)) break;
				wanted.add(id);
			}
		}
		push(next.tree.children, next.depth + 1);
	}
	return wanted;
}
