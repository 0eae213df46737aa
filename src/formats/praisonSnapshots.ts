import type { BundleSnapshot } from '../store/bundleModel.js';
import type { JsonObject, Message } from '../store/model.js';
import { without } from './json.js';
import { applyDifference, keepDifference, keptKey } from './kept.js';
import { textOf } from './parts.js';
import { listAt, objectAt } from './pick.js';
import { type Draft, liveStart, messageOf, named, turnsOf } from './praisonDraft.js';
import { type PraisonSnapshot, shorten } from './praisonFile.js';
import type { PraisonTurn } from './praisonMessage.js';
import type { FormatWarning } from './source.js';

/** Shown where PraisonAI has no label. */
const noLabel = 'Snapshot';

interface Placed {
	readonly snapshots: readonly BundleSnapshot[];
	/** Those whose place is gone. */
	readonly lost: readonly JsonObject[];
	/** What only snapshots still hold, since the session was reverted: branches off its path. */
	readonly aside: readonly Message[];
}

/** Snapshots by message id. */
export function placeSnapshots(draft: Draft, warnings: FormatWarning[]): Placed {
	const snapshots: BundleSnapshot[] = [];
	const lost: JsonObject[] = [];
	const turns = new KnownTurns(draft);
	draft.file.snapshots.forEach((snapshot, i) => {
		const place = findPlace(draft, snapshot, turns);
		if (place.fault) {
			const label = `the snapshot “${snapshot.label ?? noLabel}”`;
			const message = `${named(draft)}: ${label} pointed at message number ${(snapshot.index + 1).toString()}, ${place.fault}`;
			warnings.push({ path: draft.file.path, message });
		}
		if (place.messageId === undefined) lost.push(snapshot.original);
		else snapshots.push(asSnapshot(draft, snapshot, place.messageId, i));
	});
	return { snapshots, lost, aside: turns.aside };
}

/** What is known of a session's turns, by their keys. */
class KnownTurns {
	readonly aside: Message[] = [];
	readonly #draft: Draft;
	readonly #known: Map<string, Message>;
	#next: number;

	constructor(draft: Draft) {
		this.#draft = draft;
		this.#known = new Map(draft.path.map(({ turn, message }) => [turn.key, message]));
		this.#next = turnsOf(draft).length;
	}

	/** The last message of a transcript; what is not known of its end is taken in. */
	endOf(transcript: readonly PraisonTurn[]): Message | undefined {
		const from = transcript.findLastIndex(({ key }) => this.#known.has(key));
		let last = this.#known.get(transcript[from]?.key ?? '');
		for (const turn of transcript.slice(from + 1)) {
			last = messageOf(turn, this.#draft, this.#next++, last);
			this.#known.set(turn.key, last);
			this.aside.push(last);
		}
		return last;
	}
}

interface Place {
	/** Undefined: nothing proves where it was. */
	readonly messageId: string | null | undefined;
	/** What was wrong with the recorded one, and what was done instead. */
	readonly fault?: string;
}

function findPlace(draft: Draft, { index, time, transcript }: PraisonSnapshot, turns: KnownTurns): Place {
	if (index === -1) return { messageId: null };
	const meant =
		index < -1 || index >= draft.file.live.length ? undefined : draft.path[liveStart(draft) + index];
	const end = transcript.at(-1);
	if (end) return { messageId: (meant?.turn.key === end.key ? meant.message : turns.endOf(transcript))?.id };
	const late = time !== undefined && (meant?.turn.time ?? time) > time;
	if (meant && !late) return { messageId: meant.message.id };
	const fault = meant
		? 'which was written after the snapshot was taken: PraisonAI had since dropped or replaced messages before it'
		: `and there are only ${draft.file.live.length.toString()}: PraisonAI had since dropped messages`;
	const last =
		time === undefined
			? undefined
			: draft.path.findLast(({ turn }) => turn.time !== undefined && turn.time <= time);
	if (!last)
		return { messageId: undefined, fault: `${fault}. Nothing tells where it was, so it is left out.` };
	const text = shorten(textOf(last.message.content), 40);
	return {
		messageId: last.message.id,
		fault: `${fault}. By the times, it now marks the last message from before it that is still there: “${text}”.`,
	};
}

function asSnapshot(
	draft: Draft,
	snapshot: PraisonSnapshot,
	messageId: string | null,
	number: number,
): BundleSnapshot {
	const placed: BundleSnapshot = {
		id: `${draft.id}/snapshot ${number.toString()}`,
		messageId,
		label: snapshot.label ?? noLabel,
		createdAt: snapshot.time ?? draft.file.updatedAt,
		metadata: without(snapshot.metadata, keptKey),
	};
	const kept = keepDifference(snapshot.original, derive(placed, draft.file.id, snapshot.index));
	return kept ? { ...placed, metadata: { ...placed.metadata, [keptKey]: kept } } : placed;
}

/** The index in what the snapshot holds itself; undefined where that is nothing. */
export function ownIndex({ metadata }: BundleSnapshot): number | undefined {
	const fields = objectAt(metadata[keptKey], 'fields');
	const messages = listAt(objectAt(fields, 'transcript'), 'messages');
	return messages && messages.length - 1;
}

/** A snapshot as PraisonAI writes it. */
export function writeSnapshot(snapshot: BundleSnapshot, sessionId: string, index: number): JsonObject {
	const derived = derive(snapshot, sessionId, index);
	return applyDifference(derived, snapshot.metadata[keptKey], ['session_id', 'message_index']);
}

function derive(snapshot: BundleSnapshot, sessionId: string, index: number): JsonObject {
	return {
		id: snapshot.id,
		session_id: sessionId,
		message_index: index,
		created_at: snapshot.createdAt / 1000,
		label: snapshot.label,
		metadata: without(snapshot.metadata, keptKey),
	};
}
