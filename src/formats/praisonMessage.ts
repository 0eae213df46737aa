import { Fields, type Place, latestTime } from '../store/fields.js';
import { type Json, type JsonObject, type Message, type Part, type ToolCall, roles } from '../store/model.js';
import { sameJson, without } from './json.js';
import { applyDifference, keepDifference, keptKey } from './kept.js';

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
	const role = fields.choice('role', roles);
	const content = fields.string('content');
	const seconds = fields.has('timestamp') ? fields.number('timestamp') : undefined;
	const time = seconds === undefined ? undefined : asMilliseconds(fields, 'timestamp');
	const metadata = (fields.get('metadata') ?? null) === null ? {} : fields.object('metadata');
	const calls = (fields.get('tool_calls') ?? null) === null ? undefined : fields.list('tool_calls');
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
		key: JSON.stringify([role, content, seconds ?? null, original['tool_calls'] ?? null, toolCallId ?? null]),
	};
}

/** A time in seconds as milliseconds. */
export function asMilliseconds(fields: Fields, key: string): number {
	const time = fields.number(key) * 1000;
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
		arguments: typeof given === 'object' ? JSON.stringify(given) : inner.string('arguments'),
		...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
	};
}

/** The message as PraisonAI writes it; one that came from there as it was there. */
export function writeTurn(message: Message): JsonObject {
	// What is shown is what is written: the text never comes from what was kept.
	return applyDifference(derive(message), message.metadata[keptKey], ['role', 'content']);
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

/** Only text has a place in PraisonAI's messages. */
function textOf(content: string | readonly Part[]): string {
	if (typeof content === 'string') return content;
	return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** Whether the original of a fork's copy may stand for the parent's message when both are written again. */
export function sameTurn(one: PraisonTurn, other: PraisonTurn): boolean {
	return one === other || sameJson(one.original, other.original);
}
