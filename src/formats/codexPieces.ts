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
		case 'tool_search_output':
			return { kind: 'result', callId: stringAt(item, 'call_id') ?? '', ...resultOf(item) };
		default:
			return silent.has(type) ? undefined : { kind: 'other', parts: [partOf(item)], texts: [] };
	}
}

/** What Codex puts before and between prompts, and never shows. */
const injected =
	/^\s*(?:<(?:environment_context|user_instructions|turn_aborted|subagent_notification|skill|hook_prompt|model_switch|INSTRUCTIONS)\b|# AGENTS\.md instructions)/;

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

const callFields = ['type', 'id', 'call_id', 'name', 'arguments', 'input', 'action', 'status'];

function call(item: JsonObject, type: string): Piece {
	const extra = rest(item, callFields);
	return {
		kind: 'call',
		call: {
			id: filledString(item, 'call_id') ?? filledString(item, 'id') ?? '',
			name: stringAt(item, 'name') ?? type.replace(/_call$/, ''),
			arguments: argumentsText(item['arguments'] ?? item['input'] ?? item['action']),
			...(extra && { extra }),
		},
	};
}
