import type { BundleSession } from './bundleModel.js';
import { StoreError } from './errors.js';
import type { Json, JsonObject, Message, Part, ToolCall } from './model.js';
import { checkPlainJson, maxDepth } from './plainJson.js';
import { asTime, isObject } from './records.js';

/** Objects and lists of a bundle that lie around the values in each of these. */
const around = { sessionMetadata: 4, messageMetadata: 6, snapshotMetadata: 6, dataPart: 7, toolCallExtra: 8 };

/** A session that a bundle can carry, whatever a damaged log or another writer made of it. */
export function exportable(session: BundleSession): BundleSession {
	return {
		...session,
		messages: session.messages.map(message),
		snapshots: session.snapshots.map((snapshot) => ({
			...snapshot,
			createdAt: asTime(snapshot.createdAt),
			metadata: values(snapshot.metadata, around.snapshotMetadata),
		})),
		metadata: values(session.metadata, around.sessionMetadata),
		createdAt: asTime(session.createdAt),
		updatedAt: asTime(session.updatedAt),
	};
}

function message(of: Message): Message {
	const { content, toolCalls } = of;
	return {
		...of,
		content: typeof content === 'string' ? content : content.map(part),
		...(toolCalls && { toolCalls: toolCalls.map(toolCall) }),
		metadata: values(of.metadata, around.messageMetadata),
	};
}

function part(of: Part): Part {
	return of.type === 'data' ? { ...of, value: value(of.value, around.dataPart) } : of;
}

function toolCall(of: ToolCall): ToolCall {
	const extra: Json | undefined = of.extra;
	if (extra === undefined) return of;
	return { ...of, extra: values(isObject(extra) ? extra : { extra }, around.toolCallExtra) };
}

function values(of: JsonObject, levels: number): JsonObject {
	return Object.fromEntries(
		Object.entries(of).map(([key, each]) => [key === '__proto__' ? '"__proto__"' : key, value(each, levels)]),
	);
}

/** What a bundle would refuse, as nested too deeply, goes along as its text. */
function value(of: Json, levels: number): Json {
	try {
		checkPlainJson(of, maxDepth - levels);
		return of;
	} catch (error) {
		if (!StoreError.is(error, 'INVALID')) throw error;
		return JSON.stringify(of);
	}
}
