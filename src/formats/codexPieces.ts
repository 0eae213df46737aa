import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { partOf } from './codexParts.js';
import { resultOf } from './codexResult.js';
import { argumentsText, filledString } from './parts.js';
import { listAt, rest, stringAt } from './pick.js';

/** What one line adds to a transcript. */
export type Piece =
	| {
			readonly kind: 'user';
			readonly parts: readonly Part[];
			/** What is compared to find the line that says the same again. */
			readonly text: string;
			readonly author?: string | undefined;
	  }
	/** Of an answer; `texts`: what other lines may say again, one by one. */
	| {
			readonly kind: 'words' | 'thinking';
			readonly parts: readonly Part[];
			readonly texts: readonly string[];
	  }
	| { readonly kind: 'other'; readonly parts: readonly Part[]; readonly texts: readonly [] }
	| { readonly kind: 'call'; readonly call: ToolCall }
	| {
			readonly kind: 'result';
			readonly callId: string;
			readonly parts: readonly Part[];
			readonly isError: boolean;
			readonly durationMs?: number | undefined;
	  };

/** State of the model and of the tool: nothing of it was said. */
const silent = new Set([
	'ghost_snapshot',
	'compaction',
	'compaction_summary',
	'context_compaction',
	'additional_tools',
	'compaction_trigger',
	'configuration_update',
]);

/** What a `response_item` says; undefined for what only the model is told. Throws StoreError `INVALID`. */
export function pieceOf(item: JsonObject): Piece | undefined {
	const type = stringAt(item, 'type') ?? '';
	switch (type) {
		case 'message':
			return message(item);
		case 'agent_message':
			return fromAgent(item);
		case 'reasoning':
			return reasoning(item);
		case 'function_call':
		case 'custom_tool_call':
		case 'local_shell_call':
		case 'web_search_call':
		case 'tool_search_call':
		case 'image_generation_call':
			return call(item, type);
		case 'function_call_output':
		case 'custom_tool_call_output':
		case 'local_shell_call_output':
		case 'mcp_tool_call_output':
		case 'tool_search_output': {
			const told = delegationIn(item);
			if (told) return { kind: 'user', parts: [{ type: 'text', text: told.text }], text: told.text };
			return { kind: 'result', callId: stringAt(item, 'call_id') ?? '', ...resultOf(item) };
		}
		default:
			return silent.has(type) ? undefined : { kind: 'other', parts: [partOf(item)], texts: [] };
	}
}

/** What Codex puts before and between prompts, and never shows. */
const injected =
	/^\s*(?:<(?:environment_context|user_instructions|turn_aborted|subagent_notification|skill|hook_prompt|model_switch|INSTRUCTIONS|recommended_plugins|codex_internal_context|goal_context|extension_context|agent_message_board_notification|app-context|user_action)(?:>|\s+[\w-]+=)|<external_([^\s>]+)(?:\s[^>]*)?>[\s\S]*<\/external_\1>\s*$|# AGENTS\.md instructions|Here is a list of plugins that are available but not installed\.|Warning: (?:The maximum number of unified exec processes you can keep open is|apply_patch was requested via |Your account was flagged for potentially high-risk cyber activity))/;

const imageMark = /^\s*<\/?image\b[^>]*>\s*$/;

function message(item: JsonObject): Piece | undefined {
	const content = listAt(item, 'content') ?? [stringAt(item, 'content') ?? ''];
	switch (item['role']) {
		case 'assistant': {
			const parts = content.map(partOf);
			return { kind: 'words', parts, texts: textsOf(parts) };
		}
		case 'user': {
			const parts = content
				.map(partOf)
				.filter((part) => part.type !== 'text' || !(injected.test(part.text) || imageMark.test(part.text)));
			return parts.every(isBlank) ? undefined : { kind: 'user', parts, text: textsOf(parts).join('') };
		}
		default:
			return undefined;
	}
}

function isBlank(part: Part): boolean {
	return part.type === 'text' && part.text.trim() === '';
}

function textsOf(parts: readonly Part[]): readonly string[] {
	return parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

/** What another agent said to this one. */
export function fromAgent(value: JsonObject): Piece | undefined {
	const content = listAt(value, 'content') ?? [stringAt(value, 'content') ?? ''];
	const parts = content.map(partOf);
	if (parts.every(isBlank)) return undefined;
	return { kind: 'user', parts, text: textsOf(parts).join(''), author: filledString(value, 'author') };
}

function reasoning(item: JsonObject): Piece {
	const summary = thoughtsIn(listAt(item, 'summary'));
	const texts = summary.length > 0 ? summary : thoughtsIn(listAt(item, 'content'));
	const signature = filledString(item, 'encrypted_content');
	const part: Part = {
		type: 'thinking',
		text: texts.join('\n\n'),
		...(signature !== undefined && { signature }),
	};
	return { kind: 'thinking', parts: [part], texts };
}

function thoughtsIn(list: readonly Json[] | undefined): readonly string[] {
	return (list ?? []).flatMap((each) => filledString(each, 'text') ?? []);
}

/** What another thread asked of this one when it made it. */
export interface Delegation {
	/** The id of that thread. */
	readonly from: string;
	readonly text: string;
}

/** The desktop app writes it as the output of a tool that nobody called. */
export function delegationIn(item: JsonObject): Delegation | undefined {
	const output = stringAt(item, 'output') ?? '';
	if (item['call_id'] !== undefined || !output.includes('<codex_delegation>')) return undefined;
	const from = /<source_thread_id>([^<]+)<\/source_thread_id>/.exec(output)?.[1]?.trim();
	const start = output.indexOf('<input>');
	const end = output.lastIndexOf('</input>');
	if (from === undefined || start < 0 || end < start) return undefined;
	return { from, text: output.slice(start + '<input>'.length, end).trim() };
}

/** The picture that an item both asks for and holds. */
export function pictureIn(item: JsonObject): Piece | undefined {
	const data = item['type'] === 'image_generation_call' ? filledString(item, 'result') : undefined;
	if (data === undefined) return undefined;
	const parts = [{ type: 'image', mediaType: 'image/png', data } as const];
	return { kind: 'result', callId: callId(item), parts, isError: false };
}

function callId(item: JsonObject): string {
	return filledString(item, 'call_id') ?? filledString(item, 'id') ?? '';
}

const callFields = ['type', 'id', 'call_id', 'name', 'arguments', 'input', 'action', 'status'];

function call(item: JsonObject, type: string): Piece {
	const extra = rest(item, type === 'image_generation_call' ? [...callFields, 'result'] : callFields);
	return {
		kind: 'call',
		call: {
			id: callId(item),
			name: stringAt(item, 'name') ?? type.replace(/_call$/, ''),
			arguments: argumentsText(item['arguments'] ?? item['input'] ?? item['action']),
			...(extra && { extra }),
		},
	};
}
