import type { Json, JsonObject, Part, Role, ToolCall } from '../store/model.js';
import { geminiName, itemsOf, partsOf, textOf } from './geminiParts.js';
import { isInjected, promptParts } from './geminiPrompt.js';
import { fingerprint } from '../store/contentNames.js';
import { isJsonObject } from './json.js';
import { argumentsText, contentOf } from './parts.js';
import { listAt, objectAt, rest, stringAt, timeOf, titleFrom, valueAt } from './pick.js';
import type { UnpackedMessage } from './source.js';

/** A message of a recording; one with tool calls becomes a message with its results after it. */
export interface GeminiTurn {
	/** In a chain; the first follows nothing. */
	readonly messages: readonly UnpackedMessage[];
	/** What a session that begins with it may be called. */
	readonly title: string | undefined;
	/** Sessions of sub-agents that it started, by their ids, with their names. */
	readonly agents: ReadonlyMap<string, string>;
	/** A tool call of it has no result yet. */
	readonly open: boolean;
	/** Ids of its calls that have. */
	readonly answered: readonly string[];
}

export interface TurnPlace {
	readonly id: string;
	/** Where the message does not tell its time, in milliseconds since 1970. */
	readonly time: number;
	/** What the conversation was compressed to. */
	readonly compaction: boolean;
}

const known = 'id timestamp type content displayContent model thoughts tokens toolCalls'.split(' ');

/** Throws StoreError `INVALID` for what is nested too deep. */
export function readTurn(record: JsonObject, { id, time, compaction }: TurnPlace): GeminiTurn {
	const timestamp = timeOf(record['timestamp']) ?? time;
	const type = stringAt(record, 'type');
	if (isResults(record)) return resultsOnly(record, id, timestamp);
	const items = itemsOf(record['content']);
	const parts = [...thoughtsOf(record), ...(type === 'user' ? promptParts(record) : partsOf(items))];
	const calls = (listAt(record, 'toolCalls') ?? []).filter(isJsonObject);
	const toolCalls = [...calls.map(toolCallOf), ...callsIn(items, calls)];
	const injected = type === 'user' && isInjected(items);
	const role = compaction || injected ? 'system' : roleOf(type);
	const said: UnpackedMessage = {
		id,
		after: null,
		role,
		content: contentOf(parts),
		...(toolCalls.length > 0 && { toolCalls }),
		timestamp,
		metadata: metadataOf(record, type, compaction),
	};
	const results = resultsOf(calls, id, timestamp);
	const prompt = type === 'user' && role === 'user';
	return {
		messages: [said, ...results],
		title: prompt ? titleOf(record) : undefined,
		agents: agentsOf(calls),
		open: toolCalls.length > results.length,
		answered: results.flatMap(({ toolCallId }) => toolCallId ?? []),
	};
}

const snapshot = /^\s*(?:<scratchpad>[^]*?<\/scratchpad>\s*)?<state_snapshot>/;

/** What the conversation was compressed to. */
export function isSummary(record: JsonObject): boolean {
	return stringAt(record, 'type') === 'user' && snapshot.test(textOf(itemsOf(record['content'])));
}

/** Tells apart what messages say, whatever they are called. */
export function printOf(record: JsonObject): string {
	const items = itemsOf(record['content']).filter((item) => valueAt(item, 'thought') !== true);
	const calls = [
		...callIdsOf(record),
		...items.flatMap((item) => stringAt(objectAt(item, 'functionCall'), 'id') ?? []),
	];
	const said = [stringAt(record, 'type') ?? '', textOf(items).trim(), [...new Set(calls)]];
	return fingerprint(JSON.stringify([...said, answeredIn(record)]));
}

/** With results that came as a message of their own. */
export function withAnswers(record: JsonObject, answers: ReadonlyMap<string, Json>): JsonObject {
	const calls = listAt(record, 'toolCalls');
	if (!calls) return record;
	return {
		...record,
		toolCalls: calls.map((call): Json => {
			const answer = answers.get(stringAt(call, 'id') ?? '');
			const isOpen = isJsonObject(call) && (call['result'] ?? null) === null;
			return isOpen && (answer ?? null) !== null ? { ...call, result: [answer as Json] } : call;
		}),
	};
}

/** By what the person typed, which may be less than what the model got. */
function titleOf(record: JsonObject): string | undefined {
	const title = titleFrom(textOf(itemsOf(record['displayContent'] ?? record['content'])));
	return title === '' ? undefined : title;
}

/** Whether it only repeats what tools answered, as the history that is sent to the model does. */
export function isResults(record: JsonObject): boolean {
	const items = itemsOf(record['content']);
	return (
		stringAt(record, 'type') === 'user' &&
		items.length > 0 &&
		items.every((item) => objectAt(item, 'functionResponse') !== undefined)
	);
}

/** The ids of the tool calls that a message answers. */
export function answeredIn(record: JsonObject): readonly string[] {
	return itemsOf(record['content']).flatMap((item) => {
		const id = stringAt(objectAt(item, 'functionResponse'), 'id');
		return id === undefined ? [] : [id];
	});
}

export function callIdsOf(record: JsonObject): readonly string[] {
	return (listAt(record, 'toolCalls') ?? []).flatMap((call) => stringAt(call, 'id') ?? []);
}

function roleOf(type: string | undefined): Role {
	if (type === 'user') return 'user';
	return type === 'gemini' ? 'assistant' : 'system';
}

