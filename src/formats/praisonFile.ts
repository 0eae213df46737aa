import { Fields, type Place } from '../store/fields.js';
import type { Json, JsonObject } from '../store/model.js';
import { checkPlainJson } from '../store/plainJson.js';
import { isJsonObject } from './json.js';
import { deepest } from './pack.js';
import { textOf } from './parts.js';
import { type PraisonTurn, asMilliseconds, readTurn } from './praisonMessage.js';
import type { Document } from './source.js';

/** What becomes of a file's fields in a session lies up to this many levels deeper there. */
const headroom = 10;

/** A PraisonAI session file, checked, but not yet put in relation to others. */
export interface PraisonFile {
	readonly path: string;
	readonly id: string;
	readonly title: string;
	readonly agentName: string | null;
	readonly shared: boolean;
	readonly metadata: JsonObject;
	/** What retention moved out of `messages`; older than those. */
	readonly archived: readonly PraisonTurn[];
	readonly live: readonly PraisonTurn[];
	readonly parentId: string | null;
	/** As it was written: the index of a message, null for a child or a fork of everything. */
	readonly forkedFrom: string | null;
	readonly snapshots: readonly PraisonSnapshot[];
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly updatedAt: number;
	/** The top-level fields as they came, but for messages, metadata and snapshots. */
	readonly fields: JsonObject;
}

export interface PraisonSnapshot {
	readonly original: JsonObject;
	readonly label: string | null;
	/** Index of the last message in it, −1 for none. */
	readonly index: number;
	/** In milliseconds; undefined where there is none. */
	readonly time: number | undefined;
	/** What it holds itself, the archive first; empty where it only has an index. */
	readonly transcript: readonly PraisonTurn[];
	readonly metadata: JsonObject;
}

/** Throws StoreError `INVALID` with the place. */
export function asPraisonFile({ path, value }: Document): PraisonFile {
	checkPlainJson(value, deepest - headroom);
	const fields = new Fields(value, '');
	const id = fields.id('session_id');
	const live = listOf(fields, 'messages', readTurn, true);
	const archived = listOf(fields, 'archived_messages', readTurn);
	const metadata = objectOf(fields, 'metadata');
	const times = [...archived, ...live].flatMap(({ time }) => (time === undefined ? [] : [time]));
	const updated = isoTime(fields, 'updated_at');
	const createdAt = isoTime(fields, 'created_at') ?? times[0] ?? updated ?? 0;
	return {
		path,
		id,
		title: titleOf(fields, metadata, [...archived, ...live]) ?? id,
		agentName: fields.stringIfAny('agent_name') ?? null,
		shared: (fields.get('is_shared') ?? null) !== null && fields.boolean('is_shared'),
		metadata,
		archived,
		live,
		parentId: fields.stringIfAny('parent_id') ?? null,
		forkedFrom: fields.stringIfAny('forked_from_message_id') ?? null,
		snapshots: listOf(fields, 'snapshots', readSnapshot),
		createdAt,
		updatedAt: updated ?? times.at(-1) ?? createdAt,
		fields: otherFields(fields.all),
	};
}

/** Of the lists that stand for themselves in a bundle only that they were there. */
function otherFields(all: JsonObject): JsonObject {
	const entries = Object.entries(all).filter(([key]) => key !== 'messages' && key !== 'metadata');
	const lists = ['archived_messages', 'snapshots'];
	return Object.fromEntries(
		entries.map(([key, value]): [string, Json] => [key, lists.includes(key) ? [] : value]),
	);
}

/** Undefined: neither a title nor a prompt to take it from. */
function titleOf(fields: Fields, metadata: JsonObject, turns: readonly PraisonTurn[]): string | undefined {
	const title = fields.stringIfAny('title')?.trim();
	if (title) return title;
	const inner = metadata['title'];
	if (typeof inner === 'string' && inner.trim()) return inner.trim();
	const prompt = turns.find(({ message }) => message.role === 'user')?.message.content;
	return shorten(textOf(prompt ?? '').trim()) || undefined;
}

/** The beginning of a text on one line. */
export function shorten(text: string, length = 60): string {
	const line = text
		.slice(0, 4 * length)
		.replace(/\s+/g, ' ')
		.trim();
	const characters = Array.from(line);
	return characters.length > length
		? `${characters
				.slice(0, length - 1)
				.join('')
				.trimEnd()}…`
		: line;
}

function readSnapshot(value: unknown, place: Place): PraisonSnapshot {
	const snapshot = new Fields(value, place);
	const index = snapshot.number('message_index');
	if (!Number.isInteger(index)) snapshot.refuse('message_index', 'a whole number');
	const held = snapshot.all['transcript'];
	const transcript = new Fields(isJsonObject(held) ? held : {}, () => snapshot.place('transcript'));
	return {
		original: snapshot.all,
		label: snapshot.stringIfAny('label') ?? null,
		index,
		time: snapshot.has('created_at') ? asMilliseconds(snapshot, 'created_at') : undefined,
		transcript: ['archived_messages', 'messages'].flatMap((key) => listOf(transcript, key, readTurn)),
		metadata: objectOf(snapshot, 'metadata'),
	};
}

function listOf<T>(
	fields: Fields,
	key: string,
	read: (value: unknown, place: Place) => T,
	required = false,
): readonly T[] {
	if (!required && (fields.get(key) ?? null) === null) return [];
	return fields.list(key).map((value, i) => read(value, () => fields.place(key, i)));
}

function objectOf(fields: Fields, key: string): JsonObject {
	return (fields.get(key) ?? null) === null ? {} : fields.object(key);
}

function isoTime(fields: Fields, key: string): number | undefined {
	const time = Date.parse(fields.stringIfAny(key) ?? '');
	return Number.isNaN(time) ? undefined : time;
}
