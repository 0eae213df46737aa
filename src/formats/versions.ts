import type { IncomingMessage, IncomingSession } from '../store/incoming.js';

/**
 * Each session once. Of several versions of one (two exports in one folder) the newest stays, with the messages
 * that only the older ones have.
 */
export function onceEach(sessions: readonly IncomingSession[]): readonly IncomingSession[] {
	const versions = new Map<string, IncomingSession[]>();
	for (const session of sessions) {
		const others = versions.get(session.source.id);
		if (others) others.push(session);
		else versions.set(session.source.id, [session]);
	}
	return [...versions.values()].map(joined);
}

function joined(versions: readonly IncomingSession[]): IncomingSession {
	const newest = versions.reduce((one, other) => (isNewer(one, other) ? one : other));
	if (versions.length === 1) return newest;
	const messages = new Map<string, IncomingMessage>();
	for (const { messages: some } of [newest, ...versions]) {
		for (const message of some) {
			const follows = message.after === null || messages.has(message.after);
			if (follows && !messages.has(message.id)) messages.set(message.id, message);
		}
	}
	const createdAt = versions.reduce((time, version) => Math.min(time, version.createdAt), Infinity);
	return { ...newest, messages: [...messages.values()], createdAt };
}

/** Whether one version of a session was written after another, or has more of it where both were written at once. */
export function isNewer(one: Version, other: Version): boolean {
	return one.updatedAt === other.updatedAt
		? one.messages.length > other.messages.length
		: one.updatedAt > other.updatedAt;
}

/** One of several files, or entries of a file, that hold one session. */
type Version = Pick<IncomingSession, 'messages' | 'updatedAt'>;
