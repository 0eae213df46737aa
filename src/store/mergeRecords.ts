import type { Arrival } from './arrangeIncoming.js';
import type { IncomingSession } from './incoming.js';
import { endsOf } from './incomingEnds.js';
import { lastingName } from './messageNames.js';
import type { Json, JsonObject } from './model.js';
import type { MergeOptions } from './options.js';
import type { LogLine } from './plan.js';
import type { HeadRecord, SessionRecord, SetRecord, SnapshotRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';

/** Where a session's metadata keep the source of a parent that was not imported yet. */
export const awaitedKey = 'importedParent';
/** Where they keep the title that the source had, so that a new one of a person is told from a new one of the source. */
const titleKey = 'importedTitle';

interface Stamped {
	readonly id: string;
	readonly at: number;
	readonly op: string;
}

/** Of a record of that session. */
export type Stamp = (session: string) => Stamped;

/** What begins a new session. */
export function ownRecord(
	{ id, incoming, parentId, awaits, forkPoint }: Arrival,
	options: MergeOptions,
	stamp: Stamped,
): SessionRecord {
	const { title, relation, agentName, shared, createdAt, updatedAt, source } = incoming;
	return {
		type: 'session',
		...stamp,
		session: id,
		title,
		parentId: parentId ?? options.parentId ?? null,
		relation,
		...(forkPoint && { forkPoint }),
		agentName,
		metadata: metadataOf({ incoming, awaits }),
		shared,
		createdAt,
		updatedAt,
		source,
	};
}

/** With the parent that was not imported yet. */
export function metadataOf({
	incoming: { metadata },
	awaits,
}: Pick<Arrival, 'incoming' | 'awaits'>): JsonObject {
	return awaits ? { ...metadata, [awaitedKey]: { ...awaits } } : metadata;
}

/** Made while they are written: there may be more of them than memory has room for. */
export function* linesOf(
	arrival: Arrival,
	fold: SessionFold | undefined,
	snapshots: readonly Omit<SnapshotRecord, 'id' | 'at' | 'op'>[],
	fields: SetRecord['fields'] | undefined,
	stamp: Stamp,
): Iterable<LogLine> {
	const { id, incoming, fresh, head, names } = arrival;
	for (const { id: messageId, after, message } of fresh) {
		const { role, timestamp, body } = message;
		yield { head: { type: 'message', ...stamp(id), id: messageId, after, role, timestamp }, body };
	}
	for (const snapshot of snapshots) yield { ...snapshot, ...stamp(id) };
	const ends = endsOf(arrival);
	if (fold && fresh.length > 0) {
		const isOfSource =
			fold.head === null ||
			isLeftBehind(arrival, fold) ||
			fresh.some(({ after }) => after === fold.head) ||
			incoming.messages.some((message) =>
				[lastingName(message), ...(message.earlier ?? [])].some((each) =>
					[names.find(each), names.findAbove(each)].includes(fold.head ?? ''),
				),
			);
		const to = isOfSource ? head : fold.head;
		for (const from of [...(isOfSource ? ends : []), fold.head])
			yield { type: 'head', session: id, to, from, grown: true, ...stamp(id) };
	} else if (!fold) {
		const isNatural = head === (fresh.at(-1)?.id ?? arrival.forkPoint?.messageId ?? null);
		for (const from of ends.length > 0 ? ends : isNatural ? [] : [null])
			yield { type: 'head', session: id, to: head, from, ...stamp(id) };
	}
	if (fields)
		yield {
			type: 'set',
			session: id,
			fields,
			...(fields.title !== undefined && { metadata: { [titleKey]: fields.title } }),
			...stamp(id),
		};
}

/** The source took back what was the end here, and went on: nobody else said something or moved the end since. */
function isLeftBehind({ fresh }: Arrival, fold: SessionFold): boolean {
	const end = fold.messages.get(fold.head ?? '');
	// An older copy of the source knows nothing of what came later.
	if (!end || fresh.every(({ message }) => message.timestamp < end.timestamp)) return false;
	const moved = fold.journal.findLast((record) => record.type === 'head');
	if (moved && moved.grown === undefined && moved.op !== fold.session?.op) return false;
	return fold.journal.some(
		(record) =>
			record.op === end.op &&
			(record.type === 'session' ? record.source !== null : record.type === 'head' && record.grown === true),
	);
}

/** How many messages at the end of the source's transcript are here, but an undo of their import took them out of it. */
export function takenBack({ incoming, fresh, head, names }: Arrival, fold: SessionFold): number {
	if (fresh.length > 0 || head === fold.head) return 0;
	const last = fold.journal.findLast((record) => record.type === 'head');
	if (last?.undoes === undefined || last.to !== fold.head) return 0;
	const wasImport = fold.journal.some(
		(record) => record.type === 'head' && record.op === last.undoes && record.grown,
	);
	if (!wasImport) return 0;
	const before = new Map(incoming.messages.map(({ id, after }) => [id, after]));
	let count = 0;
	for (
		let at = incoming.head;
		at !== null && count <= incoming.messages.length;
		at = before.get(at) ?? null
	) {
		if (names.find(at) === fold.head) return count;
		count++;
	}
	return fold.head === null ? count : 0;
}

/** What brings them back. */
export function headTo({ id, head }: Arrival, fold: SessionFold, stamp: Stamped): HeadRecord {
	return { type: 'head', session: id, to: head, from: fold.head, grown: true, ...stamp };
}

/** Throws the signal's reason as soon as that is aborted. */
export function* inTurn(lines: readonly Iterable<LogLine>[], signal?: AbortSignal): Iterable<LogLine> {
	for (const each of lines) {
		for (const line of each) {
			signal?.throwIfAborted();
			yield line;
		}
	}
}

/** Those that are not there yet. `there`: the marks of those that are. */
export function newSnapshots(
	{ id, incoming, names }: Arrival,
	there: ReadonlySet<string>,
): readonly Omit<SnapshotRecord, 'id' | 'at' | 'op'>[] {
	return incoming.snapshots.flatMap(({ messageId: name, label, createdAt, metadata }) => {
		const messageId = name === null ? null : (names.find(name) ?? null);
		if (name !== null && messageId === null) return [];
		if (there.has(markOf({ messageId, label }))) return [];
		return { type: 'snapshot', session: id, messageId, label, createdAt, metadata };
	});
}

/** Tells snapshots of a session apart. */
export function markOf({ messageId, label }: Pick<SnapshotRecord, 'messageId' | 'label'>): string {
	return JSON.stringify([messageId, label]);
}

/**
 * A title where the source has a new one and the person gave none, and the agent that nobody has named yet. `isAlone`:
 * the session above is here and did not come along, so that the title may be what it would be called without that.
 */
export function newFields(
	{ title, agentName }: IncomingSession,
	fold: SessionFold,
	isAlone: boolean,
): SetRecord['fields'] | undefined {
	const before: Json | undefined = fold.metadata.get(titleKey) ?? fold.session?.title;
	const isNew = !isAlone && fold.title === before && title !== before;
	const isNamed = agentName !== null && fold.agentName === null && (fold.session?.agentName ?? null) === null;
	return isNew || isNamed ? { ...(isNew && { title }), ...(isNamed && { agentName }) } : undefined;
}
