import type { Bundle, BundleSession } from '../../../src/store/bundleModel.js';
import type { Message } from '../../../src/store/model.js';

/** A bundle of any sessions, good or bad. */
export function bundleOf(sessions: readonly object[]): Record<string, unknown> {
	return { format: 'session-hierarchy', version: 1, sessions };
}

/** A complete session whose head is its last message. */
export function sessionOf(
	id: string,
	messages: readonly object[],
	more: object = {},
): Record<string, unknown> {
	return {
		id,
		title: id,
		parentId: null,
		relation: 'child',
		forkPoint: null,
		head: (messages.at(-1) as Message | undefined)?.id ?? null,
		messages,
		snapshots: [],
		discarded: [],
		agentName: null,
		metadata: {},
		shared: false,
		createdAt: 1,
		updatedAt: 2,
		source: null,
		...more,
	};
}

export function message(id: string, after: string | null, more: object = {}): Record<string, unknown> {
	return { id, after, role: 'user', content: id, timestamp: 1, metadata: {}, ...more };
}

/** Messages `m0`, `m1`, … one after the other. */
export function chain(prefix: string, count: number): readonly Record<string, unknown>[] {
	return Array.from({ length: count }, (_, i) =>
		message(`${prefix}${i.toString()}`, i === 0 ? null : `${prefix}${(i - 1).toString()}`),
	);
}

/** The bundle with ids that tell places, so that two of the same content are equal. */
export function renamed(bundle: Bundle): Bundle {
	const names = new Map<string, string>();
	bundle.sessions.forEach(({ id, messages, snapshots }, s) => {
		names.set(`session ${id}`, `s${String(s)}`);
		messages.forEach((each, m) => names.set(`message ${each.id}`, `s${String(s)}m${String(m)}`));
		snapshots.forEach((each, n) => names.set(`snapshot ${each.id}`, `s${String(s)}n${String(n)}`));
	});
	const of = (kind: string, id: string): string => names.get(`${kind} ${id}`) ?? `? ${id}`;
	const ofAny = (kind: string, id: string | null): string | null => (id === null ? null : of(kind, id));
	const sessions = bundle.sessions.map((session): BundleSession => ({
		...session,
		id: of('session', session.id),
		parentId: ofAny('session', session.parentId),
		forkPoint: session.forkPoint && {
			sessionId: of('session', session.forkPoint.sessionId),
			messageId: ofAny('message', session.forkPoint.messageId),
		},
		head: ofAny('message', session.head),
		messages: session.messages.map((each) => ({
			...each,
			id: of('message', each.id),
			after: ofAny('message', each.after),
		})),
		snapshots: session.snapshots.map((each) => ({
			...each,
			id: of('snapshot', each.id),
			messageId: ofAny('message', each.messageId),
		})),
		discarded: session.discarded.map((each) => of('message', each)),
		// A session that says nothing of where it came from remembers the bundle.
		source: session.source?.format === 'session-hierarchy' ? null : session.source,
	}));
	return { ...bundle, sessions };
}
