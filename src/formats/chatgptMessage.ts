import type { Json, JsonObject, NewMessage, Part, Role } from '../store/model.js';
import { imageAt } from './dataUrl.js';
import { informative } from './informative.js';
import { isJsonObject, parsedJson } from './json.js';
import { contentOf, filled, filledString, textOf } from './parts.js';
import { listAt, numberAt, objectAt, stringAt } from './pick.js';

/** The name under which sessions remember that they came from ChatGPT, and where messages keep what only it says. */
export const chatgptName = 'chatgpt';

/** What a node of the tree shows, but for its place and its time. */
export interface Shown extends NewMessage {
	readonly metadata: JsonObject;
}

/**
 * The message of a node; undefined for one that ChatGPT hides, or that says nothing. An assistant's message to a tool
 * becomes a call with the node's id. `openCall`: the call before it that a tool would answer.
 */
export function shownBy(id: string, node: JsonObject, openCall: string | undefined): Shown | undefined {
	const message = objectAt(node, 'message');
	const about = objectAt(message, 'metadata');
	if (!message || isHidden(about)) return undefined;
	const content = objectAt(message, 'content') ?? {};
	const role = roleIn(message, content);
	const parts = [...partsOf(content).map(citing(about)), ...attachmentsOf(about, content)];
	const recipient = stringAt(message, 'recipient') ?? 'all';
	const metadata = metadataOf(message, content, about);
	if (role === 'assistant' && recipient !== 'all') {
		const other = parts.filter(({ type }) => type !== 'text');
		const call = { id, name: recipient, arguments: textOf(parts) };
		return { role, content: contentOf(other), toolCalls: [call], metadata };
	}
	if (role === 'tool' && openCall !== undefined)
		return { role, content: contentOf(parts), toolCallId: openCall, metadata };
	return parts.length === 0 ? undefined : { role, content: contentOf(parts), metadata };
}

function isHidden(about: JsonObject | undefined): boolean {
	return about?.['is_visually_hidden_from_conversation'] === true;
}

/** What a node says that ChatGPT hides, such as a person's instructions for all conversations; undefined: nothing. */
export function hiddenIn(node: JsonObject): JsonObject | undefined {
	const message = objectAt(node, 'message');
	const content = objectAt(message, 'content') ?? {};
	if (!message || !isHidden(objectAt(message, 'metadata')) || partsOf(content).length === 0) return undefined;
	return { author: message['author'] ?? null, content };
}

function roleIn(message: JsonObject, content: JsonObject): Role {
	if (/^(?:user|model)_editable_context$/.test(stringAt(content, 'content_type') ?? '')) return 'system';
	const role = stringAt(objectAt(message, 'author'), 'role');
	return role === 'user' || role === 'system' || role === 'tool' ? role : 'assistant';
}

function partsOf(content: JsonObject): readonly Part[] {
	switch (content['content_type']) {
		case 'text':
		case 'multimodal_text':
			return (listAt(content, 'parts') ?? []).flatMap(partOf);
		case 'code':
		case 'execution_output':
		case 'tether_quote':
		case 'system_error':
			return texts(stringAt(content, 'text'));
		case 'tether_browsing_display':
			return texts(stringAt(content, 'result'));
		case 'user_editable_context':
			return texts(stringAt(content, 'user_profile'), stringAt(content, 'user_instructions'));
		case 'model_editable_context':
			return texts(stringAt(content, 'model_set_context'), stringAt(content, 'repo_summary'));
		case 'thoughts':
			return (listAt(content, 'thoughts') ?? []).flatMap((thought) =>
				thinking(['summary', 'content'].flatMap((key) => filledString(thought, key) ?? []).join('\n\n')),
			);
		case 'reasoning_recap':
			return thinking(stringAt(content, 'content') ?? '');
		default:
			return Object.keys(content).length === 0 ? [] : [unknown(content)];
	}
}

/** Makes of a text what ChatGPT shows: where it cites are marks that only its page understands. */
function citing(about: JsonObject | undefined): (part: Part) => Part {
	const references = listAt(about, 'content_references') ?? [];
	const shown = new Map(
		references.map((each) => [
			stringAt(each, 'matched_text')?.trim(),
			filledString(each, 'alt') ?? filledString(each, 'name') ?? filledString(each, 'title'),
		]),
	);
	return (part) => {
		if (part.type !== 'text') return part;
		return {
			...part,
			text: part.text.replace(/\ue200[^\ue200\ue201]*\ue201/g, (mark) => shown.get(mark) ?? wordsOf(mark)),
		};
	};
}

