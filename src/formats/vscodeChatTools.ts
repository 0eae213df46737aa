import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { isJsonObject } from './json.js';
import { argumentsText, contentOf, filled } from './parts.js';
import { listAt, objectAt, rest, stringAt } from './pick.js';
import { type ResponsePart, vscodeChatName } from './vscodeChatParts.js';
import { elementText, markdownOf, plainMessage } from './vscodeChatText.js';

/** A tool call: as VS Code shows it, as the model made it, or both. */
export interface ChatCall {
	readonly shown: ResponsePart | undefined;
	readonly made: MadeCall | undefined;
}

/** A call as it stands in Copilot's `toolCallRounds`, with what the model got for it. */
export interface MadeCall {
	readonly id: string;
	readonly name: string;
	readonly arguments: string;
	readonly result: Json | undefined;
}

export interface ChatResult {
	readonly content: string | readonly Part[];
	readonly metadata: JsonObject;
}

export function callId({ shown, made }: ChatCall): string {
	return made?.id ?? stringAt(shown, 'toolCallId') ?? '';
}

/** Throws StoreError `INVALID` for arguments that are nested too deep. */
export function toolCallOf(call: ChatCall): ToolCall {
	const { shown, made } = call;
	return {
		id: callId(call),
		name: made?.name ?? stringAt(shown, 'toolId') ?? '',
		arguments: made?.arguments ?? (shown ? argumentsIn(shown) : ''),
	};
}

/** What of the arguments VS Code keeps of a call. */
function argumentsIn(shown: ResponsePart): string {
	const data = objectAt(shown, 'toolSpecificData');
	const input =
		data?.['rawInput'] ??
		data?.['input'] ??
		commandIn(data) ??
		stringAt(objectAt(shown, 'resultDetails'), 'input');
	if (data?.['kind'] !== 'subagent') return argumentsText(input);
	const { agentName, description, prompt } = data;
	return argumentsText(filled({ agentName, description, prompt }));
}

function commandIn(data: JsonObject | undefined): JsonObject | undefined {
	const line = objectAt(data, 'commandLine');
	const command =
		stringAt(line, 'userEdited') ??
		stringAt(line, 'toolEdited') ??
		stringAt(line, 'original') ??
		stringAt(data, 'command');
	return command === undefined ? undefined : { command };
}

/** What came of a call; undefined: nothing is known of that. */
export function resultOf({ shown, made }: ChatCall): ChatResult | undefined {
	if (!shown && made?.result === undefined) return undefined;
	const parts = made?.result === undefined ? [] : givenParts(made.result);
	const content = parts.length > 0 ? parts : shown ? contentIn(shown) : [];
	const message =
		shown && (plainMessage(shown['pastTenseMessage']) ?? plainMessage(shown['invocationMessage']));
	const words = content.length > 0 ? contentOf(content) : (message ?? '');
	const left = shown ? leftOf(shown, words === message ? undefined : message) : undefined;
	return {
		content: words,
		metadata: {
			...(shown && failed(shown) && { isError: true }),
			...(left && { [vscodeChatName]: left }),
		},
	};
}

function leftOf(shown: ResponsePart, message: string | undefined): JsonObject | undefined {
	const data = objectAt(shown, 'toolSpecificData');
	const details = shown['resultDetails'];
	const error = stringAt(shown, 'resultError');
	const about = data && rest(data, data['kind'] === 'subagent' ? inChild : inCall);
	const left = {
		...(message !== undefined && { message }),
		...(about && Object.keys(about).length > 1 && { toolSpecificData: about }),
		...(Array.isArray(details) && details.length > 0 && { resultDetails: details as readonly Json[] }),
		...(error !== undefined && { resultError: error }),
	};
	return Object.keys(left).length > 0 ? left : undefined;
}

/** Fields that the session of the sub-agent has, or the call and its result; besides `kind`. */
const inChild = ['prompt', 'result', 'description', 'agentName'];
const inCall = [
	'rawInput',
	'input',
	'output',
	'commandLine',
	'command',
	'terminalCommandOutput',
	'terminalTheme',
];

function failed(shown: ResponsePart): boolean {
	const confirmed = shown['isConfirmed'];
	const type = objectAt(shown, 'isConfirmed')?.['type'];
	return (
		objectAt(shown, 'resultDetails')?.['isError'] === true ||
		stringAt(shown, 'resultError') !== undefined ||
		confirmed === false ||
		// It was denied or skipped.
		type === 0 ||
		type === 5
	);
}

/** What VS Code keeps of a result. */
function contentIn(shown: ResponsePart): readonly Part[] {
	const output = objectAt(shown, 'resultDetails')?.['output'];
	const given = Array.isArray(output) ? (output as readonly Json[]) : output === undefined ? [] : [output];
	const parts = given.flatMap(outputPart);
	if (parts.length > 0) return parts;
	const data = objectAt(shown, 'toolSpecificData');
	const text =
		stringAt(objectAt(data, 'terminalCommandOutput'), 'text') ??
		stringAt(data, 'output') ??
		(data?.['kind'] === 'subagent' ? stringAt(data, 'result') : undefined) ??
		stringAt(shown, 'resultError');
	return text === undefined || text === '' ? [] : [{ type: 'text', text }];
}

function outputPart(output: Json): readonly Part[] {
	if (typeof output === 'string') return output === '' ? [] : [{ type: 'text', text: output }];
	const value = stringAt(output, 'value') ?? stringAt(output, 'base64Data');
	const mediaType = stringAt(output, 'mimeType');
	if (!isJsonObject(output) || value === undefined) return [dataPart(output)];
	const isText = output['isText'] === true || mediaType === undefined || output['type'] === 'text';
	if (isText && output['type'] !== 'data') return value === '' ? [] : [{ type: 'text', text: value }];
	const type = mediaType ?? 'application/octet-stream';
	return [
		type.startsWith('image/')
			? { type: 'image', mediaType: type, data: value }
			: { type: 'file', name: type, mediaType: type, data: value },
	];
}

/** What the model got: texts, trees of elements, anything else as it came. */
function givenParts(result: Json): readonly Part[] {
	const items = listAt(result, 'content') ?? (Array.isArray(result) ? (result as readonly Json[]) : [result]);
	return items.flatMap((item): readonly Part[] => {
		const node = objectAt(objectAt(item, 'value'), 'node');
		const text = node ? elementText(node) : markdownOf(item);
		if (text === undefined) return [dataPart(item)];
		return text === '' ? [] : [{ type: 'text', text }];
	});
}

function dataPart(value: Json): Part {
	return { type: 'data', source: vscodeChatName, value };
}
