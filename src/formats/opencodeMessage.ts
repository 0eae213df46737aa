import type { JsonObject, Part, ToolCall } from '../store/model.js';
import { callOf, opencodeName, partsOf, resultOf } from './opencodeParts.js';
import { contentOf, filled, filledString } from './parts.js';
import { numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';
import type { Turn } from './turns.js';

/** A message of opencode: what is said about it, and its parts in their order. */
export interface Message {
	readonly info: JsonObject;
	readonly parts: readonly JsonObject[];
}

export interface MessageTurns {
	/** None for a message that only says that the context is to be compacted. */
	readonly turns: readonly Turn[];
	/** Turns of the message that a revert left: all of them unless it cut the message in two. */
	readonly kept: number;
	/** The context is compacted with what comes next. */
	readonly compacts: boolean;
}

/** The turns that a message of opencode is. `cut`: the id of the first of its parts that a revert took back. */
export function messageTurns(message: Message, cut?: string): MessageTurns {
	const id = stringAt(message.info, 'id') ?? '';
	const at = cut === undefined ? -1 : message.parts.findIndex((part) => stringAt(part, 'id') === cut);
	if (at < 0) {
		const turns = wholeTurns(message, id);
		return { turns, kept: turns.length, compacts: compacts(message) };
	}
	const kept = wholeTurns({ ...message, parts: message.parts.slice(0, at) }, id);
	const undone = wholeTurns({ ...message, parts: message.parts.slice(at) }, `${id}:undone`);
	return { turns: [...kept, ...undone], kept: kept.length, compacts: compacts(message) };
}

function compacts({ info, parts }: Message): boolean {
	return stringAt(info, 'role') === 'user' && parts.some((part) => stringAt(part, 'type') === 'compaction');
}

function wholeTurns(message: Message, id: string): readonly Turn[] {
	return stringAt(message.info, 'role') === 'user' ? promptTurns(message, id) : answerTurns(message, id);
}

/** When a message was written, in milliseconds since 1970; 0 if it does not tell. */
export function timeOfMessage(info: JsonObject): number {
	return timeOf(numberAt(objectAt(info, 'time'), 'created')) ?? 0;
}

function promptTurns({ info, parts }: Message, id: string): readonly Turn[] {
	const shown = parts.filter((part) => stringAt(part, 'type') !== 'compaction');
	if (shown.length === 0 && parts.length > 0) return [];
	// Texts that opencode wrote itself are no prompts; alone, they are a message of its own.
	const isOwn = shown.length > 0 && shown.every((part) => part['synthetic'] === true);
	const said = shown.flatMap((part) => partsOf(isOwn ? (rest(part, ['synthetic']) ?? {}) : part));
	return [
		{
			id,
			role: isOwn ? 'system' : 'user',
			content: contentOf(said),
			timestamp: timeOfMessage(info),
			metadata: promptMetadata(info),
		},
	];
}

const promptFields = [
	'id',
	'sessionID',
	'role',
	'time',
	'agent',
	'model',
	'summary',
	'tools',
	'path',
	'mode',
];

function promptMetadata(info: JsonObject): JsonObject {
	const more = rest(info, promptFields);
	return more ? { [opencodeName]: more } : {};
}

/** What came from one request to the model. */
interface Step {
	readonly said: Part[];
	readonly calls: ToolCall[];
	readonly results: Turn[];
	/** What it took. */
	finish: JsonObject | undefined;
}

/** Older versions keep all answers to a prompt in one message: each step is one answer. */
function answerTurns({ info, parts }: Message, id: string): readonly Turn[] {
	const steps = stepsOf(parts, id);
	const isTold = steps.length > 1 && steps.some(({ finish }) => finish);
	const created = timeOfMessage(info);
	const turns: Turn[] = [];
	let time = created;
	for (const [i, { said, calls, results, finish }] of steps.entries()) {
		const first = i === 0;
		turns.push({
			id: first ? id : `${id}:${String(i + 1)}`,
			role: 'assistant',
			content: contentOf([...said, ...(first ? faultOf(info) : [])]),
			...(calls.length > 0 && { toolCalls: calls }),
			timestamp: time,
			metadata: {
				...answerMetadata(info, first),
				...costOf(isTold ? (finish ?? {}) : first ? info : {}),
			},
		});
		for (const result of results) {
			time = Math.max(time, result.timestamp);
			turns.push({ ...result, id: `${id}:${result.toolCallId ?? ''}`, timestamp: time });
		}
	}
	return turns;
}

function stepsOf(parts: readonly JsonObject[], id: string): readonly Step[] {
	const isMarked = parts.some((part) => stringAt(part, 'type') === 'step-start');
	let step: Step = newStep();
	const steps = [step];
	for (const [i, part] of parts.entries()) {
		const type = stringAt(part, 'type');
		const begins = isMarked ? type === 'step-start' : type === 'text' && step.calls.length > 0;
		if (begins && (step.said.length > 0 || step.calls.length > 0)) {
			step = newStep();
			steps.push(step);
		}
		if (type === 'step-finish') step.finish = part;
		else if (type === 'tool') {
			const call = callOf(part, `${id}.${String(i)}`);
			const result = resultOf(part, call);
			step.calls.push(call);
			if (result) step.results.push(result);
		} else for (const shown of partsOf(part)) step.said.push(shown);
	}
	return steps;
}

function newStep(): Step {
	return { said: [], calls: [], results: [], finish: undefined };
}

function faultOf(info: JsonObject): readonly Part[] {
	const error = objectAt(info, 'error');
	return error ? [{ type: 'data', source: opencodeName, value: { error } }] : [];
}

const answerFields = [
	...['id', 'sessionID', 'role', 'time', 'parentID', 'modelID', 'mode', 'agent', 'path'],
	...['summary', 'cost', 'tokens', 'error', 'finish', 'system'],
];

/** How an answer ends that is whole. */
const plainEnds: readonly unknown[] = ['stop', 'tool-calls', undefined];

function answerMetadata(info: JsonObject, first: boolean): JsonObject {
	const model = stringAt(info, 'modelID');
	const { finish } = info;
	const more = first
		? filled({ ...rest(info, answerFields), finish: plainEnds.includes(finish) ? undefined : finish })
		: undefined;
	return {
		...(model !== undefined && { model }),
		...(info['summary'] === true && { compaction: true }),
		...(more && { [opencodeName]: more }),
	};
}

/** Tokens and cost of an answer or of a step. */
function costOf(from: JsonObject): JsonObject {
	const [usage, cost] = [objectAt(from, 'tokens'), numberAt(from, 'cost')];
	return { ...(usage && { usage }), ...(cost !== undefined && { cost }) };
}

/** The agent that answers, if the message tells. */
export function agentOf(info: JsonObject): string | undefined {
	return stringAt(info, 'agent') ?? stringAt(info, 'mode');
}

/** The session of the agent that a part of a message started. */
export function startedBy(part: JsonObject): string | undefined {
	const metadata = objectAt(objectAt(part, 'state'), 'metadata');
	return stringAt(part, 'tool') === 'task' ? filledString(metadata, 'sessionId') : undefined;
}
