import type { SessionStore } from '../../../src/store/sessionStore.js';
import { NaiveFold } from './naiveFold.js';

/** What a store says of its sessions, by id. */
export type Told = Readonly<Record<string, unknown>>;

/** What a store says. */
export async function told(store: SessionStore): Promise<Told> {
	const all: Record<string, unknown> = {};
	for (const session of await store.listSessions({ deleted: 'include' })) {
		const { id, title, head, parentId, metadata, messageCount, deleted, incomplete } = session;
		all[id] = {
			title,
			head,
			parentId,
			metadata,
			messageCount,
			deleted,
			incomplete,
			messages: (await store.getMessages(id)).map((message) => message.id),
			branches: byId(await store.getBranches(id)),
			snapshots: byId(
				(await store.getSnapshots(id)).map((snapshot) => ({
					messageId: snapshot.id,
					label: snapshot.label,
					count: snapshot.messageCount,
				})),
			),
		};
	}
	return all;
}

/** What the files say by themselves. */
export function toldByFiles(files: ReadonlyMap<string, string>): Told {
	const fold = new NaiveFold(files);
	return Object.fromEntries(
		[...fold.sessions].map(([id, session]) => {
			const { ids, whole } = fold.path(id, session.head);
			return [
				id,
				{
					title: session.title ?? `Session ${id}`,
					head: session.head,
					parentId: fold.parent(id),
					metadata: session.metadata,
					messageCount: ids.length,
					deleted: fold.isDeleted(id),
					incomplete: !whole,
					messages: ids,
					branches: byId(fold.branches(id)),
					snapshots: byId(
						session.snapshots.map((snapshot) => ({
							messageId: snapshot.id,
							label: snapshot.label,
							count: fold.path(id, snapshot.messageId ?? null).ids.length,
						})),
					),
				},
			];
		}),
	);
}

function byId<One extends { readonly messageId: string }>(all: readonly One[]): readonly One[] {
	return all.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1));
}
