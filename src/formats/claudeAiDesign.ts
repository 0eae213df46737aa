import type { Json, JsonObject } from '../store/model.js';
import { isJsonObject } from './json.js';
import { filled, filledString } from './parts.js';
import { listAt, objectAt, rest, stringAt } from './pick.js';

/** A design chat of an export as its other conversations are written; undefined for what is none. */
export function chatOfDesign(value: Json): JsonObject | undefined {
	const messages = listAt(value, 'messages')?.filter(isJsonObject) ?? [];
	const isDesign = messages.some((message) => {
		const content = objectAt(message, 'content');
		return listAt(content, 'contentBlocks') ?? stringAt(content, 'content');
	});
	if (!isJsonObject(value) || !isDesign || filledString(value, 'uuid') === undefined) return undefined;
	return {
		...rest(value, ['messages', 'title']),
		...filled({ name: value['title'] }),
		chat_messages: messages.flatMap(messagesOf),
	};
}

/** What a person said while an answer was being written stands in its blocks. */
function messagesOf(message: JsonObject): readonly JsonObject[] {
	const content = objectAt(message, 'content') ?? {};
	const sender = message['role'] ?? null;
	const files = (listAt(content, 'attachments') ?? []).filter(isJsonObject).map(fileOf);
	const said = listAt(content, 'contentBlocks') ?? [];
	const first: JsonObject = {
		...rest(message, ['role', 'content']),
		...filled({
			created_at: message['created_at'] ?? content['timestamp'],
			design: rest(content, ['content', 'contentBlocks', 'attachments', 'timestamp', 'role', 'id']),
		}),
		sender,
		text: said.length > 0 ? '' : (content['content'] ?? ''),
		attachments: files,
	};
	let blocks: Json[] = [];
	const all: JsonObject[] = [{ ...first, content: blocks }];
	const next = (sender: Json, content: Json[]): void => {
		const uuid = stringAt(message, 'uuid');
		const id = filled({ uuid: uuid && `${uuid}:${String(all.length)}`, created_at: first['created_at'] });
		all.push({ ...id, sender, content });
	};
	for (const block of said) {
		const words = stringAt(block, 'type') === 'user_interjection' ? faultOrWords(block) : undefined;
		if (words === undefined) {
			blocks.push(blockOf(block));
			continue;
		}
		next('human', [{ type: 'text', text: words }]);
		blocks = [];
		next(sender, blocks);
	}
	return all.filter(({ content, text, attachments }) => [content, text, attachments].some(isFilled));
}

function isFilled(value: Json | undefined): boolean {
	return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
}

function blockOf(block: Json): Json {
	const call = objectAt(block, 'toolCall');
	if (call) return { ...call, type: 'tool_use' };
	const fault = stringAt(block, 'type') === 'error' ? faultOrWords(block) : undefined;
	return fault === undefined ? block : { type: 'text', text: fault };
}

function faultOrWords(block: Json): string | undefined {
	return stringAt(block, 'message') ?? stringAt(objectAt(block, 'message'), 'content');
}

function fileOf(file: JsonObject): JsonObject {
	return filled({ file_name: file['name'] ?? file['file_name'], extracted_content: file['content'] }) ?? {};
}
