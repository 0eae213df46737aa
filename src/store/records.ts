import { latestTime } from './fields.js';
import type { ForkPoint, Json, JsonObject, Part, Relation, Role, Source, ToolCall } from './model.js';
import { roles } from './model.js';

/** The version of the format that this code writes; a log with a higher one is read as far as it is understood. */
export const formatVersion = 1;

interface Stamp {
	readonly id: string;
	/** Whole microseconds of a hybrid logical clock: orders records, is no time of day. */
	readonly at: number;
	/** The same for all records of one command. */
	readonly op: string;
}
interface OfSession extends Stamp {
	readonly session: string;
}

export interface LogRecord extends OfSession {
	readonly type: 'log';
	readonly v: number;
	/** Tells the very file that was begun on this machine from its copies; without it the log is only read. */
	readonly origin?: string;
	/** How many logs its command began at once, this one included: they count together. */
	readonly logs?: number;
}
export interface SessionRecord extends OfSession {
	readonly type: 'session';
	readonly title?: string;
	readonly parentId?: string | null;
	readonly relation?: Relation;
	readonly forkPoint?: ForkPoint | null;
	readonly agentName?: string | null;
	readonly metadata?: JsonObject;
	readonly shared?: boolean;
	readonly createdAt?: number;
	readonly updatedAt?: number;
	/** Anything; see `asSource`. */
	readonly source?: unknown;
}
export interface MessageRecord extends Stamp {
	readonly type: 'message';
	readonly after: string | null;
	readonly role: Role;
	readonly content: string | readonly Part[];
	readonly toolCalls?: readonly ToolCall[];
	readonly toolCallId?: string;
	readonly timestamp: number;
	readonly metadata?: JsonObject;
}
/** What of a message tells its place in the tree. */
export type MessageHead = Pick<MessageRecord, 'type' | 'id' | 'at' | 'op' | 'after' | 'role' | 'timestamp'>;
export interface SnapshotRecord extends OfSession {
	readonly type: 'snapshot';
	readonly messageId: string | null;
	readonly label: string;
	readonly createdAt: number;
	readonly metadata?: JsonObject;
}
/** What an undo writes names the operation that it takes back. */
interface Undoing extends OfSession {
	readonly undoes?: string;
}
export interface HeadRecord extends Undoing {
	readonly type: 'head';
	readonly to: string | null;
	readonly from: string | null;
	/** Written with messages that another tool had added: nobody reverted here. */
	readonly grown?: true;
}
export interface SetRecord extends Undoing {
	readonly type: 'set';
	readonly fields?: SetFields;
	/** By key; null removes. */
	readonly metadata?: JsonObject;
	/** By `lineHash`, lines of the session's logs that a person takes as they are: not to be reported any more. */
	readonly accepted?: JsonObject;
}
export interface SetFields {
	readonly title?: string;
	readonly agentName?: string | null;
	readonly parentId?: string | null;
	readonly shared?: boolean;
}
export interface TrashRecord extends Undoing {
	readonly type: 'delete' | 'restore';
	/** A snapshot of the session; without it, the session itself. */
	readonly snapshotId?: string;
}
export interface PurgeRecord extends OfSession {
	readonly type: 'purge';
	/** File names and byte sizes; a log that is longer was not purged. */
	readonly logs: readonly { readonly name: string; readonly size: number }[];
}
export type StoreRecord =
	| LogRecord
	| SessionRecord
	| MessageRecord
	| SnapshotRecord
	| HeadRecord
	| SetRecord
	| TrashRecord
	| PurgeRecord;

