import { asBundle } from '../../../src/store/bundle.js';
import type { Bundle } from '../../../src/store/bundleModel.js';

/**
 * A bundle without its ids: sessions and messages named by where they stand, so that two trees that say the same are
 * equal. Also checks that the bundle is one.
 */
export function canonical(bundle: Bundle): unknown {
	const { sessions } = asBundle(JSON.parse(JSON.stringify(bundle)));
	const sessionNames = new Map(sessions.map(({ id }, nth) => [id, nth]));
	const byId = new Map(sessions.map((session) => [session.id, session]));
	const ordinals = new Map(
		sessions.map((session) => [session.id, new Map(session.messages.map(({ id }, nth) => [id, nth]))]),
	);
	const session = (id: string | null): unknown => (id === null ? null : sessionNames.get(id));
	/** Looked up as the store does: a purge leaves a fork a copy of its parent's messages under their own ids. */
	const message =
		(from: string) =>
		(id: string | null): unknown => {
			for (let at = byId.get(from); at && id !== null; at = byId.get(at.forkPoint?.sessionId ?? '')) {
				const nth = ordinals.get(at.id)?.get(id);
				if (nth !== undefined) return `${sessionNames.get(at.id)}.${nth}`;
			}
			return null;
		};
	return sessions.map(({ id, ...one }) => ({
		...one,
		source: null,
		updatedAt: 0,
		parentId: session(one.parentId),
		forkPoint: one.forkPoint && [session(one.forkPoint.sessionId), message(id)(one.forkPoint.messageId)],
		head: message(id)(one.head),
		messages: one.messages.map((each) => ({
			...each,
			id: message(id)(each.id),
			after: message(id)(each.after),
		})),
		snapshots: one.snapshots.map((each) => ({ ...each, id: null, messageId: message(id)(each.messageId) })),
		discarded: one.discarded.map(message(id)),
	}));
}
