import type { Bundle, BundleSession } from './bundleModel.js';
import { exportable } from './exportable.js';
import type { ForkPoint, Message } from './model.js';
import type { MessageNode } from './messageNode.js';
import { asMessage } from './messageTree.js';
import { newId } from './newIds.js';
import {
	asSource,
	inOrder,
	type HeadRecord,
	type MessageRecord,
	type SessionRecord,
	type SnapshotRecord,
} from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';
import type { Draft } from './plan.js';

/** A session, and if asked all that is shown below it, as a bundle that can be carried away. */
export function exportBundle(state: StoreState, top: SessionFold, descendants: boolean): Bundle {
	const folds = [top];
	if (descendants) {
		for (const { id } of folds) {
			for (const child of state.forest.children(id)) {
				const fold = state.folds.get(child);
				if (fold) folds.push(fold);
			}
		}
	}
	const inside = new Set(folds.map(({ id }) => id));
	return {
		format: 'session-hierarchy',
		version: 1,
		sessions: folds.map((fold) => exportable(exportSession(state, fold, inside))),
	};
}

function exportSession(state: StoreState, fold: SessionFold, inside: ReadonlySet<string>): BundleSession {
	const { id, session, title, head, agentName, shared, updatedAt } = fold;
	const { parent } = state.forest.place(id);
	const point = session?.forkPoint ?? null;
	const sharesInside = point !== null && inside.has(point.sessionId);
	const isThere = (messageId: string | null): messageId is string =>
		messageId !== null && state.tree.inTree(id, messageId) !== undefined;
	const messages = exportMessages(state, fold, sharesInside ? null : point, sharesInside ? point : null);
	const ends = new Set(
		state.tree.branches(fold).flatMap(({ messageId, state: how }) => (how === 'discarded' ? messageId : [])),
	);
	return {
		id,
		title,
		parentId: parent !== null && inside.has(parent) ? parent : null,
		relation: session?.relation ?? 'child',
		// What an absent log holds cannot be pointed at.
		forkPoint: sharesInside
			? { ...point, messageId: isThere(point.messageId) ? point.messageId : null }
			: null,
		head: isThere(head) ? head : null,
		messages,
		snapshots: [...fold.snapshots.values()]
			.filter(({ deleted, record: { messageId } }) => !deleted && (messageId === null || isThere(messageId)))
			.map(({ record }) => ({
				id: record.id,
				messageId: record.messageId,
				label: record.label,
				createdAt: record.createdAt,
				metadata: record.metadata ?? {},
			})),
		discarded: [...fold.discarded].filter((end) => ends.has(end)),
		agentName,
		metadata: Object.fromEntries(fold.metadata),
		shared,
		createdAt: session?.createdAt ?? updatedAt,
		updatedAt,
		source: asSource(session?.source),
	};
}

/** The session's own messages, and those that it shares with a parent which does not come along. */
function exportMessages(
	{ tree }: StoreState,
	fold: SessionFold,
	takeAlong: ForkPoint | null,
	forkPoint: ForkPoint | null,
): readonly Message[] {
	const nodes = new Map<string, MessageNode>();
	for (const node of takeAlong ? tree.path(fold.id, takeAlong.messageId) : []) nodes.set(node.id, node);
	for (const node of fold.messages.values()) nodes.set(node.id, node);
	return [...nodes.values()].sort(inOrder).map((node) => {
		const before = tree.find(fold.id, node.id)?.up?.id;
		const isThere = before !== undefined && (forkPoint !== null || nodes.has(before));
		return { ...asMessage(node.record), after: isThere ? before : null };
	});
}

export interface ImportPlan {
	/** The new id of each of the bundle's sessions, in its order. */
	readonly sessionIds: readonly string[];
	readonly drafts: readonly Draft[];
}

