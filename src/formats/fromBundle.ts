import type { BundleSession } from '../store/bundleModel.js';
import type { IncomingSession } from '../store/incoming.js';
import type { Source } from '../store/model.js';
import { namesOf } from '../store/contentNames.js';
import type { ReadContext } from './source.js';

/**
 * Sessions whose ids belong together on their way into a store. A later import finds their messages by what they say,
 * unless they remember another name: ids of a bundle belong to the store that wrote it. `absent`: parents that are not
 * among the sessions, by the ids of their children.
 */
export function incomingFrom(
	group: readonly BundleSession[],
	context: ReadContext,
	{ absent, number = 0 }: { readonly absent?: ReadonlyMap<string, Source>; readonly number?: number } = {},
): readonly IncomingSession[] {
	const sources = sourcesOf(group);
	const nameIn = ownersIn(group, number);
	return group.map((session) => {
		const names = namesOf(session.messages);
		const name = nameIn(session);
		const orNull = (message: string | null): string | null => (message === null ? null : name(message));
		const { id, title, relation, parentId, forkPoint, agentName, metadata, shared, createdAt, updatedAt } =
			session;
		return {
			source: sources.get(id) ?? { format: 'session-hierarchy', id },
			title,
			parent: (parentId === null ? absent?.get(id) : sources.get(parentId)) ?? null,
			relation,
			shares: forkPoint && {
				from: sources.get(forkPoint.sessionId) ?? null,
				after: orNull(forkPoint.messageId),
			},
			messages: session.messages.map((message, at) =>
				context.pack({
					...message,
					id: name(message.id),
					after: orNull(message.after),
					name: names[at] ?? message.id,
					remember: false,
					isPlain: true,
				}),
			),
			head: orNull(session.head),
			snapshots: session.snapshots.map(({ messageId, label, createdAt: at, metadata: about }) => ({
				messageId: orNull(messageId),
				label,
				createdAt: at,
				metadata: about,
			})),
			discarded: session.discarded.map(name),
			agentName,
			metadata,
			shared,
			createdAt,
			updatedAt,
		};
	});
}

/**
 * What the sessions call each message, all over an import. A purge leaves copies under one id: a session means its own,
 * else that of the session that it was forked from. `number`: of the group.
 */
function ownersIn(
	group: readonly BundleSession[],
	number: number,
): (from: BundleSession) => (id: string) => string {
	const sessions = new Map(group.map((session) => [session.id, session]));
	const owners = new Map<string, string>();
	const copies = new Map<string, Set<string>>();
	for (const { id: session, messages } of group) {
		for (const { id } of messages) {
			const other = owners.get(id);
			if (other === undefined) owners.set(id, session);
			else copies.set(id, (copies.get(id) ?? new Set([other])).add(session));
		}
	}
	return (from) => (id) => {
		const holders = copies.get(id);
		let at: BundleSession | undefined = from;
		while (holders && at && !holders.has(at.id)) at = sessions.get(at.forkPoint?.sessionId ?? '');
		return JSON.stringify([number, holders ? at?.id : owners.get(id), id]);
	};
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
