import type { Json, JsonObject, Part } from '../store/model.js';
import { partOf } from './codexParts.js';
import type { Piece } from './codexPieces.js';
import { imageAt } from './dataUrl.js';
import { filledString } from './parts.js';
import { listAt, objectAt, stringAt } from './pick.js';

/** What an `event_msg` says: mostly again what a `response_item` says, but some files have only events. */
export function eventPiece(event: JsonObject): Piece | undefined {
	switch (event['type']) {
		case 'user_message':
			return userMessage(event);
		case 'agent_message':
			return words(filledString(event, 'message'));
		case 'agent_reasoning':
		case 'agent_reasoning_raw_content':
			return thinking([filledString(event, 'text') ?? '']);
		case 'item_completed':
			return completed(objectAt(event, 'item') ?? {});
		default:
			return undefined;
	}
}

/** Events that say again what items say, or that something begins or goes on. */
const echoes =
	/^(?:user_message|agent_(?:message|reasoning)|context_compacted|item_started|raw_response_item|exec_command_|patch_apply_|mcp_tool_call_|web_search_|image_generation_|view_image_tool_call|dynamic_tool_call_|collab_|sub_agent_activity|plan_update)/;

const itemEchoes = new Set<Json | undefined>([
	'UserMessage',
	'AgentMessage',
	'Reasoning',
	'HookPrompt',
	'WebSearch',
	'ImageView',
	'ImageGeneration',
	'CommandExecution',
	'FileChange',
	'McpToolCall',
	'DynamicToolCall',
	'CollabToolCall',
	'CollabAgentToolCall',
	'ContextCompaction',
]);

/** Whether the file has it all elsewhere. */
export function isEcho(event: JsonObject): boolean {
	const type = stringAt(event, 'type') ?? '';
	return type === 'item_completed' ? itemEchoes.has(objectAt(event, 'item')?.['type']) : echoes.test(type);
}

function userMessage(event: JsonObject): Piece | undefined {
	const text = stringAt(event, 'message') ?? '';
	const images = strings(event, 'images').map((address) => imageAt(address));
	const files = strings(event, 'local_images').map((name): Part => ({ type: 'file', name }));
	return user([...(text === '' ? [] : [{ type: 'text', text } as const]), ...images, ...files]);
}

function strings(event: JsonObject, key: string): readonly string[] {
	return (listAt(event, key) ?? []).filter((each): each is string => typeof each === 'string');
}

function user(parts: readonly Part[]): Piece | undefined {
	const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
	return text.trim() === '' && parts.every(({ type }) => type === 'text')
		? undefined
		: { kind: 'user', parts, text };
}

function words(text: string | undefined): Piece | undefined {
	return text === undefined ? undefined : { kind: 'words', parts: [{ type: 'text', text }], texts: [text] };
}

function thinking(all: readonly string[]): Piece | undefined {
	const texts = all.filter((text) => text.trim() !== '');
	return texts.length === 0
		? undefined
		: { kind: 'thinking', parts: [{ type: 'thinking', text: texts.join('\n\n') }], texts };
}

/** Items of a turn as newer versions write them. */
function completed(item: JsonObject): Piece | undefined {
	const content = (listAt(item, 'content') ?? []).map(partOf);
	switch (item['type']) {
		case 'UserMessage':
			return user(content);
		case 'AgentMessage':
			return words(content.map((part) => (part.type === 'text' ? part.text : '')).join('') || undefined);
		case 'Reasoning': {
			const summary = strings(item, 'summary_text');
			return thinking(summary.length > 0 ? summary : strings(item, 'raw_content'));
		}
		default:
			return undefined;
	}
}