function thoughtsOf(record: JsonObject): readonly Part[] {
	return (listAt(record, 'thoughts') ?? []).flatMap((thought): readonly Part[] => {
		const subject = stringAt(thought, 'subject') ?? '';
		const description = stringAt(thought, 'description') ?? '';
		const text = [subject && `**${subject}**`, description].filter((each) => each !== '').join('\n\n');
		return text === '' ? [] : [{ type: 'thinking', text }];
	});
}

function metadataOf(record: JsonObject, type: string | undefined, compaction: boolean): JsonObject {
	const model = stringAt(record, 'model');
	const usage = objectAt(record, 'tokens');
	const display = record['displayContent'];
	const shown =
		display === undefined ||
		type === 'user' ||
		textOf(itemsOf(display)) === textOf(itemsOf(record['content']));
	const left = {
		...(type !== 'user' && type !== 'gemini' && type !== undefined && { type }),
		...(!shown && { displayContent: display }),
		...rest(record, known),
	};
	return {
		...(model !== undefined && { model }),
		...(usage && { usage }),
		...(compaction && { compaction }),
		...(type === 'error' && { isError: true }),
		...(Object.keys(left).length > 0 && { [geminiName]: left }),
	};
}

/** Fields of a call that are those of its message, or of the result. */
const knownOfCall = 'id name args result resultDisplay status timestamp'.split(' ');

function toolCallOf(call: JsonObject): ToolCall {
	const extra = rest(call, knownOfCall);
	return {
		id: stringAt(call, 'id') ?? '',
		name: stringAt(call, 'name') ?? '',
		arguments: argumentsText(call['args']),
		...(extra && { extra }),
	};
}

/** Calls that only stand in the content. */
function callsIn(items: readonly Json[], calls: readonly JsonObject[]): readonly ToolCall[] {
	const ids = new Set(calls.map((call) => stringAt(call, 'id')));
	const names = new Set(calls.map((call) => stringAt(call, 'name')));
	return items.flatMap((item): readonly ToolCall[] => {
		const call = objectAt(item, 'functionCall');
		if (!call) return [];
		const id = stringAt(call, 'id');
		const name = stringAt(call, 'name') ?? '';
		if (id === undefined ? names.has(name) : ids.has(id)) return [];
		return [{ id: id ?? '', name, arguments: argumentsText(call['args']) }];
	});
}

function agentsOf(calls: readonly JsonObject[]): ReadonlyMap<string, string> {
	const agents = new Map<string, string>();
	for (const call of calls) {
		const id = stringAt(call, 'agentId');
		const name = stringAt(objectAt(call, 'args'), 'agent_name') ?? stringAt(call, 'name') ?? '';
		if (id !== undefined) agents.set(id, name);
	}
	return agents;
}

/** States of a tool call that does not go on. */
const ended: readonly (string | undefined)[] = ['success', 'error', 'cancelled'];

function resultsOf(calls: readonly JsonObject[], turn: string, time: number): readonly UnpackedMessage[] {
	const results: UnpackedMessage[] = [];
	const taken = new Map<string, number>();
	let after = turn;
	for (const call of calls) {
		const items = itemsOf(call['result']);
		const status = stringAt(call, 'status');
		if (items.length === 0 && !ended.includes(status)) continue;
		const toolCallId = stringAt(call, 'id') ?? '';
		const count = (taken.get(toolCallId) ?? 0) + 1;
		taken.set(toolCallId, count);
		const id = `${turn}#${toolCallId}${count > 1 ? `~${String(count)}` : ''}`;
		const { parts, failed } = answerOf(items);
		const display = call['resultDisplay'];
		const content = contentOf(parts);
		const shown = typeof display === 'string' && parts.length === 0 ? display : content;
		const left = {
			...(status !== undefined && status !== 'success' && { status }),
			...(display !== undefined && display !== '' && display !== shown && { resultDisplay: display }),
		};
		results.push({
			id,
			after,
			role: 'tool',
			content: shown,
			toolCallId,
			timestamp: timeOf(call['timestamp']) ?? time,
			metadata: {
				...((failed || status === 'error' || status === 'cancelled') && { isError: true }),
				...(Object.keys(left).length > 0 && { [geminiName]: left }),
			},
		});
		after = id;
	}
	return results;
}

/** What a tool answered, in the words that the model got. */
function answerOf(items: readonly Json[]): { readonly parts: readonly Part[]; readonly failed: boolean } {
	let failed = false;
	const parts = items.flatMap((item): readonly Part[] => {
		const answer = objectAt(item, 'functionResponse');
		if (!answer) return partsOf([item]);
		const response = objectAt(answer, 'response') ?? {};
		const error = stringAt(response, 'error');
		failed ||= error !== undefined;
		const text = stringAt(response, 'output') ?? error ?? (rest(response, []) ? argumentsText(response) : '');
		return [
			...(text === '' ? [] : [{ type: 'text', text } as const]),
			...partsOf(listAt(answer, 'parts') ?? []),
		];
	});
	return { parts, failed };
}

/** What tools answered to calls that are not among the messages any more, or without results. */
function resultsOnly(record: JsonObject, id: string, timestamp: number): GeminiTurn {
	let after: string | null = null;
	const messages = itemsOf(record['content']).map((item, i): UnpackedMessage => {
		const { parts, failed } = answerOf([item]);
		const message: UnpackedMessage = {
			id: i === 0 ? id : `${id}#${String(i)}`,
			after,
			role: 'tool',
			content: contentOf(parts),
			toolCallId: stringAt(objectAt(item, 'functionResponse'), 'id') ?? '',
			timestamp,
			...(failed && { metadata: { isError: true } }),
		};
		after = message.id;
		return message;
	});
	return { messages, title: undefined, agents: new Map(), open: false, answered: [] };
}
