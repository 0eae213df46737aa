import type { BundleSession } from './bundleModel.js';
import { StoreError } from './errors.js';
import { quote } from './fields.js';
import type { Message } from './model.js';

/**
 * Checks what sessions of a bundle say of each other, and puts parents before children, each message after
 * the one it follows; what is in order stays as it is. Linear and iterative: a chain of 100,000 forks is one.
 * Throws StoreError `INVALID` with the place.
 */
export function linkSessions(sessions: readonly BundleSession[]): readonly BundleSession[] {
	const byId = uniqueSessions(sessions);
	sessions.forEach((session, i) => {
		if (session.parentId !== null && !byId.has(session.parentId)) {
			refuse(i, 'parentId', `no session of the bundle has the id ${quote(session.parentId)}`);
		}
		if (session.forkPoint && !byId.has(session.forkPoint.sessionId)) {
			refuse(
				i,
				'forkPoint.sessionId',
				`no session of the bundle has the id ${quote(session.forkPoint.sessionId)}`,
			);
		}
	});
	checkMessageIds(sessions);
	checkSnapshotIds(sessions);
	checkReferences(sessions, byId);
	const linked = sessions.map((session, i) => ({ ...session, messages: orderMessages(session.messages, i) }));
	return inOrder(
		linked,
		(session) => session.parentId,
		(i) => refuse(i, 'parentId', 'its parents lead back to itself'),
	);
}

function uniqueSessions(sessions: readonly BundleSession[]): ReadonlyMap<string, number> {
	const byId = new Map<string, number>();
	sessions.forEach(({ id }, i) => {
		const other = byId.get(id);
		if (other !== undefined) refuse(i, 'id', `${quote(id)} is the id of sessions[${other.toString()}] too`);
		byId.set(id, i);
	});
	return byId;
}

/** A purge copies a fork's shared messages to it word for word: only such twins may share an id. */
function checkMessageIds(sessions: readonly BundleSession[]): void {
	const seen = new Map<
		string,
		{ readonly message: Message; readonly session: number; readonly at: number }
	>();
	sessions.forEach(({ messages }, session) => {
		messages.forEach((message, at) => {
			const first = seen.get(message.id);
			if (!first) seen.set(message.id, { message, session, at });
			else if (first.session === session || JSON.stringify(first.message) !== JSON.stringify(message)) {
				const other = `sessions[${first.session.toString()}].messages[${first.at.toString()}]`;
				refuse(session, `messages[${at.toString()}].id`, `${quote(message.id)} is the id of ${other} too`);
			}
		});
	});
}

function checkSnapshotIds(sessions: readonly BundleSession[]): void {
	const seen = new Set<string>();
	sessions.forEach(({ snapshots }, session) => {
		snapshots.forEach(({ id }, at) => {
			if (seen.has(id)) {
				refuse(session, `snapshots[${at.toString()}].id`, `${quote(id)} is the id of another snapshot too`);
			}
			seen.add(id);
		});
	});
}

/** Walks down the fork points, so that at each session exactly the messages that it can see are counted. */
function checkReferences(sessions: readonly BundleSession[], byId: ReadonlyMap<string, number>): void {
	const forks = sessions.map((): number[] => []);
	const stack: { readonly index: number; readonly leaving: boolean }[] = [];
	sessions.forEach(({ forkPoint }, index) => {
		if (forkPoint) forks[byId.get(forkPoint.sessionId) ?? -1]?.push(index);
		else stack.push({ index, leaving: false });
	});
	const reached = new Set<number>();
	const visible = new Map<string, number>();
	for (let step = stack.pop(); step; step = stack.pop()) {
		const { index, leaving } = step;
		const session = sessions[index];
		if (!session) continue;
		if (leaving) {
			for (const { id } of session.messages) count(visible, id, -1);
			continue;
		}
		reached.add(index);
		checkVisible(visible, index, 'forkPoint.messageId', session.forkPoint?.messageId ?? null);
		for (const { id } of session.messages) count(visible, id, 1);
		checkSession(session, index, visible);
		stack.push({ index, leaving: true });
		for (const fork of forks[index] ?? []) stack.push({ index: fork, leaving: false });
	}
	const lost = sessions.findIndex((_, index) => !reached.has(index));
	if (lost >= 0) refuse(lost, 'forkPoint', 'its fork points lead back to itself');
}

function count(visible: Map<string, number>, id: string, by: number): void {
	const now = (visible.get(id) ?? 0) + by;
	if (now > 0) visible.set(id, now);
	else visible.delete(id);
}

function checkSession(session: BundleSession, index: number, visible: ReadonlyMap<string, number>): void {
	checkVisible(visible, index, 'head', session.head);
	session.messages.forEach(({ after }, i) => {
		checkVisible(visible, index, `messages[${i.toString()}].after`, after);
	});
	session.snapshots.forEach(({ messageId }, i) => {
		checkVisible(visible, index, `snapshots[${i.toString()}].messageId`, messageId);
	});
	session.discarded.forEach((id, i) => {
		checkVisible(visible, index, `discarded[${i.toString()}]`, id);
	});
}

function checkVisible(
	visible: ReadonlyMap<string, number>,
	session: number,
	field: string,
	id: string | null,
): void {
	if (id === null || visible.has(id)) return;
	refuse(session, field, `${quote(id)} is no message of this session or of those it was forked from`);
}

function orderMessages(messages: readonly Message[], session: number): readonly Message[] {
	// Fork points form no circle here, so one of `after` lies within a single session.
	return inOrder(
		messages,
		(message) => message.after,
		(i) => refuse(session, `messages[${i.toString()}].after`, 'the messages before it lead back to itself'),
	);
}

/** Each after the one it names, if that is among them; otherwise as they came. */
function inOrder<T extends { readonly id: string }>(
	items: readonly T[],
	before: (item: T) => string | null,
	circle: (index: number) => never,
): readonly T[] {
	const byId = new Map(items.map(({ id }, i) => [id, i]));
	const state = new Uint8Array(items.length); // 0: new, 1: on the chain being followed, 2: placed
	const ordered: T[] = [];
	items.forEach((_, start) => {
		const chain: T[] = [];
		let at: number | undefined = start;
		while (at !== undefined && state[at] !== 2) {
			if (state[at] === 1) circle(at);
			state[at] = 1;
			const item: T | undefined = items[at];
			if (!item) break;
			chain.push(item);
			at = byId.get(before(item) ?? '');
		}
		for (const item of chain.reverse()) {
			state[byId.get(item.id) ?? -1] = 2;
			ordered.push(item);
		}
	});
	return ordered;
}

function refuse(session: number, field: string, reason: string): never {
	throw new StoreError('INVALID', `sessions[${session.toString()}].${field}: ${reason}`);
}
