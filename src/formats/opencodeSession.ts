import type { IncomingSession, IncomingSnapshot } from '../store/incoming.js';
import type { JsonObject } from '../store/model.js';
import { createdAt } from './opencodeForks.js';
import { agentOf, messageTurns } from './opencodeMessage.js';
import { opencodeName } from './opencodeParts.js';
import { type SessionPieces, idsOf, messageOf } from './opencodePieces.js';
import { cleaned } from './pack.js';
import { numberAt, objectAt, rest, stringAt, timeOf, titleFrom } from './pick.js';
import type { ReadContext } from './source.js';
import { Chain, type Known, type Turn, wordsOf } from './turns.js';

/** Where a session stands among the others. */
export interface Place {
	/** The id of the session above it. */
	readonly parent: string | null;
	readonly relation: 'child' | 'fork';
	/** The messages of the session that it was forked off. */
	readonly repeats: readonly Known[];
}

export interface ReadSession {
	readonly incoming: IncomingSession;
	readonly known: readonly Known[];
}

/** A session with its messages, from its pieces. */
export function readSession(context: ReadContext, pieces: SessionPieces, place: Place): ReadSession {
	const { id, path, modified } = pieces;
	const chain = new Chain(context, path, { repeats: place.repeats, forkable: true });
	const told = tell(pieces, chain);
	const { messages } = chain;
	const created = timeOf(createdAt(pieces)) ?? messages[0]?.timestamp;
	const updated = timeOf(numberAt(objectAt(pieces.info, 'time'), 'updated')) ?? messages.at(-1)?.timestamp;
	const incoming: IncomingSession = {
		source: { format: opencodeName, id },
		title: titleOf(pieces.info, told.prompt),
		parent: place.parent === null ? null : { format: opencodeName, id: place.parent },
		relation: place.relation,
		shares: place.relation === 'fork' ? 'prefix' : null,
		messages,
		head: told.head,
		snapshots: told.snapshots,
		agentName: place.relation === 'child' && place.parent !== null ? (told.agent ?? null) : null,
		metadata: metadataOf(pieces),
		shared: false,
		createdAt: created ?? modified,
		updatedAt: Math.max(updated ?? 0, created ?? modified),
	};
	return { incoming, known: chain.known };
}

interface Told {
	readonly head: string | null;
	readonly snapshots: readonly IncomingSnapshot[];
	/** What was asked first. */
	readonly prompt: string;
	/** The agent that the session began with. */
	readonly agent: string | undefined;
}

/** A revert takes back a message, or what comes from a part of it on, and all that follow: they stay as a branch. */
function tell(pieces: SessionPieces, chain: Chain): Told {
	const revert = objectAt(pieces.info, 'revert');
	const [reverted, cut] = [stringAt(revert, 'messageID'), stringAt(revert, 'partID')];
	const snapshots: IncomingSnapshot[] = [];
	let head: string | null | undefined;
	let prompt = '';
	let agent: string | undefined;
	let speaker: string | undefined;
	for (const id of idsOf(pieces)) {
		const message = messageOf(pieces, id);
		if (!message) continue;
		const isReverted = head === undefined && id === reverted;
		if (isReverted && cut === undefined) head = chain.end;
		const { turns, kept, compacts } = messageTurns(message, isReverted ? cut : undefined);
		if (compacts && chain.end !== null) snapshots.push(compaction(chain.end, turns, message.info));
		const speaks = agentOf(message.info);
		agent ??= speaks;
		for (const [i, turn] of turns.entries()) {
			if (isReverted && i === kept && head === undefined) head = chain.end;
			if (prompt === '' && turn.role === 'user') prompt = wordsOf(turn);
			chain.add(i === 0 && speaks !== (speaker ?? agent) ? saying(turn, speaks) : turn);
		}
		if (isReverted && head === undefined) head = chain.end;
		speaker = speaks ?? speaker;
	}
	return { head: head === undefined ? chain.end : head, snapshots, prompt, agent };
}

function compaction(messageId: string, [turn]: readonly Turn[], info: JsonObject): IncomingSnapshot {
	const created = turn?.timestamp ?? timeOf(numberAt(objectAt(info, 'time'), 'created'));
	return { messageId, label: 'Before compaction', createdAt: created ?? 0, metadata: {} };
}

/** Tells that another agent has its turn. */
function saying(turn: Turn, agent: string | undefined): Turn {
	if (agent === undefined) return turn;
	const about = objectAt(turn.metadata, opencodeName);
	return { ...turn, metadata: { ...turn.metadata, [opencodeName]: { ...about, agent } } };
}

/** What opencode calls a session until it finds a title. */
const untitled = /^(?:New|Child) session - \d{4}-\d\d-\d\dT[\d:.]+Z$/;

function titleOf(info: JsonObject | undefined, prompt: string): string {
	const title = stringAt(info, 'title')?.trim() ?? '';
	if (title !== '' && !untitled.test(title)) return title;
	return titleFrom(prompt) || title || 'Untitled';
}

const infoFields = [
	'id',
	'parentID',
	'title',
	'directory',
	'location',
	'fork',
	'projectID',
	'slug',
	'time',
	'revert',
	'summary',
	'path',
];

function metadataOf({ info, todos }: SessionPieces): JsonObject {
	const cwd = stringAt(info, 'directory') ?? stringAt(objectAt(info, 'location'), 'directory');
	const kept = { ...(info && rest(info, infoFields)), ...(todos !== undefined && { todos }) };
	return {
		...(cwd !== undefined && { cwd }),
		...(Object.keys(kept).length > 0 && { [opencodeName]: cleaned(kept) }),
	};
}
