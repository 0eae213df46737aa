import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject, parsedJson } from './json.js';
import { filled } from './parts.js';
import { numberAt, stringAt, timeOf } from './pick.js';

/** What the user interface's messages tell about the entries of the history. */
export interface Clock {
	/** Milliseconds since 1970 of an entry of the history. */
	timeOf(entry: number, role: 'user' | 'assistant'): number | undefined;
	/** Tokens and cost of an answer. `time`: of its end, where the history tells it; no answer ends before another. */
	costOf(entry: number, time: number | undefined): JsonObject;
}

interface Request {
	readonly time: number;
	readonly cost: JsonObject;
}

/**
 * Each message of the user interface tells which entry of the history was the last when it was shown; a request is
 * shown before its prompt becomes an entry. Where they do not tell, times of answers do; else prompts and answers are
 * taken to alternate.
 */
export function clockOf(messages: readonly Json[]): Clock {
	const told = messages.some((message) => numberAt(message, 'conversationHistoryIndex') !== undefined);
	const shown = new Map<number, number>();
	const requests = new Map<number, Request>();
	const inOrder: Request[] = [];
	let counted = -1;
	for (const message of messages) {
		const time = timeOf(numberAt(message, 'ts'));
		if (time === undefined) continue;
		const isRequest = stringAt(message, 'say') === 'api_req_started';
		if (isRequest) inOrder.push({ time, cost: costIn(message) });
		if (isRequest && counted >= 0) counted += 1;
		const last = told ? numberAt(message, 'conversationHistoryIndex') : counted;
		if (last === undefined) continue;
		if (isRequest) {
			requests.set(last, { time, cost: costIn(message) });
			counted += 1;
		} else if (!shown.has(last)) shown.set(last, time);
	}
	let next = 0;
	/** The last request before a time, which was not yet answered. */
	const costBefore = (time: number): JsonObject => {
		let cost = {};
		for (let request = inOrder[next]; request && request.time <= time; request = inOrder[next]) {
			cost = request.cost;
			next += 1;
		}
		return cost;
	};
	return {
		timeOf: (entry, role) =>
			role === 'user'
				? (requests.get(entry - 1)?.time ?? shown.get(entry - 1))
				: (shown.get(entry - 1) ?? requests.get(entry - 2)?.time),
		costOf: (entry, time) =>
			!told && time !== undefined ? costBefore(time) : (requests.get(entry - 2)?.cost ?? {}),
	};
}

/** Tokens and cost that the text of a request tells, which is JSON. */
export function costIn(message: Json): JsonObject {
	const info = parsedText(message);
	const usage = filled({
		input_tokens: numberAt(info, 'tokensIn'),
		output_tokens: numberAt(info, 'tokensOut'),
		cache_creation_input_tokens: numberAt(info, 'cacheWrites'),
		cache_read_input_tokens: numberAt(info, 'cacheReads'),
	});
	const cost = numberAt(info, 'cost');
	return { ...(usage && { usage }), ...(cost !== undefined && { cost }) };
}

/** The object that a message's text is, if it is one. */
export function parsedText(message: Json): JsonObject | undefined {
	const text = stringAt(message, 'text');
	if (!text?.startsWith('{')) return undefined;
	const value = parsedJson(text);
	return isJsonObject(value) ? value : undefined;
}
