import type { JsonObject } from '../store/model.js';
import type { UnpackedMessage } from './source.js';
import { contentOf } from './parts.js';
import { type ResponsePart, isBookkeeping, shownParts, vscodeChatName } from './vscodeChatParts.js';
import type { Round } from './vscodeChatRounds.js';
import { callId, resultOf, toolCallOf } from './vscodeChatTools.js';
import type { VscodeChatWriter } from './vscodeChatWriter.js';

/** Where an answer stands. */
export interface AnswerPlace {
	/** Begins the names of its messages. */
	readonly name: string;
	/** What its messages were called before it was complete. */
	readonly earlier?: string | undefined;
	readonly after: string | null;
	/** Milliseconds since 1970. */
	readonly time: number;
	/** When its last message came, where that is known. */
	readonly endTime?: number | undefined;
	/** Of each message. */
	readonly metadata: JsonObject;
	/** Of the last message. */
	readonly lastMetadata: JsonObject;
	/** What the source says of the last message besides. */
	readonly left: JsonObject;
}

/** Writes an answer: a message a round, and the results of its tool calls after it. Gives what comes after it follows. */
export function writeAnswer(
	rounds: readonly Round[],
	place: AnswerPlace,
	writer: VscodeChatWriter,
): string | null {
	const { name, time, endTime } = place;
	let tip = place.after;
	for (const [i, round] of rounds.entries()) {
		const isLast = i === rounds.length - 1;
		tip = writer.guard(() => {
			const toolCalls = round.calls.map(toolCallOf);
			return writer.put({
				...namesOf(place, round.number === 0 ? '' : `.${String(round.number)}`),
				after: tip,
				role: 'assistant',
				content: contentOf(shownParts(round.parts)),
				...(toolCalls.length > 0 && { toolCalls }),
				timestamp: round.time ?? (isLast ? (endTime ?? time) : time),
				metadata: metadataOf(round, place, isLast),
			});
		}, tip);
		tip = writeResults(round, { ...place, after: tip, time: round.time ?? time }, writer);
		if (round.summary === undefined) continue;
		const id = `${name}.${String(round.number)}:summary`;
		tip = writer.compact({ id, after: tip, content: round.summary, timestamp: round.time ?? time });
	}
	return tip;
}

/** `before`: how its name ended then, if otherwise. */
function namesOf(
	{ name, earlier }: Pick<AnswerPlace, 'name' | 'earlier'>,
	ending: string,
	before = ending,
): MessageNames {
	const names = [
		...(before === ending ? [] : [name + before]),
		...(earlier === undefined ? [] : [earlier + before]),
	];
	return { id: name + ending, ...(names.length > 0 && { earlier: names }) };
}

type MessageNames = Pick<UnpackedMessage, 'id' | 'earlier'>;

function metadataOf({ parts }: Round, place: AnswerPlace, isLast: boolean): JsonObject {
	const bookkeeping = parts.filter(isBookkeeping);
	const left = {
		...(bookkeeping.length > 0 && { bookkeeping }),
		...(isLast && place.left),
	};
	return {
		...place.metadata,
		...(isLast && place.lastMetadata),
		...(Object.keys(left).length > 0 && { [vscodeChatName]: left }),
	};
}

function writeResults(
	{ calls }: Round,
	{ after, time, ...place }: Pick<AnswerPlace, 'name' | 'earlier' | 'after' | 'time'>,
	writer: VscodeChatWriter,
): string | null {
	let tip = after;
	for (const call of calls) {
		const result = resultOf(call);
		if (!result) continue;
		const toolCallId = callId(call);
		tip = writer.put({
			// The model's own id of it is known when the answer is complete.
			...namesOf(place, `#${toolCallId}`, `#${callId({ ...call, made: undefined })}`),
			after: tip,
			role: 'tool',
			content: result.content,
			toolCallId,
			timestamp: time,
			metadata: result.metadata,
		});
	}
	return tip;
}

/** All of it in one round. */
export function singleRound(parts: readonly ResponsePart[], calls: Round['calls']): readonly Round[] {
	return parts.length === 0 && calls.length === 0
		? []
		: [{ number: 0, parts: [...parts], calls, time: undefined, summary: undefined }];
}
