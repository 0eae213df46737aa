import type { Json, JsonObject, Part } from '../store/model.js';
import { isJsonObject } from './json.js';
import { objectAt, stringAt } from './pick.js';
import { noticeIn } from './vscodeChatNotices.js';
import { baseName, markdownOf, referenceName, uriPath, uriText } from './vscodeChatText.js';

/** The name under which sessions remember that they came from VS Code's chat. */
export const vscodeChatName = 'vscode-chat';

/** A piece of a response; Markdown is the only kind without `kind`. */
export type ResponsePart = JsonObject;

export function isToolPart(part: ResponsePart): boolean {
	return part['kind'] === 'toolInvocationSerialized' || part['kind'] === 'toolInvocation';
}

/** The Markdown of a part; undefined: it is of another kind. */
export function textIn(part: ResponsePart): string | undefined {
	switch (part['kind']) {
		case undefined:
			return stringAt(part, 'value');
		case 'markdownContent':
		case 'markdownVuln':
			return markdownOf(part['content']);
		case 'inlineReference':
			return referenceName(part);
		default:
			return undefined;
	}
}

export function thoughtIn(part: ResponsePart): string | undefined {
	if (part['kind'] !== 'thinking') return undefined;
	const { value } = part;
	const pieces = Array.isArray(value) ? (value as readonly Json[]) : [value];
	return pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
}

/** It serves the chat view and says nothing: where a change can be undone, which file a button leads to. */
export function isBookkeeping(part: ResponsePart): boolean {
	return bookkeeping.includes(stringAt(part, 'kind') ?? '');
}

const bookkeeping = [
	...['undoStop', 'prepareToolInvocation', 'codeblockUri', 'mcpServersStarting', 'progressMessage'],
	...['progressTaskSerialized', 'clearToPreviousToolInvocation'],
];

/** What a message shows of these parts, tool calls left out. */
export function shownParts(parts: readonly ResponsePart[]): readonly Part[] {
	const shown: Part[] = [];
	let notice: string | undefined;
	for (const part of parts) {
		if (isToolPart(part) || isBookkeeping(part)) continue;
		const text = textIn(part);
		const thought = thoughtIn(part);
		const last = notice === undefined ? shown.at(-1) : undefined;
		if (text === '' || thought === '') continue;
		notice = noticeIn(part);
		if (notice !== undefined) shown.push({ type: 'text', text: notice });
		else if (text !== undefined && last?.type === 'text')
			shown[shown.length - 1] = { type: 'text', text: last.text + text };
		else if (text !== undefined) shown.push({ type: 'text', text });
		else if (thought !== undefined) shown.push({ type: 'thinking', text: thought });
		else shown.push({ type: 'data', source: vscodeChatName, value: part });
	}
	return shown;
}

/**
 * The objects of a response. Copilot puts a fence before and one after the edits of a file, with nothing in between
 * but what VS Code shows as a button: without those.
 */
export function responseParts(response: readonly Json[]): readonly ResponsePart[] {
	const parts = response.filter(isJsonObject);
	let opening: number | undefined;
	for (const [i, part] of parts.entries()) {
		if (part['kind'] !== undefined) {
			if (!betweenFences.includes(part['kind'])) opening = undefined;
			continue;
		}
		const text = stringAt(part, 'value') ?? '';
		const before = opening === undefined || opening === i - 1 ? undefined : parts[opening];
		const closed = before && withoutFirstFence(text);
		if (opening !== undefined && before && closed !== undefined) {
			parts[opening] = { ...before, value: withoutLastFence(stringAt(before, 'value') ?? '') ?? '' };
			parts[i] = { ...part, value: closed };
			opening = undefined;
		} else opening = withoutLastFence(text) === undefined ? undefined : i;
	}
	return parts;
}

const betweenFences: readonly Json[] = ['undoStop', 'codeblockUri', 'textEditGroup', 'notebookEditGroup'];

const fence = /^`{3,}[\w-]*$/;

function withoutLastFence(text: string): string | undefined {
	const trimmed = text.trimEnd();
	const start = trimmed.lastIndexOf('\n') + 1;
	return fence.test(trimmed.slice(start)) ? orNothing(trimmed.slice(0, start)) : undefined;
}

function withoutFirstFence(text: string): string | undefined {
	const trimmed = text.trimStart();
	const end = trimmed.indexOf('\n');
	const line = end < 0 ? trimmed : trimmed.slice(0, end);
	return fence.test(line.trimEnd()) ? orNothing(trimmed.slice(line.length)) : undefined;
}

function orNothing(text: string): string {
	return text.trim() === '' ? '' : text;
}

/** What a person attached to a prompt; what VS Code adds by itself is left out. */
export function attachments(variables: readonly Json[]): readonly Part[] {
	return variables.flatMap((variable): readonly Part[] => {
		if (!isJsonObject(variable) || variable['automaticallyAdded'] === true) return [];
		const { value } = variable;
		const bytes = stringAt(value, '$base64');
		if (bytes !== undefined) return [attachedBytes(variable, bytes)];
		const uri = objectAt(value, 'uri') ?? value;
		const url = isJsonObject(uri) ? uriText(uri) : undefined;
		if (url === undefined) return [{ type: 'data', source: vscodeChatName, value: variable }];
		return [{ type: 'file', name: stringAt(variable, 'name') ?? baseName(uriPath(uri) ?? url), url }];
	});
}

function attachedBytes(variable: JsonObject, data: string): Part {
	const isImage = variable['kind'] === 'image';
	const mediaType = stringAt(variable, 'mimeType') ?? (isImage ? 'image/png' : 'application/octet-stream');
	return isImage
		? { type: 'image', mediaType, data }
		: { type: 'file', name: stringAt(variable, 'name') ?? mediaType, mediaType, data };
}
