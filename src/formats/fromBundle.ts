import type { BundleSession } from '../store/bundleModel.js';
import type { IncomingSession } from '../store/incoming.js';
import type { Source } from '../store/model.js';
import { ContentNames, nameOf } from '../store/contentNames.js';
import type { ReadContext } from './source.js';

/**
 * Sessions whose ids belong together on their way into a store. Their messages are named by what they say, unless
 * they remember another name: ids of a bundle belong to the store that wrote it. `absent`: parents that are not
 * among the sessions, by the ids of their children.
 */
export function incomingFrom(
	group: readonly BundleSession[],
	context: ReadContext,
	absent: ReadonlyMap<string, Source> = new Map(),
): readonly IncomingSession[] {
	const sources = sourcesOf(group);
	const names = new Map<string, string>();
	for (const { messages } of group) {
		const fresh = new ContentNames();
		for (const message of messages) names.set(message.id, nameOf(message, fresh));
	}
	const name = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id));
	return group.map((session) => {
		const { id, title, relation, parentId, forkPoint, agentName, metadata, shared, createdAt, updatedAt } =
			session;
		return {
			source: sources.get(id) ?? { format: 'session-hierarchy', id },
			title,
			parent: (parentId === null ? absent.get(id) : sources.get(parentId)) ?? null,
			relation,
			shares: forkPoint && {
				from: sources.get(forkPoint.sessionId) ?? null,
				after: name(forkPoint.messageId),
			},
			messages: session.messages.map((message) =>
				context.pack({ ...message, id: name(message.id) ?? '', after: name(message.after), remember: false }),
			),
			head: name(session.head),
			snapshots: session.snapshots.map(({ messageId, label, createdAt: at, metadata: about }) => ({
				messageId: name(messageId),
				label,
				createdAt: at,
				metadata: about,
			})),
			discarded: session.discarded.map((end) => name(end) ?? ''),
			agentName,
			metadata,
			shared,
			createdAt,
			updatedAt,
		};
	});
}

/** Each session's own: of two copies of one source in a bundle the second is known by its id in the bundle. */
function sourcesOf(group: readonly BundleSession[]): ReadonlyMap<string, Source> {
	const taken = new Set<string>();
	return new Map(
		group.map(({ id, source }) => {
			const key = source && JSON.stringify([source.format, source.id]);
			const free = source && key !== null && !taken.has(key);
			const own = free ? source : { format: source?.format ?? 'session-hierarchy', id };
			if (key !== null) taken.add(key);
			return [id, own];
		}),
	);
}
