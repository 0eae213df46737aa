import { Fields, type Place, latestTime } from '../store/fields.js';
import { type Json, type JsonObject, type Message, type ToolCall, roles } from '../store/model.js';
import { partOf } from './blockParts.js';
import { sameJson, without } from './json.js';
import { applyDifference, keepDifference, keptKey } from './kept.js';
import { contentOf, textOf } from './parts.js';
import { roleOf } from './roleNames.js';

/** A message of a PraisonAI session, which has no id there. */
export interface PraisonTurn {
	readonly original: JsonObject;
	readonly message: Omit<Message, 'id' | 'after' | 'timestamp'>;
	/** In milliseconds; undefined where PraisonAI wrote no time. */
	readonly time: number | undefined;
	/** Equal for a message and its copy in a fork. */
	readonly key: string;
}

/** Throws StoreError `INVALID` with the place. */
export function readTurn(value: unknown, place: Place): PraisonTurn {
	const fields = new Fields(value, place);
	const role = roleOf(fields.string('role')) ?? fields.choice('role', roles);
	const content = contentIn(fields.all['content']);
	const given = fields.all['timestamp'] ?? null;
	const time = given === null ? undefined : asMilliseconds(fields, 'timestamp');
	const metadata = (fields.get('metadata') ?? null) === null ? {} : fields.object('metadata');
	const calls = hasNoCalls(fields.all) ? undefined : fields.list('tool_calls');
	const toolCallId = fields.stringIfAny('tool_call_id');
	const message = {
		role,
		content,
		...(calls && { toolCalls: calls.map((call, i) => readCall(call, () => fields.place('tool_calls', i))) }),
		...(toolCallId !== undefined && { toolCallId }),
		metadata: without(metadata, keptKey),
	};
	const original = fields.all;
	const kept = keepDifference(original, derive({ ...message, timestamp: time ?? 0 }));
	return {
		original,
		message: kept ? { ...message, metadata: { ...message.metadata, [keptKey]: kept } } : message,
		time,
		key: JSON.stringify([role, content, given, original['tool_calls'] ?? null, toolCallId ?? null]),
	};
}

/** What a message says, which need not be text. */
function contentIn(value: Json | undefined): Message['content'] {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return (value ?? null) === null ? '' : JSON.stringify(value);
	return contentOf((value as readonly Json[]).flatMap((block) => partOf(block, keptKey) ?? []));
}

function hasNoCalls(message: JsonObject): boolean {
	return (message['tool_calls'] ?? null) === null || isSealed(message);
}

/** Whether its tool calls are encrypted. */
export function isSealed(message: JsonObject): boolean {
	return typeof message['tool_calls'] === 'string';
}

/** A time in seconds, or in ISO-8601, as milliseconds. */
export function asMilliseconds(fields: Fields, key: string): number {
	const given = fields.get(key);
	const isText = typeof given === 'string' && /^\d{4}-\d\d-\d\d/.test(given);
	const time = isText ? Date.parse(given) : fields.number(key) * 1000;
	return Math.abs(time) <= latestTime ? time : fields.fail(key, 'no time in seconds since 1970');
}

function readCall(value: unknown, place: Place): ToolCall {
	const call = new Fields(value, place);
	const inner = call.has('function') ? new Fields(call.get('function'), () => call.place('function')) : call;
	const given = inner.get('arguments') ?? '';
	const extra = Object.entries(call.all).filter(
		([key, entry]) =>
			!['id', 'function', 'name', 'arguments'].includes(key) && !(key === 'type' && entry === 'function'),
	);
	return {
		id: call.stringIfAny('id') ?? '',
		name: inner.stringIfAny('name') ?? '',
		arguments: typeof given === 'string' ? given : JSON.stringify(given),
		...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
	};
}

/** The message as PraisonAI writes it; one that came from there as it was there. */
export function writeTurn(message: Message): JsonObject {
	const written = applyDifference(derive(message), message.metadata[keptKey], []);
	// What is shown is what is written: role and text come from what was kept only where that says the same.
	if (says(written, message)) return written;
	return { ...written, role: message.role, content: textOf(message.content) };
}

function says(written: JsonObject, { role, content }: Message): boolean {
	const { role: name, content: value } = written as Record<string, Json>;
	return typeof name === 'string' && roleOf(name) === role && sameJson(contentIn(value), content);
}

function derive(message: Omit<Message, 'id' | 'after'>): JsonObject {
	return {
		role: message.role,
		content: textOf(message.content),
		timestamp: message.timestamp / 1000,
		metadata: without(message.metadata, keptKey),
		...(message.toolCalls && { tool_calls: message.toolCalls.map(writeCall) }),
		...(message.toolCallId !== undefined && { tool_call_id: message.toolCallId }),
	};
}

function writeCall(call: ToolCall): Json {
	const { id, name } = call;
	return { type: 'function', ...call.extra, id, function: { name, arguments: call.arguments } };
}

/** Whether the original of a fork's copy may stand for the parent's message when both are written again. */
export function sameTurn(one: PraisonTurn, other: PraisonTurn): boolean {
	return one === other || sameJson(one.original, other.original);
}