/** The records that make a bundle's sessions anew, under `parentId`, with ids of this store. */
export function importBundle(
	bundle: Bundle,
	{
		id,
		parentId,
		tick,
	}: { readonly id?: string; readonly parentId: string | null; readonly tick: () => number },
): ImportPlan {
	const op = newId();
	const stamp = (): { id: string; at: number; op: string } => ({ id: newId(), at: tick(), op });
	const sessions = new Map<string, Imported>();
	const top = bundle.sessions.find((session) => session.parentId === null)?.id;
	for (const { id: old, forkPoint } of bundle.sessions) {
		const isTop = old === top;
		sessions.set(old, {
			id: isTop && id !== undefined ? id : newId(),
			messages: new Map(),
			forkedFrom: forkPoint?.sessionId,
		});
	}
	// All ids first: a fork may come before the session that it was forked from.
	for (const { id: old, messages } of bundle.sessions) {
		for (const message of messages) sessions.get(old)?.messages.set(message.id, newId());
	}
	const drafts = forkedLast(bundle.sessions).map((session) => {
		const imported = sessions.get(session.id);
		if (!imported) throw new RangeError(session.id);
		return draftOf(session, imported.id, {
			stamp,
			session: (old) => (old === null ? parentId : (sessions.get(old)?.id ?? parentId)),
			message: (old) => (old === null ? null : messageIdOf(sessions, session.id, old)),
		});
	});
	return { sessionIds: [...sessions.values()].map(({ id: made }) => made), drafts };
}

interface Imported {
	readonly id: string;
	/** Old ids to new ones. */
	readonly messages: Map<string, string>;
	readonly forkedFrom: string | undefined;
}

interface NewNames {
	readonly stamp: () => { id: string; at: number; op: string };
	readonly session: (old: string | null) => string | null;
	readonly message: (old: string | null) => string | null;
}

function messageIdOf(
	sessions: ReadonlyMap<string, Imported>,
	session: string,
	message: string,
): string | null {
	let at: Imported | undefined = sessions.get(session);
	for (let steps = 0; at && steps <= sessions.size; steps++) {
		const found = at.messages.get(message);
		if (found !== undefined) return found;
		at = at.forkedFrom === undefined ? undefined : sessions.get(at.forkedFrom);
	}
	return null;
}

function draftOf(session: BundleSession, sessionId: string, names: NewNames): Draft {
	const { stamp } = names;
	const { forkPoint, title, relation, agentName, metadata, shared, createdAt, updatedAt, source } = session;
	const record: SessionRecord = {
		type: 'session',
		...stamp(),
		session: sessionId,
		title,
		parentId: names.session(session.parentId),
		relation,
		...(forkPoint && {
			forkPoint: {
				sessionId: names.session(forkPoint.sessionId) ?? '',
				messageId: names.message(forkPoint.messageId),
			},
		}),
		agentName,
		metadata,
		shared,
		createdAt,
		updatedAt,
		source: source ?? { format: 'session-hierarchy', id: session.id },
	};
	const messages = session.messages.map(({ id, after, ...rest }): MessageRecord => {
		const { id: ignored, ...time } = stamp();
		return {
			type: 'message',
			id: names.message(id) ?? ignored,
			...time,
			after: names.message(after),
			...rest,
		};
	});
	const snapshots = session.snapshots.map((snapshot): SnapshotRecord => {
		const messageId = names.message(snapshot.messageId);
		return { type: 'snapshot', ...snapshot, ...stamp(), session: sessionId, messageId };
	});
	return {
		sessionId,
		records: [record, ...messages, ...snapshots, ...heads(session, sessionId, names, messages)],
	};
}

/** The head, and what was discarded, unless the messages by themselves lead there. */
function heads(
	session: BundleSession,
	sessionId: string,
	names: NewNames,
	messages: readonly MessageRecord[],
): readonly HeadRecord[] {
	const to = names.message(session.head);
	const head = (from: string | null): HeadRecord => ({
		type: 'head',
		...names.stamp(),
		session: sessionId,
		to,
		from,
	});
	if (session.discarded.length > 0) return session.discarded.map((end) => head(names.message(end)));
	const natural = messages.at(-1)?.id ?? names.message(session.forkPoint?.messageId ?? null);
	return to === natural ? [] : [head(null)];
}

/** Sessions before their forks: what a fork's messages follow must have the earlier stamps. */
function forkedLast(sessions: readonly BundleSession[]): readonly BundleSession[] {
	const byId = new Map(sessions.map((session) => [session.id, session]));
	const ordered = new Set<BundleSession>();
	for (const session of sessions) {
		const chain: BundleSession[] = [];
		const pending = new Set<BundleSession>();
		let at: BundleSession | undefined = session;
		while (at && !ordered.has(at) && !pending.has(at)) {
			chain.push(at);
			pending.add(at);
			at = at.forkPoint ? byId.get(at.forkPoint.sessionId) : undefined;
		}
		for (const each of chain.reverse()) ordered.add(each);
	}
	return [...ordered];
}
