import type { Frame, Mark, MarksAt, Seam, SessionLink, Way } from '../protocol/transcript.js';
import type { Alternative, Parting, Session, Snapshot } from '../store/model.js';
import { firstLine } from './messageWords.js';

/** What the store knows around a session's messages. */
export interface Surroundings {
	readonly session: Session;
	/** From the parent up to the root, as far as they were read. */
	readonly ancestors: readonly Session[];
	readonly moreAncestors: boolean;
	/** The sessions whose messages it shares, nearest first, with the position of the last shared message. */
	readonly sources: readonly { readonly session: Session; readonly forkPoint: PlacedPoint }[];
	readonly snapshots: readonly Snapshot[];
	readonly partings: readonly Parting[];
	/** Every living session of the folder. */
	readonly sessions: readonly Session[];
}

interface PlacedPoint {
	readonly messageId: string | null;
	/** Along the transcript; −1 for null. */
	readonly index: number;
}

/** Why a session cannot be written to, in words; null when it can. */
export function readOnlyReason(session: Session, trusted: boolean): string | null {
	if (session.deleted) return 'This session is in the trash. Restore it to continue it.';
	if (session.readOnly) {
		return 'A newer version of Session Hierarchy wrote this session. Update the extension to continue it.';
	}
	return trusted ? null : 'This workspace is in Restricted Mode: sessions can be read but not changed.';
}

/** The header of a transcript. */
export function frameOf(folder: string, around: Surroundings, trusted: boolean): Frame {
	const { session, ancestors, sessions, snapshots } = around;
	const under = sessions.filter(({ parentId }) => parentId === session.id);
	const isFork = session.relation === 'fork' && session.forkPoint !== null;
	return {
		folder,
		sessionId: session.id,
		title: titleOf(session),
		relation: isFork ? 'fork' : session.parentId === null ? 'root' : 'child',
		ancestors: ancestors.map(linkTo).reverse(),
		moreAncestors: around.moreAncestors,
		seams: seamsOf(around),
		agentName: session.agentName,
		shared: session.shared,
		messageCount: session.messageCount,
		snapshotCount: snapshots.length,
		forkCount: sessions.filter(({ forkPoint }) => forkPoint?.sessionId === session.id).length,
		childCount: under.filter(({ relation }) => relation === 'child').length,
		deleted: session.deleted,
		incomplete: session.incomplete,
		damaged: session.damaged,
		readOnly: readOnlyReason(session, trusted),
	};
}

/**
 * Snapshots, forks and partings by the message that they stand at. Forks of the sessions above count too
 * where the messages are shared.
 */
export function marksOf(around: Surroundings): readonly MarksAt[] {
	const { session, sources, snapshots, partings, sessions } = around;
	const places = new Map<string | null, Mark[]>();
	const put = (messageId: string | null, mark: Mark): void => {
		const marks = places.get(messageId);
		if (marks) marks.push(mark);
		else places.set(messageId, [mark]);
	};
	for (const { id, messageId, label, createdAt } of [...snapshots].sort(byAge)) {
		put(messageId, { kind: 'snapshot', snapshotId: id, label: label.slice(0, 200), time: createdAt });
	}
	const family = new Set([session.id, ...sources.map((source) => source.session.id)]);
	const lineage = new Set([...family, ...around.ancestors.map(({ id }) => id)]);
	for (const other of [...sessions].sort(byAge)) {
		// The sessions that lead here show as seams and breadcrumbs already.
		if (!other.forkPoint || lineage.has(other.id) || !family.has(other.forkPoint.sessionId)) continue;
		put(other.forkPoint.messageId, { kind: 'fork', session: linkTo(other) });
	}
	for (const { messageId, alternatives } of partings) {
		put(messageId, { kind: 'parting', ways: alternatives.map(wayOf) });
	}
	return [...places].map(([messageId, marks]) => ({ messageId, marks }));
}

function wayOf({ first, ...way }: Alternative): Way {
	return { ...way, first: first && { role: first.role, words: firstLine(first) } };
}

/** Words for a session without a title. */
export function titleOf({ title }: Pick<Session, 'title'>): string {
	return title.trim() === '' ? 'Untitled session' : title.slice(0, 500);
}

/** One line a session from which messages are shared; a point past a nearer one is not on this path. */
function seamsOf({ sources }: Surroundings): readonly Seam[] {
	const seams: Seam[] = [];
	for (const { session, forkPoint } of sources) {
		const nearest = seams.at(-1);
		if (nearest && forkPoint.index >= nearest.index) continue;
		seams.push({ ...forkPoint, from: linkTo(session) });
	}
	return seams;
}

function linkTo(session: Session): SessionLink {
	return { sessionId: session.id, title: titleOf(session) };
}

function byAge(one: { readonly createdAt: number }, other: { readonly createdAt: number }): number {
	return one.createdAt - other.createdAt;
}
