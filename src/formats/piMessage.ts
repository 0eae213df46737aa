import type { Json, JsonObject, NewMessage, Part, ToolCall } from '../store/model.js';
import { imageAt } from './dataUrl.js';
import { isJsonObject } from './json.js';
import { argumentsText, contentOf, filled, filledString, textOf } from './parts.js';
import { listAt, numberAt, objectAt, rest, stringAt, timeOf } from './pick.js';

/** The name under which sessions remember that they came from pi, and where messages keep what only pi says. */
export const piName = 'pi';

/** What an entry says, but for its place. */
export type PiMessage = Omit<NewMessage, 'timestamp'> & { readonly metadata: JsonObject };

/** What entries say of the answers that follow, until they say something else. */
export interface PiSettings {
	provider: string | undefined;
	thinkingLevel: string | undefined;
}

/** When the message was written, by itself: entries of version 1 may have been copied later. */
export function timeOfEntry(entry: JsonObject): number | undefined {
	return timeOf(objectAt(entry, 'message')?.['timestamp']) ?? timeOf(entry['timestamp']);
}

/**
 * What an entry adds to the transcript; undefined for one that only tells of the session. `settings`: what is new in
 * them goes to the next answer. Throws StoreError `INVALID` for what cannot be kept.
 */
export function messageOf(entry: JsonObject, settings: PiSettings): PiMessage | undefined {
	switch (entry['type']) {
		case 'message':
			return fromRole(objectAt(entry, 'message') ?? {}, settings);
		case 'custom_message':
			return custom(entry);
		case 'compaction':
			return compaction(entry);
		case 'branch_summary':
			return branchSummary(entry);
		default:
			return undefined;
	}
}

function fromRole(message: JsonObject, settings: PiSettings): PiMessage {
	switch (message['role']) {
		case 'user':
			return said('user', partsOf(message), rest(message, ['role', 'content', 'timestamp']));
		case 'assistant':
			return answer(message, settings);
		case 'system':
			return systemPrompt(message);
		case 'toolResult':
			return toolResult(message);
		case 'bashExecution':
			return bashExecution(message);
		case 'custom':
		case 'hookMessage':
			return custom(message);
		case 'branchSummary':
			return branchSummary(message);
		case 'compactionSummary':
			return compaction(message);
		default:
			return said('system', [unknown(message)], undefined);
	}
}

function said(
	role: PiMessage['role'],
	parts: readonly Part[],
	own: JsonObject | undefined,
	known: JsonObject = {},
): PiMessage {
	return { role, content: contentOf(parts), metadata: { ...known, ...(own && { [piName]: own }) } };
}

/** The message with more of what only pi says. */
export function withOwn(message: PiMessage, own: JsonObject): PiMessage {
	const before = objectAt(message.metadata, piName);
	return { ...message, metadata: { ...message.metadata, [piName]: { ...before, ...own } } };
}

/** What the model was told, each section under its name. */
function systemPrompt(message: JsonObject): PiMessage {
	const sections = Object.entries(objectAt(message, 'sections') ?? {});
	const texts = sections.flatMap(([name, text]): readonly Part[] =>
		typeof text === 'string' && text !== '' ? [{ type: 'text', text: `## ${name}\n\n${text}` }] : [],
	);
	const others = filled(Object.fromEntries(sections.filter(([, text]) => typeof text !== 'string')));
	const own = filled({ ...rest(message, ['role', 'content', 'timestamp']), sections: others });
	return said('system', [...partsOf(message).filter(says), ...texts], own);
}

function says(part: Part): boolean {
	return part.type !== 'text' || part.text !== '';
}

const plainStops: readonly (Json | undefined)[] = ['stop', 'toolUse'];

const answerFields = [
	...['role', 'content', 'api', 'provider', 'model', 'usage'],
	...['stopReason', 'errorMessage', 'timestamp'],
];

/** What a model said, and why it stopped where it failed: that is what the person saw then. */
function answer(message: JsonObject, settings: PiSettings): PiMessage {
	const toolCalls = (listAt(message, 'content') ?? []).filter(isToolCall).map(toolCall);
	const stopReason = plainStops.includes(message['stopReason']) ? undefined : message['stopReason'];
	const fault = stopReason === undefined ? undefined : filledString(message, 'errorMessage');
	const own = filled({
		...rest(message, answerFields),
		...news(message, settings),
		stopReason,
		...(fault === undefined && { errorMessage: message['errorMessage'] }),
	});
	const known = filled({
		model: stringAt(message, 'model'),
		usage: objectAt(message, 'usage'),
		isError: fault === undefined ? undefined : true,
	});
	const parts = partsOf(message);
	return {
		...said('assistant', fault === undefined ? parts : [...parts, { type: 'text', text: fault }], own, known),
		...(toolCalls.length > 0 && { toolCalls }),
	};
}

