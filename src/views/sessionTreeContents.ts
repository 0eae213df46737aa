import type { FolderState } from '../host/folderSlot.js';
import type { FolderStore } from '../host/stores.js';
import type { Session } from '../store/model.js';
import type { SessionListing } from './sessionTreeListing.js';
import type { SessionNode, SnapshotNode, TreeNode } from './sessionTreeNode.js';

/** What the filter lets through. */
export interface Shown {
	readonly ids: ReadonlySet<string>;
	/** Those of them that have others below them. */
	readonly parents: ReadonlySet<string>;
}

/** The rows of a folder that is open, of its sessions only those in `shown`: its roots, latest change first; the trash. */
export function folderContents(
	folder: string,
	listing: SessionListing,
	shown: Shown | undefined,
): TreeNode[] {
	const rows: TreeNode[] = sessionNodes(folder, listing.roots(), shown);
	if (!shown && listing.trashCount > 0) rows.push({ kind: 'trash', folder });
	return rows;
}

/** What stands in the way of a folder's sessions, above them all. */
export function troubles({ folder, opened, problem }: FolderState): TreeNode[] {
	const rows: TreeNode[] = [];
	if (problem !== undefined) rows.push({ kind: 'problem', folder, text: problem });
	const damages = opened?.store.getProblems() ?? [];
	if (damages.length > 0) rows.push({ kind: 'damage', folder, damages });
	return rows;
}

/** Whether `sessionContents` would give anything. */
export function hasContents(session: Session, listing: SessionListing, shown: Shown | undefined): boolean {
	if (session.deleted) return listing.isParent(session.id);
	return session.snapshotCount > 0 || (shown ? shown.parents.has(session.id) : listing.isParent(session.id));
}

/** Under a session: its snapshots, then its children and forks, oldest first. */
export async function sessionContents(
	{ folder, store }: FolderStore,
	session: Session,
	shown: Shown | undefined,
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

function sessionNodes(folder: string, sessions: readonly Session[], shown?: Shown): SessionNode[] {
	return sessions
		.filter(({ id }) => shown?.ids.has(id) ?? true)
		.map(({ id }) => ({ kind: 'session', folder, sessionId: id }));
}

/** The shared sessions and all that lead to one. */
export function sharedPaths(listing: SessionListing): Shown {
	const ids = new Set<string>();
	const parents = new Set<string>();
	for (const session of listing.all()) {
		if (!session.shared || session.deleted) continue;
		for (let at: Session | undefined = session; at && !ids.has(at.id);) {
			ids.add(at.id);
			if (at.parentId !== null) parents.add(at.parentId);
			at = at.parentId === null ? undefined : listing.get(at.parentId);
		}
	}
	return { ids, parents };
}
