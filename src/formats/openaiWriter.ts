import type { Bundle, BundleSession } from '../store/bundleModel.js';
import type { Json, JsonObject, Message, Part } from '../store/model.js';
import { messagesById, pathTo } from './headPath.js';
import { isJsonObject } from './json.js';
import { authorOf } from './messageFacts.js';
import { fenced } from './messageMarkdown.js';
import { Losses, type Written } from './written.js';

/** Under this name metadata keeps what such a file has beside what the model knows. */
const kept = 'openai';

/**
 * The sessions as OpenAI's chat JSONL: a conversation a line, `{ messages, tools? }`, each the whole path to the head of
 * its session, with what it shares with others. Sessions without messages have no line.
 */
export function writeOpenai(bundle: Bundle): Written {
	const messages = messagesById(bundle);
	const losses = new Losses();
	const lines = bundle.sessions.flatMap((session) => {
		const path = pathTo(session.head, messages);
		countSession(session, path, losses);
		if (path.length === 0) return [];
		const tools = keptOf(session.metadata)['tools'];
		const conversation: JsonObject = {
			messages: path.map((message) => asTurn(message, losses)),
			...(Array.isArray(tools) && { tools }),
		};
		return `${JSON.stringify(conversation)}\n`;
	});
	if (lines.length > 0)
		losses.add(
			'conversation',
			'without titles, times and metadata: the form has only messages',
			lines.length,
		);
	return { files: [{ name: 'sessions.jsonl', text: lines.join('') }], losses: losses.inWords() };
}

function countSession(session: BundleSession, path: readonly Message[], losses: Losses): void {
	const { parentId, forkPoint, messages, snapshots } = session;
	const written = new Set(path.map(({ id }) => id));
	const offPath = messages.filter(({ id }) => !written.has(id)).length;
	losses.add('session', 'without messages left out', path.length === 0 ? 1 : 0);
	losses.add(
		'message',
		'on discarded or diverged branches left out: a conversation is one path without branches',
		offPath,
	);
	losses.add('snapshot', 'left out: the form has none', snapshots.length);
	if (path.length === 0 || parentId === null) return;
	if (forkPoint) losses.add('fork', 'written apart, with the messages that it shares once more');
	else losses.add('child session', 'written apart: the form has no tree');
}

function asTurn(message: Message, losses: Losses): JsonObject {
	const { role, toolCalls, toolCallId, metadata } = message;
	const name = authorOf(metadata);
	return {
		...keptOf(metadata),
		role,
		content: contentOf(message, losses),
		...(name !== null && isName.test(name) && { name }),
		...(toolCalls !== undefined &&
			toolCalls.length > 0 && {
				tool_calls: toolCalls.map(({ id, name: tool, arguments: text }) => ({
					id,
					type: 'function',
					function: { name: tool, arguments: text },
				})),
			}),
		...(toolCallId !== undefined && { tool_call_id: toolCallId }),
	};
}

/** What OpenAI's API takes as the name of who speaks. */
const isName = /^[A-Za-z0-9_-]{1,64}$/;

function contentOf({ role, content, toolCalls = [] }: Message, losses: Losses): Json {
	if (typeof content === 'string')
		return role === 'assistant' && content === '' && toolCalls.length > 0 ? null : content;
	const parts = content.flatMap((part) => asPart(part, role === 'user', losses));
	const texts = parts.flatMap((part) =>
		typeof part['text'] === 'string' && part['type'] === 'text' ? [part['text']] : [],
	);
	if (texts.length < parts.length) return parts;
	if (texts.length === 0 && role === 'assistant' && toolCalls.length > 0) return null;
	return texts.join('\n\n');
}

const lost = {
	image: ['image', ''],
	file: ['file', ''],
	thinking: ['piece', 'of thinking '],
	data: ['piece', 'of other data '],
} as const;

/** `rich`: the role is one that may send more than text. */
function asPart(part: Part, rich: boolean, losses: Losses): readonly JsonObject[] {
	switch (part.type) {
		case 'text':
			return [{ type: 'text', text: part.text }];
		case 'image': {
			const url = part.url ?? (part.data && `data:${part.mediaType};base64,${part.data}`);
			if (rich && url !== undefined) return [{ type: 'image_url', image_url: { url } }];
			break;
		}
		case 'file': {
			const { name, mediaType = 'application/octet-stream', text, data } = part;
			if (text !== undefined) return [{ type: 'text', text: `${name}:\n\n${fenced(text, '')}` }];
			if (rich && data !== undefined)
				return [{ type: 'file', file: { filename: name, file_data: `data:${mediaType};base64,${data}` } }];
			break;
		}
		case 'data':
			if (part.source === kept && isJsonObject(part.value) && typeof part.value['type'] === 'string')
				return [part.value];
			break;
		case 'thinking':
			break;
		default:
			part satisfies never;
	}
	const [noun, of] = lost[part.type];
	losses.add(noun, `${of}left out: the form has no place for it`);
	return [];
}

function keptOf(metadata: JsonObject): JsonObject {
	const value = Object.hasOwn(metadata, kept) ? metadata[kept] : undefined;
	return isJsonObject(value) ? value : {};
}