/** The order of all records, whatever file they lie in. */
export function inOrder(a: Pick<Stamp, 'at' | 'id'>, b: Pick<Stamp, 'at' | 'id'>): number {
	return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Microseconds: the beginning of the year 2200. A clock beyond it is damage; since every writer goes on from the latest
 * that it read, one such record would carry all clocks along, up to where they end.
 */
export const endOfClock = Date.UTC(2200) * 1000;

/**
 * Objects and lists inside each other that a line may have. What reads JSON may not get deeper in other languages, and
 * what writes it does not in this one.
 */
const maxLevels = 500;

/**
 * The records of one line: one record, or an array of records that count together or not at all. Records of a
 * later version are left out. Throws `SyntaxError` when the line is not JSON, `TypeError` when it is no record.
 */
function parseLine(text: string): readonly StoreRecord[] {
	const value = JSON.parse(text) as unknown;
	need(!mayBeDeep(text) || !isDeeper(value, maxLevels), 'nested too deeply');
	const records: StoreRecord[] = [];
	for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
		const record = asRecord(each);
		if (record) records.push(record);
	}
	return records;
}

/** The same for a line as it lies on disk; undefined: it is not UTF-8. A blank line holds none. */
export function recordsOfLine(text: string | undefined): readonly StoreRecord[] {
	if (text === undefined) throw new TypeError('not UTF-8');
	return isBlank(text) ? [] : parseLine(text);
}

/** Nearly every line begins with a bracket, which settles it. */
function isBlank(text: string): boolean {
	const first = text.charCodeAt(0);
	return !(first > space && first < endOfAscii) && text.trim() === '';
}
const space = 32;
const endOfAscii = 128;

/** A record as it would be read back from disk. Throws `TypeError` when it could not be. */
export function checkedRecord(value: unknown): StoreRecord {
	const [record] = parseLine(JSON.stringify(value));
	if (!record) throw new TypeError('an unknown kind of record');
	return record;
}

/** Counting brackets is what every line can afford; looking at every value of it is not. */
function mayBeDeep(text: string): boolean {
	// Each level takes two brackets.
	if (text.length < 2 * maxLevels) return false;
	let levels = 0;
	for (const bracket of '{[') {
		for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
			if (++levels > maxLevels) return true;
		}
	}
	return false;
}

