import type { Json, JsonObject, Part, ToolCall } from '../store/model.js';
import { documentPart, imagePart } from './blockParts.js';
import { isJsonObject } from './json.js';
import { filledString } from './parts.js';
import { listAt, rest, stringAt } from './pick.js';

/** The name under which sessions remember that they came from Cline. */
export const clineName = 'cline';

/** The blocks of a message's content, a plain text as a block too. Whatever is no block is left out. */
export function blocksOf(content: Json | undefined): readonly JsonObject[] {
	if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
	return Array.isArray(content) ? (content as readonly Json[]).filter(isJsonObject) : [];
}

/** What a block shows; tool calls and results are no parts. */
export function partsOf(block: JsonObject): readonly Part[] {
	const kept: Part = { type: 'data', source: clineName, value: block };
	switch (stringAt(block, 'type')) {
		case 'text': {
			const text = stringAt(block, 'text');
			if (text === undefined) return [kept];
			return [...reasoningOf(block), ...(text.trim() === '' ? [] : [{ type: 'text' as const, text }])];
		}
		case 'thinking': {
			const text = stringAt(block, 'thinking');
			const signature = stringAt(block, 'signature');
			if (text === undefined) return [kept];
			return [{ type: 'thinking', text, ...(signature !== undefined && { signature }) }];
		}
		case 'reasoning': {
			const thoughts = thoughtsIn(block);
			return thoughts.length > 0 ? thoughts : [kept];
		}
		case 'image':
			return [imagePart(block) ?? kept];
		case 'file': {
			const [name, text] = [stringAt(block, 'path'), stringAt(block, 'content')];
			return [name === undefined || text === undefined ? kept : { type: 'file', name, text }];
		}
		case 'document':
			return [documentPart(block) ?? kept];
		case undefined: {
			const text = outcomeIn(block);
			return text === undefined ? [kept] : text === '' ? [] : [{ type: 'text', text }];
		}
		default:
			return [kept];
	}
}

/** What came of one of the things that a call asked for. */
function outcomeIn(block: JsonObject): string | undefined {
	const success = block['success'];
	if (stringAt(block, 'query') === undefined || typeof success !== 'boolean') return undefined;
	const result = stringAt(block, 'result');
	return success ? result : (filledString(block, 'error') ?? result);
}

/** What a model thought: the text, or what sums it up. */
export function thoughtsIn(block: JsonObject): readonly Part[] {
	const text = filledString(block, 'text');
	const summaries = (listAt(block, 'summary') ?? []).flatMap((each) => filledString(each, 'text') ?? []);
	return (text === undefined ? summaries : [text]).map((each) => ({ type: 'thinking', text: each }));
}

/** Some providers hang the reasoning on a text, or on the message. */
export function reasoningOf(block: JsonObject): readonly Part[] {
	const details = block['reasoning_details'];
	if (!Array.isArray(details)) return [];
	return (details as readonly Json[]).flatMap((detail): readonly Part[] => {
		const text = filledString(detail, 'text') ?? filledString(detail, 'summary');
		const signature = stringAt(detail, 'signature');
		if (text === undefined) return [];
		return [{ type: 'thinking', text, ...(signature !== undefined && { signature }) }];
	});
}

/** A call of an assistant. `fallback`: its id where it has none. */
export function callOf(block: JsonObject, fallback: string): ToolCall {
	const extra = rest(block, ['type', 'id', 'name', 'input']);
	const input = block['input'] ?? {};
	return {
		id: filledString(block, 'id') ?? fallback,
		name: filledString(block, 'name') ?? 'tool',
		arguments: typeof input === 'string' ? input : JSON.stringify(input),
		...(extra && { extra }),
	};
}
