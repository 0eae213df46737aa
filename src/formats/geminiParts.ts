import type { Json, JsonObject, Part } from '../store/model.js';
import { isJsonObject } from './json.js';
import { objectAt, stringAt } from './pick.js';

/** The name under which sessions remember that they came from Gemini CLI. */
export const geminiName = 'gemini';

/** The parts of a `PartListUnion`: a text, a part or a list of both. */
export function itemsOf(content: Json | undefined): readonly Json[] {
	if (content === undefined || content === null) return [];
	return Array.isArray(content) ? (content as readonly Json[]) : [content];
}

/** The words of the items. */
export function textOf(items: readonly Json[]): string {
	return items.map((item) => (typeof item === 'string' ? item : (stringAt(item, 'text') ?? ''))).join('');
}

/** Everything that is no call of a tool and no answer of one. */
export function partsOf(items: readonly Json[]): readonly Part[] {
	const parts: Part[] = [];
	for (const item of items) {
		const part = partOf(item);
		const last = parts.at(-1);
		if (part?.type === 'text' && last?.type === 'text')
			parts[parts.length - 1] = { type: 'text', text: last.text + part.text };
		else if (part && !(part.type === 'text' && part.text === '')) parts.push(part);
	}
	return parts;
}

function partOf(item: Json): Part | undefined {
	if (typeof item === 'string') return { type: 'text', text: item };
	if (!isJsonObject(item)) return data(item);
	if (objectAt(item, 'functionCall') ?? objectAt(item, 'functionResponse')) return undefined;
	const text = stringAt(item, 'text');
	if (text !== undefined) return textPart(text, item);
	const inline = objectAt(item, 'inlineData');
	if (inline) return mediaPart(inline, { data: stringAt(inline, 'data') }) ?? data(item);
	const file = objectAt(item, 'fileData');
	if (file) return mediaPart(file, { url: stringAt(file, 'fileUri') }) ?? data(item);
	return data(item);
}

function textPart(text: string, item: JsonObject): Part {
	if (item['thought'] !== true) return { type: 'text', text };
	const signature = stringAt(item, 'thoughtSignature');
	return { type: 'thinking', text, ...(signature !== undefined && { signature }) };
}

function mediaPart(
	from: JsonObject,
	{ data: base64, url }: { readonly data?: string | undefined; readonly url?: string | undefined },
): Part | undefined {
	if (base64 === undefined && url === undefined) return undefined;
	const mediaType = stringAt(from, 'mimeType') ?? 'application/octet-stream';
	const where = { ...(base64 !== undefined && { data: base64 }), ...(url !== undefined && { url }) };
	if (mediaType.startsWith('image/')) return { type: 'image', mediaType, ...where };
	return { type: 'file', name: stringAt(from, 'displayName') ?? url ?? mediaType, mediaType, ...where };
}

function data(value: Json): Part {
	return { type: 'data', source: geminiName, value };
}
