import type { Session } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';

/** All that a store tells of its sessions, as a text to compare. Titles should differ, the sessions are sorted by them. */
export async function seen(store: SessionStore): Promise<string> {
	const sessions = await store.listSessions({ deleted: 'include' });
	const told: unknown[] = [];
	const sorted = sessions.toSorted(byTitle);
	const place = new Map(sorted.map(({ id }, nth) => [id, nth]));
	for (const session of sorted) {
		const { id } = session;
		told.push({
			session,
			messages: await store.getMessages(id),
			branches: await store.getBranches(id),
			snapshots: await store.getSnapshots(id),
		});
	}
	// In the order in which the files happened to be found.
	const operations = (await store.getOperations()).map((each) => ({
		...each,
		sessionIds: each.sessionIds.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
	}));
	return JSON.stringify({ told, operations }, undefined, '\t');
}

/**
 * The same without what two runs of one command differ in (ids are numbered as they appear, times go), and without
 * whether a line of the log is damaged.
 */
export function masked(text: string): string {
	const names = new Map<string, string>();
	return text
		.replace(/\b[0-9a-z]{20}\b/g, (id) => {
			const name = names.get(id) ?? `#${names.size}`;
			names.set(id, name);
			return name;
		})
		.replace(/\b\d{13}\b/g, 'time')
		.replace(/"damaged": (true|false)/g, '');
}

function byTitle(a: Session, b: Session): number {
	return a.title < b.title ? -1 : 1;
}