/** The words in a mark that no reference explains: none where it cites, or only names what it shows. */
function wordsOf(mark: string): string {
	const [kind, field = ''] = mark.slice(1, -1).split('\ue202');
	const value = /^[[{]/.test(field) ? parsedJson(field) : undefined;
	const words = value === undefined ? field : Array.isArray(value) ? (value as readonly Json[])[1] : '';
	return kind === 'cite' || typeof words !== 'string' || /^turn\d/.test(words) ? '' : words;
}

function texts(...found: readonly (string | undefined)[]): readonly Part[] {
	return found.flatMap((text) => (text === undefined || text === '' ? [] : { type: 'text', text }));
}

function thinking(text: string): readonly Part[] {
	return text === '' ? [] : [{ type: 'thinking', text }];
}

function partOf(part: Json): readonly Part[] {
	if (part === null) return [];
	if (typeof part === 'string') return texts(part);
	const text = stringAt(part, 'text');
	if (text !== undefined) return texts(text);
	const address = stringAt(part, 'asset_pointer') ?? '';
	const isImage = stringAt(part, 'content_type') === 'image_asset_pointer';
	return [isImage && /^(https?|data):/.test(address) ? imageAt(address) : unknown(part)];
}

function unknown(value: Json): Part {
	return { type: 'data', source: chatgptName, value };
}

/** Files that a person added, but for images that stand in the content by themselves. */
function attachmentsOf(about: JsonObject | undefined, content: JsonObject): readonly Part[] {
	return attachmentsBy(about, content, false).map((file) => {
		const mediaType = filledString(file, 'mime_type') ?? filledString(file, 'mimeType');
		return {
			type: 'file',
			name: filledString(file, 'name') ?? 'file',
			...(mediaType !== undefined && { mediaType }),
		};
	});
}

/** What is said of those images. */
function attachmentsShown(
	about: JsonObject | undefined,
	content: JsonObject,
): readonly JsonObject[] | undefined {
	const shown = attachmentsBy(about, content, true);
	return shown.length === 0 ? undefined : shown;
}

function attachmentsBy(
	about: JsonObject | undefined,
	content: JsonObject,
	isShown: boolean,
): readonly JsonObject[] {
	const pointers = new Set(
		(listAt(content, 'parts') ?? []).map((part) => stringAt(part, 'asset_pointer')?.split('://')[1] ?? ''),
	);
	return (listAt(about, 'attachments') ?? [])
		.filter(isJsonObject)
		.filter((file) => pointers.has(stringAt(file, 'id') ?? ' ') === isShown);
}

/** What repeats what the tree says, or says nothing to a person. */
const bookkeeping = [
	'attachments',
	'default_model_slug',
	'finished_duration_sec',
	'is_complete',
	'message_type',
	'model_slug',
	'pad',
	'parent_id',
	'request_id',
	'timestamp_',
	'turn_exchange_id',
];

const textFields = ['content_type', 'parts', 'text', 'result', 'thoughts', 'content'];
const contextFields = ['user_profile', 'user_instructions', 'model_set_context', 'repo_summary'];

function metadataOf(message: JsonObject, content: JsonObject, about: JsonObject | undefined): JsonObject {
	const author = objectAt(message, 'author');
	const role = stringAt(author, 'role');
	const isOddRole = role !== undefined && !['user', 'assistant', 'system', 'tool'].includes(role);
	const seconds = numberAt(about, 'finished_duration_sec');
	const status = stringAt(message, 'status');
	const channel = stringAt(message, 'channel');
	const isKnown = !partsOf(content).some(({ type }) => type === 'data');
	const own = filled({
		...informative(about, bookkeeping),
		finish_details: finishOf(about),
		attachments: attachmentsShown(about, content),
		...(isKnown && informative(content, [...textFields, ...contextFields])),
		language: stringAt(content, 'language') === 'unknown' ? undefined : stringAt(content, 'language'),
		status: status === 'finished_successfully' ? undefined : status,
		channel: channel === 'final' ? undefined : channel,
	});
	return {
		...filled({
			model: filledString(about, 'model_slug'),
			author: filledString(author, 'name') ?? (isOddRole ? role : undefined),
			durationMs: seconds === undefined ? undefined : seconds * 1000,
			isError: content['content_type'] === 'system_error' ? true : undefined,
		}),
		...(own && { [chatgptName]: own }),
	};
}

/** How an answer ended, unless it came to its end. */
function finishOf(about: JsonObject | undefined): JsonObject | undefined {
	const details = objectAt(about, 'finish_details');
	const type = stringAt(details, 'type');
	return type === 'stop' || type === 'unknown' ? undefined : details;
}
