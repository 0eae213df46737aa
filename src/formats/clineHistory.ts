import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { blocksOf, callOf, clineName, partsOf, reasoningOf, thoughtsIn } from './clineParts.js';
import { type BareTurn, promptTurns } from './clinePrompt.js';
import { resultIn } from './clineText.js';
import { xmlIn } from './clineXml.js';
import { isJsonObject } from './json.js';
import { contentOf, filled, filledString } from './parts.js';
import { numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';
import type { Turn } from './turns.js';

/** A turn of a history that was sent to a model. */
export interface HistoryTurn extends Omit<Turn, 'timestamp'> {
	/** Index of its entry among the requests and answers of the history. */
	readonly entry: number;
	/** Absent where the history tells no times. */
	readonly timestamp?: number;
}

/**
 * The turns of `api_conversation_history.json`, or of the messages of a newer session: messages in the form of
 * Anthropic's API. Results of tools stand in the next message of the user, as blocks of their own or as texts with a
 * heading. Entries that are no messages are left out.
 */
export function historyTurns(history: readonly Json[]): readonly HistoryTurn[] {
	const turns: HistoryTurn[] = [];
	const isNative = history.some((each) => contentIn(each).some(isCall));
	let open: readonly ToolCall[] = [];
	let thoughts: Part[] = [];
	let extra = 0;
	/** Of thoughts that no answer follows. */
	const think = (entry: number): void => {
		if (thoughts.length > 0)
			turns.push({ role: 'assistant', content: contentOf(thoughts), metadata: {}, entry });
		thoughts = [];
	};
	for (const [i, value] of history.entries()) {
		if (isExtra(value)) {
			extra += 1;
			if (value['type'] === 'reasoning') for (const part of thoughtsIn(value)) thoughts.push(part);
			if (value['isSummary'] !== true) continue;
		}
		const role = stringAt(value, 'role');
		if (role !== 'user' && role !== 'assistant' && role !== 'error') continue;
		const message = value as JsonObject;
		const id = filledString(message, 'id');
		const timestamp = timeOf(message['ts']);
		const entry = i - extra;
		const place = { entry, ...(timestamp !== undefined && { timestamp }) };
		if (message['isSummary'] === true || role === 'error') {
			turns.push({ ...aside(message, role), ...place, ...(id !== undefined && { id }) });
		} else if (role === 'assistant') {
			const turn = answer(message, entry, thoughts, isNative && !hasHeading(history[i + 1]));
			thoughts = [];
			open = turn.toolCalls ?? [];
			turns.push({ ...turn, ...place, ...(id !== undefined && { id }) });
		} else {
			think(entry);
			for (const turn of promptTurns(message, open, rest(message, knownFields))) {
				turns.push({ ...turn, ...place, ...(id !== undefined && { id: idOf(id, turn) }) });
			}
			open = [];
		}
	}
	think(history.length - extra);
	return turns;
}

/**
 * Entries of Roo that are no requests and no answers: what a model thought, a summary of what came before, and where
 * the context was cut. They may come into the middle later.
 */
function isExtra(value: Json): value is JsonObject {
	if (!isJsonObject(value)) return false;
	const isThought = value['type'] === 'reasoning' && value['role'] === undefined;
	return isThought || value['isSummary'] === true || value['isTruncationMarker'] === true;
}

/** A summary, or what went wrong. */
function aside(message: JsonObject, role: string): BareTurn {
	const more = rest(message, [...knownFields, 'isSummary']);
	return {
		role: 'system',
		content: contentOf(
			blocksOf(message['content'])
				.filter((block) => !isCall(block))
				.flatMap(partsOf),
		),
		metadata: {
			...(role === 'error' ? { isError: true } : { compaction: true }),
			...(more && { [clineName]: more }),
		},
	};
}

/** A message of the user may become several: the results, then what was said. */
function idOf(id: string, { toolCallId }: BareTurn): string {
	return toolCallId === undefined ? id : `${id}:${toolCallId}`;
}

/** Whether it tells a result in a text: the model had called by tags, before it could in the newer way. */
function hasHeading(message: Json | undefined): boolean {
	return contentIn(message).some((block) => resultIn(stringAt(block, 'text') ?? '') !== undefined);
}

function contentIn(message: Json | undefined): readonly JsonObject[] {
	return blocksOf(isJsonObject(message) ? message['content'] : undefined);
}

/** `isNative`: calls are blocks, and tags are words. */
function answer(message: JsonObject, entry: number, before: readonly Part[], isNative: boolean): BareTurn {
	const blocks = blocksOf(message['content']);
	const native = blocks.filter(isCall).map((block, i) => callOf(block, `${String(entry)}.${String(i)}`));
	const tagged: ToolCall[] = [];
	const parts = blocks
		.filter((block) => !isCall(block))
		.flatMap(partsOf)
		.flatMap((part): readonly Part[] => {
			if (part.type !== 'text' || isNative || native.length > 0) return [part];
			const { text, thoughts, calls: found } = xmlIn(part.text, `${String(entry)}.${String(tagged.length)}`);
			for (const each of found) tagged.push(each);
			return [
				...thoughts.map((each) => ({ type: 'thinking' as const, text: each })),
				...(text === '' ? [] : [{ type: 'text' as const, text }]),
			];
		});
	const calls = [...native, ...tagged];
	return {
		role: 'assistant',
		content: contentOf([...before, ...reasoningOf(message), ...parts]),
		...(calls.length > 0 && { toolCalls: calls }),
		metadata: answerMetadata(message),
	};
}

function isCall(block: JsonObject): boolean {
	return stringAt(block, 'type') === 'tool_use';
}

const knownFields = [
	...['role', 'content', 'id', 'ts', 'agent', 'sessionId', 'modelInfo', 'metrics'],
	'reasoning_details',
];

function answerMetadata(message: JsonObject): JsonObject {
	const modelInfo = objectAt(message, 'modelInfo');
	const model = stringAt(modelInfo, 'modelId') ?? stringAt(modelInfo, 'id');
	const metrics = objectAt(message, 'metrics');
	const usage = metrics && tokensIn(metrics);
	const cost = numberAt(metrics, 'cost');
	const more = filled({
		...rest(message, knownFields),
		modelInfo: modelInfo && rest(modelInfo, ['modelId', 'id']),
		metrics: metrics && rest(metrics, ['tokens', 'cost', 'inputTokens', 'outputTokens', 'cacheReadTokens']),
	});
	return {
		...(model !== undefined && { model }),
		...(usage && { usage }),
		...(cost !== undefined && { cost }),
		...(more && { [clineName]: more }),
	};
}

/** Tokens in the words of Anthropic's API. What came from a cache is among the input. */
function tokensIn(metrics: JsonObject): JsonObject | undefined {
	const tokens = objectAt(metrics, 'tokens');
	return filled({
		input_tokens: numberAt(tokens, 'prompt') ?? numberAt(metrics, 'inputTokens'),
		output_tokens: numberAt(tokens, 'completion') ?? numberAt(metrics, 'outputTokens'),
		cached_input_tokens: numberAt(tokens, 'cached') ?? numberAt(metrics, 'cacheReadTokens'),
	});
}
