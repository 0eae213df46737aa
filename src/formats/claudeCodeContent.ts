import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { documentPart, imagePart } from './blockParts.js';
import { isJsonObject } from './json.js';
import { argumentsText, contentOf } from './parts.js';
import { stringAt } from './pick.js';

/** The name under which sessions remember that they came from Claude Code; and that of its own fields in metadata. */
export const claudeCodeName = 'claude-code';

/** The blocks of a message's content; a text is one block. */
export function blocksOf(content: Json | undefined): readonly Json[] {
	if (typeof content === 'string') return [{ type: 'text', text: content }];
	if (Array.isArray(content)) return content as readonly Json[];
	return isJsonObject(content) ? [content] : [];
}

export function isToolResult(block: Json): block is JsonObject {
	return stringAt(block, 'type') === 'tool_result' && stringAt(block, 'tool_use_id') !== undefined;
}

/** The call that a `tool_use` block is; undefined for another block. Throws StoreError `INVALID` when nested too deep. */
export function toolCallOf(block: Json): ToolCall | undefined {
	const id = stringAt(block, 'id');
	if (!isJsonObject(block) || stringAt(block, 'type') !== 'tool_use' || id === undefined) return undefined;
	return { id, name: stringAt(block, 'name') ?? '', arguments: argumentsText(block['input'] ?? {}) };
}

/** What is shown of a block. */
export function partOf(block: Json): Part {
	if (typeof block === 'string') return { type: 'text', text: block };
	if (!isJsonObject(block)) return unknown(block);
	const text = stringAt(block, 'text');
	const thinking = stringAt(block, 'thinking');
	switch (stringAt(block, 'type')) {
		case 'text':
			if (text !== undefined) return { type: 'text', text };
			break;
		case 'thinking':
			if (thinking !== undefined) return { type: 'thinking', text: thinking, ...signatureOf(block) };
			break;
		case 'image':
			return imagePart(block) ?? unknown(block);
		case 'document':
			return documentPart(block) ?? unknown(block);
	}
	return unknown(block);
}

function unknown(value: Json): Part {
	return { type: 'data', source: claudeCodeName, value };
}

function signatureOf(block: Json): { readonly signature?: string } {
	const signature = stringAt(block, 'signature');
	return signature === undefined || signature === '' ? {} : { signature };
}

/** An empty text beside something else says nothing. */
export function saidBy(parts: readonly Part[]): string | readonly Part[] {
	return contentOf(parts.filter((part) => part.type !== 'text' || part.text !== ''));
}
