import type { Bundle, BundleSession } from '../store/bundleModel.js';

/** Sessions whose ids belong together; ids of two groups may be the same by chance. */
export type SessionGroup = readonly BundleSession[];

/** One bundle of all groups. A group that shares an id with those before it gets new ids throughout. */
export function mergeGroups(groups: readonly SessionGroup[]): Bundle {
	const taken = new Set<string>();
	const sessions = groups.flatMap((group, i) => {
		const clash = idsOf(group).some((id) => taken.has(id));
		const own = clash ? renamed(group, unusedPrefix(group, i + 1, taken)) : group;
		for (const id of idsOf(own)) taken.add(id);
		return own;
	});
	return { format: 'session-hierarchy', version: 1, sessions };
}

/** Of sessions, messages and snapshots, marked so that only those of one kind can clash. */
function idsOf(group: SessionGroup): readonly string[] {
	return group.flatMap(({ id, messages, snapshots }) => [
		`session ${id}`,
		...messages.map((message) => `message ${message.id}`),
		...snapshots.map((snapshot) => `snapshot ${snapshot.id}`),
	]);
}

function unusedPrefix(group: SessionGroup, number: number, taken: ReadonlySet<string>): string {
	for (let prefix = `${number.toString()}:`; ; prefix += ':') {
		if (!idsOf(renamed(group, prefix)).some((id) => taken.has(id))) return prefix;
	}
}

function renamed(group: SessionGroup, prefix: string): SessionGroup {
	const id = (old: string): string => prefix + old;
	const idOrNull = (old: string | null): string | null => (old === null ? null : prefix + old);
	return group.map((session): BundleSession => ({
		...session,
		id: id(session.id),
		parentId: idOrNull(session.parentId),
		forkPoint: session.forkPoint && {
			sessionId: id(session.forkPoint.sessionId),
			messageId: idOrNull(session.forkPoint.messageId),
		},
		head: idOrNull(session.head),
		messages: session.messages.map((message) => ({
			...message,
			id: id(message.id),
			after: idOrNull(message.after),
		})),
		snapshots: session.snapshots.map((snapshot) => ({
			...snapshot,
			id: id(snapshot.id),
			messageId: idOrNull(snapshot.messageId),
		})),
		discarded: session.discarded.map(id),
	}));
}
