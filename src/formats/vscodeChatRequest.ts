import type { Json, JsonObject, Part } from '../store/model.js';
import { contentOf } from './parts.js';
import { listAt, numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';
import { ownedParts } from './vscodeChatAgents.js';
import { writeAnswer } from './vscodeChatAnswer.js';
import { type ResponsePart, attachments, responseParts, vscodeChatName } from './vscodeChatParts.js';
import { type Round, roundsOf } from './vscodeChatRounds.js';
import { markdownOf } from './vscodeChatText.js';
import type { VscodeChatWriter } from './vscodeChatWriter.js';

/** A prompt and its answer on their way into a session. */
export interface RequestPlace {
	readonly name: string;
	readonly after: string | null;
	/** Where the request does not tell its time, in milliseconds since 1970. */
	readonly time: number;
	/** The agent that answers where a request does not say otherwise. */
	readonly agent: string | undefined;
	/** VS Code is writing the answer just now: it is left for a later import. */
	readonly isBeingWritten: boolean;
}

/** What was written of a request. */
export interface WrittenRequest {
	/** What comes after it follows. */
	readonly end: string | null;
	readonly time: number;
	/** What its answer is called. */
	readonly answer: 'answer' | 'unfinished';
	readonly rounds: readonly Round[];
	/** The parts of sub-agents, by the ids of the calls that started them. */
	readonly inner: ReadonlyMap<string, readonly ResponsePart[]>;
}

/** What a person asked. */
export function promptOf(request: JsonObject): string {
	const { message } = request;
	return typeof message === 'string' ? message : (stringAt(message, 'text') ?? textOfParts(message));
}

function textOfParts(message: Json | undefined): string {
	return (listAt(message, 'parts') ?? []).map((part) => stringAt(part, 'text') ?? '').join('');
}

export function agentOf(request: JsonObject): string | undefined {
	return stringAt(objectAt(request, 'agent'), 'id');
}

/** It does not belong to the conversation any more. */
export function isUndone(request: JsonObject): boolean {
	const { isHidden, shouldBeRemovedOnSend = null } = request;
	return isHidden === true || (shouldBeRemovedOnSend !== null && shouldBeRemovedOnSend !== false);
}

/**
 * VS Code writes a fork (1.110 and later) as a chat of its own: what it copies gets new ids, bare UUIDs, and
 * times that count up from when the fork was made.
 */
export function isCopy(request: JsonObject, place: number, state: JsonObject): boolean {
	const [id, created] = [stringAt(request, 'requestId'), numberAt(state, 'creationDate')];
	return /^[\da-f-]{36}$/.test(id ?? '') && created !== undefined && request['timestamp'] === created + place;
}

/** VS Code asked it: that a command in the background ended, say. */
export function isOfHost(request: JsonObject): boolean {
	return request['isSystemInitiated'] === true || request['hiddenFromTranscript'] === true;
}

/** The answer was not complete when the file was written. */
export function isUnfinished(request: JsonObject): boolean {
	const state = numberAt(objectAt(request, 'modelState'), 'value');
	return state === answerStates.pending || state === answerStates.needsInput;
}

/** Of `modelState`. */
const answerStates = { pending: 0, canceled: 2, failed: 3, needsInput: 4 };

export function writeRequest(
	request: JsonObject,
	place: RequestPlace,
	writer: VscodeChatWriter,
): WrittenRequest {
	const time = timeOf(request['timestamp']) ?? place.time;
	const result = objectAt(request, 'result');
	const { main, inner } = ownedParts(responseParts(listAt(request, 'response') ?? []));
	const rounds = place.isBeingWritten
		? []
		: writer.guard(() => roundsOf(withError(main, request), objectAt(result, 'metadata')), []);
	const prompt = writePrompt(request, { ...place, time, isAnswered: rounds.length > 0 }, writer);
	const model = modelOf(request);
	const answer = isUnfinished(request) ? 'unfinished' : 'answer';
	const end = writeAnswer(
		rounds,
		{
			name: `${place.name}:${answer}`,
			earlier: answer === 'answer' ? `${place.name}:unfinished` : undefined,
			after: prompt,
			time,
			endTime: timeOf(objectAt(request, 'modelState')?.['completedAt']),
			metadata: model === undefined ? {} : { model },
			lastMetadata: answerMetadata(request, result),
			left: answerLeft(request, result),
		},
		writer,
	);
	return { end, time, answer, rounds, inner };
}

/** Where nothing was answered the words of the error are the answer. */
function withError(parts: readonly ResponsePart[], request: JsonObject): readonly ResponsePart[] {
	const message = markdownOf(errorOf(request)?.['message']);
	return parts.length > 0 || message === undefined ? parts : [{ value: message }];
}

/** Until 2024 it stood beside the answer. */
function errorOf(request: JsonObject): JsonObject | undefined {
	return objectAt(objectAt(request, 'result'), 'errorDetails') ?? objectAt(request, 'responseErrorDetails');
}

/** The one that answered, where VS Code was to choose. */
function modelOf(request: JsonObject): string | undefined {
	const asked = stringAt(request, 'modelId');
	const answered = stringAt(objectAt(objectAt(request, 'result'), 'metadata'), 'resolvedModel');
	return asked === undefined || asked.endsWith('/auto') ? (answered ?? asked) : asked;
}

function writePrompt(
	request: JsonObject,
	{ name, after, time, agent, isAnswered }: RequestPlace & { readonly isAnswered: boolean },
	writer: VscodeChatWriter,
): string | null {
	const text = promptOf(request);
	const attached = attachments(listAt(objectAt(request, 'variableData'), 'variables') ?? []);
	const parts: readonly Part[] = [...(text === '' ? [] : [{ type: 'text', text } as const]), ...attached];
	const own = agentOf(request);
	const command = stringAt(objectAt(request, 'slashCommand'), 'name');
	const left = {
		...(own !== agent && own !== undefined && { agent: own }),
		...(command !== undefined && { slashCommand: command }),
		...(!isAnswered && isCanceled(request) && { canceled: true }),
		...present(rest(request, known)),
	};
	return writer.put({
		id: name,
		after,
		role: isOfHost(request) ? 'system' : 'user',
		content: contentOf(parts),
		timestamp: time,
		metadata: Object.keys(left).length > 0 ? { [vscodeChatName]: left } : {},
	});
}

/** Fields that are read, and those that only serve the chat view. */
const known = [
	...['requestId', 'message', 'variableData', 'timestamp', 'response', 'responseId', 'result', 'modelId'],
	...['modelState', 'isCanceled', 'isHidden', 'shouldBeRemovedOnSend', 'agent', 'slashCommand', 'usage'],
	...['followups', 'contentReferences', 'codeCitations', 'vote', 'voteDownReason', 'origin'],
	...['responseMarkdownInfo', 'usedContext', 'timeSpentWaiting', 'attempt', 'isCompleteAddedRequest'],
	...['modeInfo', 'shouldBeBlocked', 'hiddenFromTranscript', 'responseErrorDetails'],
];

/** Without what is empty. */
function present(fields: JsonObject | undefined): JsonObject {
	return Object.fromEntries(
		Object.entries(fields ?? {}).filter(
			([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
		),
	);
}

function answerMetadata(request: JsonObject, result: JsonObject | undefined): JsonObject {
	const usage = usageOf(request, result);
	const elapsed = numberAt(objectAt(result, 'timings'), 'totalElapsed');
	const state = numberAt(objectAt(request, 'modelState'), 'value');
	return {
		...(usage && { usage }),
		...(elapsed !== undefined && { durationMs: elapsed }),
		...((errorOf(request) ?? (state === answerStates.failed || undefined)) && {
			isError: true,
		}),
	};
}

/** Tokens stand in different places, by the version. */
function usageOf(request: JsonObject, result: JsonObject | undefined): JsonObject | undefined {
	const given = objectAt(request, 'usage') ?? objectAt(result, 'usage');
	if (given) return rest(given, ['kind']);
	for (const from of [result, objectAt(result, 'metadata')]) {
		const counts = ['promptTokens', 'outputTokens', 'completionTokens'].flatMap((name) => {
			const count = numberAt(from, name);
			return count === undefined ? [] : [[name, count] as const];
		});
		if (counts.length > 0) return Object.fromEntries(counts);
	}
	return undefined;
}

function answerLeft(request: JsonObject, result: JsonObject | undefined): JsonObject {
	const { vote, voteDownReason, followups, contentReferences, codeCitations } = request;
	return present({
		...(isCanceled(request) && { canceled: true }),
		errorDetails: errorOf(request) ?? null,
		details: stringAt(result, 'details') ?? null,
		vote: vote ?? null,
		voteDownReason: voteDownReason ?? null,
		followups: followups ?? null,
		contentReferences: contentReferences ?? null,
		codeCitations: codeCitations ?? null,
	});
}

function isCanceled(request: JsonObject): boolean {
	return (
		request['isCanceled'] === true ||
		numberAt(objectAt(request, 'modelState'), 'value') === answerStates.canceled
	);
}