function isDeeper(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** One record; undefined when it is of a kind of a later version. Throws `TypeError` when it is no record. */
export function asRecord(value: unknown): StoreRecord | undefined {
	if (!isObject(value)) throw new TypeError('not a record');
	const { type, id, at, op } = value;
	need(typeof type === 'string', 'a record needs a type');
	if (!isText(id) || !isText(op)) throw new TypeError(`${type}: needs id and op`);
	if (!Number.isSafeInteger(at) || (at as number) <= 0) throw new TypeError(`${type}: at is out of range`);
	if ((at as number) >= endOfClock) throw new TypeError(`${type}: at is implausibly far ahead`);
	const check = checks.get(type);
	if (!check) return undefined;
	if (type !== 'message' && !isText(value['session'])) throw new TypeError(`${type}: names no session`);
	check(value);
	return value as unknown as StoreRecord;
}

type Fields = Readonly<Record<string, unknown>>;

const checksByType: Record<StoreRecord['type'], (record: Fields) => void> = {
	log: (record) => {
		need(isFinite(record['v']), 'log: needs v');
		optional(record, 'origin', isString);
		optional(record, 'logs', isFinite);
	},
	session: (record) => {
		optional(record, 'title', isString);
		optional(record, 'parentId', isTextOrNull);
		optional(record, 'relation', (relation) => relation === 'child' || relation === 'fork');
		optional(record, 'forkPoint', isForkPointOrNull);
		optional(record, 'agentName', isStringOrNull);
		optional(record, 'metadata', isObject);
		optional(record, 'shared', isBoolean);
		optional(record, 'createdAt', isFinite);
		optional(record, 'updatedAt', isFinite);
	},
	// Nearly all are messages, and looking fields up by name one after the other takes several times as long.
	message: ({ after, role, content, timestamp, toolCalls, toolCallId, metadata }) => {
		need(isTextOrNull(after), 'message: after is no id');
		need(roles.includes(role as Role), 'message: unknown role');
		need(
			typeof content === 'string' || (Array.isArray(content) && content.every(isObject)),
			'message: no content',
		);
		need(isFinite(timestamp), 'message: no timestamp');
		if (toolCalls !== undefined)
			need(Array.isArray(toolCalls) && toolCalls.every(isToolCall), 'toolCalls has the wrong type');
		if (toolCallId !== undefined) need(isString(toolCallId), 'toolCallId has the wrong type');
		if (metadata !== undefined) need(isObject(metadata), 'metadata has the wrong type');
	},
	snapshot: (record) => {
		need(isTextOrNull(record['messageId']), 'snapshot: messageId is no id');
		need(isString(record['label']) && isFinite(record['createdAt']), 'snapshot: needs label and createdAt');
		optional(record, 'metadata', isObject);
	},
	head: (record) => {
		need(isTextOrNull(record['to']) && isTextOrNull(record['from']), 'head: needs to and from');
		optional(record, 'undoes', isText);
	},
	set: (record) => {
		optional(record, 'fields', isObject);
		const fields = (record['fields'] ?? {}) as Fields;
		optional(fields, 'title', isString);
		optional(fields, 'agentName', isStringOrNull);
		optional(fields, 'parentId', isTextOrNull);
		optional(fields, 'shared', isBoolean);
		optional(record, 'metadata', isObject);
		optional(record, 'accepted', isObject);
		optional(record, 'undoes', isText);
	},
	delete: trash,
	restore: trash,
	purge: ({ logs }) => {
		need(
			Array.isArray(logs) &&
				logs.every((log) => isObject(log) && isText(log['name']) && isFinite(log['size'])),
			'purge: needs logs',
		);
	},
};
const checks: ReadonlyMap<string, (record: Fields) => void> = new Map(Object.entries(checksByType));

function trash(record: Fields): void {
	optional(record, 'snapshotId', isText);
	optional(record, 'undoes', isText);
}

function need(holds: boolean, reason: string): asserts holds {
	if (!holds) throw new TypeError(reason);
}

function optional(record: Fields, key: string, holds: (value: unknown) => boolean): void {
	const value = record[key];
	if (value !== undefined && !holds(value)) throw new TypeError(`${key} has the wrong type`);
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const isString = (value: unknown): value is string => typeof value === 'string';
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isFinite = (value: unknown): boolean => Number.isFinite(value);
const isStringOrNull = (value: unknown): boolean => value === null || isString(value);
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isForkPointOrNull = (value: unknown): boolean =>
	value === null || (isObject(value) && isText(value['sessionId']) && isTextOrNull(value['messageId']));
const isToolCall = (value: unknown): boolean =>
	isObject(value) && (['id', 'name', 'arguments'] as const).every((key) => isString(value[key]));

interface PartFields {
	readonly needed: readonly string[];
	readonly optional?: readonly string[];
}
const partFields: Readonly<Record<string, PartFields>> = {
	text: { needed: ['text'] },
	thinking: { needed: ['text'], optional: ['signature'] },
	image: { needed: ['mediaType'], optional: ['data', 'url'] },
	file: { needed: ['name'], optional: ['mediaType', 'text', 'data', 'url'] },
};

/** A part that a later version wrote, or a damaged one, is handed out as `data`, so that nobody has to know it. */
export function asPart(part: Json): Part {
	const type = isObject(part) && isString(part['type']) ? part['type'] : '';
	// Most are this, and need no looking up.
	if (type === 'text' && isString((part as JsonObject)['text'])) return part as unknown as Part;
	const fields = Object.hasOwn(partFields, type) ? partFields[type] : undefined;
	const isWhole =
		isObject(part) &&
		(type === 'data'
			? isString(part['source']) && part['value'] !== undefined
			: fields?.needed.every((field) => isString(part[field])) === true &&
				(fields.optional ?? []).every((field) => part[field] === undefined || isString(part[field])));
	if (isWhole) return part as unknown as Part;
	return { type: 'data', source: 'unknown', value: part };
}

/** Where a session came from, if what is written there says so. */
export function asSource(source: unknown): Source | null {
	if (!isObject(source)) return null;
	const { format, id } = source;
	return isString(format) && isString(id) ? { format, id } : null;
}

/** A time as a `Date` can hold it, whatever is written there. */
export function asTime(milliseconds: number): number {
	return Math.min(latestTime, Math.max(-latestTime, milliseconds));
}
