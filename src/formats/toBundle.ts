import { type Arrival, type ArrangeHooks, arrangeIncoming } from '../store/arrangeIncoming.js';
import { parentsFirst } from '../store/bundleLinks.js';
import type { Bundle, BundleSession, BundleSnapshot } from '../store/bundleModel.js';
import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import { endsOf } from '../store/incomingEnds.js';
import { metadataOf } from '../store/mergeRecords.js';
import type { Message } from '../store/model.js';
import { fingerprint } from '../store/contentNames.js';
import type { Reading } from './source.js';

/** What an import of these sessions would make. The same sessions give the same ids, if `makeId` does. */
export function bundleOf(
	{ sessions, warnings }: Pick<Reading, 'sessions' | 'warnings'>,
	makeId: ArrangeHooks['makeId'] = idOf,
): {
	readonly bundle: Bundle;
	/** Those of the reading, and those of bringing the sessions together. */
	readonly warnings: readonly string[];
} {
	const told = warnings.map(({ path, message }) => `${path}: ${message}`);
	const arrivals = arrangeIncoming(sessions, {
		find: () => undefined,
		makeId,
		warn: (message) => void told.push(message),
	});
	const made = new Map<string, BundleSession>();
	for (const arrival of arrivals) {
		const before = made.get(arrival.id);
		made.set(arrival.id, before ? goneOn(before, arrival) : asSession(arrival));
	}
	return {
		bundle: { format: 'session-hierarchy', version: 1, sessions: parentsFirst([...made.values()]) },
		warnings: told,
	};
}

/** 20 of `0-9a-z`, as the store's own ids are. */
function idOf({ source }: IncomingSession, message?: IncomingMessage): string {
	const name = [source.format, source.id, ...(message ? [message.name ?? message.id] : [])];
	return fingerprint(JSON.stringify(name)).padStart(20, '0').slice(-20);
}

function asSession(arrival: Arrival): BundleSession {
	const { incoming, id, parentId, forkPoint, fresh, head, names } = arrival;
	const { title, relation, agentName, shared, createdAt, updatedAt, source, snapshots } = incoming;
	const find = (name: string | null): string | null => (name === null ? null : (names.find(name) ?? null));
	return {
		id,
		title,
		parentId,
		relation,
		forkPoint,
		head,
		messages: fresh.map((each): Message => ({
			...(JSON.parse(each.message.body.text) as Message),
			id: each.id,
			after: each.after,
		})),
		snapshots: snapshots.map((snapshot, at) => ({
			...snapshot,
			messageId: find(snapshot.messageId),
			id: `${id}-${String(at + 1)}`,
		})),
		discarded: endsOf(arrival),
		agentName,
		metadata: metadataOf(arrival),
		shared,
		createdAt,
		updatedAt,
		source,
	};
}

/** The same session once more, as of another file. */
function goneOn(before: BundleSession, arrival: Arrival): BundleSession {
	const after = asSession(arrival);
	const place = ({ messageId, label }: BundleSnapshot): string => JSON.stringify([messageId, label]);
	const marked = new Set(before.snapshots.map(place));
	const snapshots = after.snapshots.filter((snapshot) => !marked.has(place(snapshot)));
	return {
		...before,
		messages: [...before.messages, ...after.messages],
		snapshots: [...before.snapshots, ...snapshots].map((snapshot, at) => ({
			...snapshot,
			id: `${before.id}-${String(at + 1)}`,
		})),
		head: after.messages.length > 0 ? after.head : before.head,
		discarded: after.messages.length > 0 ? after.discarded : before.discarded,
		updatedAt: Math.max(before.updatedAt, after.updatedAt),
	};
}
