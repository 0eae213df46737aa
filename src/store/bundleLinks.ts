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
	return parentsFirst(linked);
}

/** As they come, but for those that come before their parents. Throws StoreError `INVALID` for a circle. */
export function parentsFirst(sessions: readonly BundleSession[]): readonly BundleSession[] {
	return inOrder(
		sessions,
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

/** Walks down the fork points, knowing at each session exactly the messages of those above it. */
function checkReferences(sessions: readonly BundleSession[], byId: ReadonlyMap<string, number>): void {
	const forks = new Map<number, number[]>();
	const stack: { readonly index: number; readonly leaving: boolean }[] = [];
	sessions.forEach(({ forkPoint }, index) => {
		const above = forkPoint && byId.get(forkPoint.sessionId);
		if (typeof above !== 'number') stack.push({ index, leaving: false });
		else if (!forks.get(above)?.push(index)) forks.set(above, [index]);
	});
	const reached = new Set<number>();
	const above = new Map<string, number>();
	for (let step = stack.pop(); step; step = stack.pop()) {
		const { index, leaving } = step;
		const session = sessions[index];
		if (!session) continue;
		if (leaving) {
			for (const { id } of session.messages) count(above, id, -1);
			continue;
		}
		reached.add(index);
		checkSession(session, index, above);
		const below = forks.get(index);
		if (!below) continue;
		for (const { id } of session.messages) count(above, id, 1);
		stack.push({ index, leaving: true });
		for (const fork of below) stack.push({ index: fork, leaving: false });
	}
	const lost = sessions.findIndex((_, index) => !reached.has(index));
	if (lost >= 0) refuse(lost, 'forkPoint', 'its fork points lead back to itself');
}

function count(above: Map<string, number>, id: string, by: number): void {
	const now = (above.get(id) ?? 0) + by;
	if (now > 0) above.set(id, now);
	else above.delete(id);
}

function checkSession(session: BundleSession, index: number, above: ReadonlyMap<string, number>): void {
	const point = session.forkPoint?.messageId ?? null;
	if (point !== null && !above.has(point)) refuseMessage(index, 'forkPoint.messageId', point);
	const own = new Set(session.messages.map(({ id }) => id));
	const isVisible = (id: string | null): boolean => id === null || own.has(id) || above.has(id);
	if (!isVisible(session.head)) refuseMessage(index, 'head', session.head);
	session.messages.forEach(({ after }, i) => {
		if (!isVisible(after)) refuseMessage(index, `messages[${i.toString()}].after`, after);
	});
	session.snapshots.forEach(({ messageId }, i) => {
		if (!isVisible(messageId)) refuseMessage(index, `snapshots[${i.toString()}].messageId`, messageId);
	});
	session.discarded.forEach((id, i) => {
		if (!isVisible(id)) refuseMessage(index, `discarded[${i.toString()}]`, id);
	});
}

function refuseMessage(session: number, field: string, id: string | null): never {
	refuse(session, field, `${quote(id ?? '')} is no message of this session or of those it was forked from`);
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
	if (isInOrder(items, before)) return items;
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

function isInOrder<T extends { readonly id: string }>(
	items: readonly T[],
	before: (item: T) => string | null,
): boolean {
	const seen = new Set<string>();
	const open: string[] = [];
	for (const item of items) {
		const name = before(item);
		seen.add(item.id);
		if (name !== null && (name === item.id || !seen.has(name))) open.push(name);
	}
	return !open.some((name) => seen.has(name));
}

function refuse(session: number, field: string, reason: string): never {
	throw new StoreError('INVALID', `sessions[${session.toString()}].${field}: ${reason}`);
}