/** The settings that were not told before. */
function news(message: JsonObject, settings: PiSettings): Record<string, string | undefined> {
	const { thinkingLevel } = settings;
	settings.thinkingLevel = undefined;
	const provider = stringAt(message, 'provider');
	if (provider === settings.provider) return { thinkingLevel };
	settings.provider = provider;
	return { provider, thinkingLevel };
}

function isToolCall(block: Json): block is JsonObject {
	return isJsonObject(block) && block['type'] === 'toolCall';
}

function toolCall(block: JsonObject): ToolCall {
	const extra = rest(block, ['type', 'id', 'name', 'arguments']);
	return {
		id: stringAt(block, 'id') ?? '',
		name: stringAt(block, 'name') ?? '',
		arguments: argumentsText(block['arguments']),
		...(extra && { extra }),
	};
}

function toolResult(message: JsonObject): PiMessage {
	const own = rest(message, ['role', 'toolCallId', 'toolName', 'content', 'isError', 'timestamp']);
	const known = message['isError'] === true ? { isError: true } : {};
	return {
		...said('tool', partsOf(message), own, known),
		toolCallId: stringAt(message, 'toolCallId') ?? '',
	};
}

/** A command that the person ran: they and the model see what it printed. */
function bashExecution(message: JsonObject): PiMessage {
	const output = stringAt(message, 'output') ?? '';
	const fence = '`'.repeat(Math.max(3, longestRun(output) + 1));
	const text = `! \`${stringAt(message, 'command') ?? ''}\`${output && `\n\n${fence}\n${output}\n${fence}`}`;
	const own = rest(message, ['role', 'output', 'timestamp']);
	const failed = (numberAt(message, 'exitCode') ?? 0) !== 0;
	return said('user', [{ type: 'text', text }], own, failed ? { isError: true } : {});
}

/** Of backticks. */
function longestRun(text: string): number {
	return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** What an extension put in. */
function custom(message: JsonObject): PiMessage {
	const own = rest(message, ['type', 'role', 'id', 'parentId', 'timestamp', 'content']);
	return said('system', partsOf(message), own);
}

const summaryFields = ['type', 'role', 'id', 'parentId', 'timestamp', 'summary'];

function compaction(entry: JsonObject): PiMessage {
	const own = rest(entry, [...summaryFields, 'firstKeptEntryIndex']);
	return said('system', [summaryOf(entry)], own, { compaction: true });
}

/** What was tried on the branch that the conversation came back from. */
function branchSummary(entry: JsonObject): PiMessage {
	const own = rest(entry, [...summaryFields, ...(entry['fromId'] === entry['parentId'] ? ['fromId'] : [])]);
	return said('system', [summaryOf(entry)], { branchSummary: true, ...own });
}

function summaryOf(entry: JsonObject): Part {
	return { type: 'text', text: stringAt(entry, 'summary') ?? '' };
}

function partsOf(message: JsonObject): readonly Part[] {
	const content = stringAt(message, 'content');
	if (content !== undefined) return [{ type: 'text', text: content }];
	return (listAt(message, 'content') ?? []).filter((block) => !isToolCall(block)).map(partOf);
}

function partOf(block: Json): Part {
	const text = stringAt(block, 'text');
	const thinking = stringAt(block, 'thinking');
	const data = stringAt(block, 'data');
	switch (isJsonObject(block) && block['type']) {
		case 'text':
			if (text !== undefined) return { type: 'text', text };
			break;
		case 'thinking':
			if (thinking !== undefined) return thought(block, thinking);
			break;
		case 'image':
			if (data !== undefined) return image(data, stringAt(block, 'mimeType') ?? 'image/*');
	}
	return unknown(block);
}

function thought(block: Json, text: string): Part {
	const signature = stringAt(block, 'thinkingSignature');
	return { type: 'thinking', text, ...(signature !== undefined && { signature }) };
}

function image(data: string, mediaType: string): Part {
	return data.startsWith('data:') ? imageAt(data, mediaType) : { type: 'image', mediaType, data };
}

function unknown(value: Json): Part {
	return { type: 'data', source: piName, value };
}

/** What a person asked for with a message; undefined when it is no prompt. */
export function promptOf({ role, content }: PiMessage): string | undefined {
	return role === 'user' ? textOf(content) : undefined;
}
