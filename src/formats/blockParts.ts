import type { Json, JsonObject, Part } from '../store/model.js';
import { fromDataUrl, imageAt } from './dataUrl.js';
import { isJsonObject } from './json.js';
import { cleaned } from './pack.js';
import { filledString } from './parts.js';
import { objectAt, stringAt } from './pick.js';

// Blocks of a message's content, as the chat APIs of OpenAI and Anthropic and the exports of Claude.ai write them.

/**
 * What a block says, if it is no call and no result; undefined for one that says nothing. What is not known is kept
 * as `data` of `source`. Throws StoreError `INVALID` for what is nested too deep.
 */
export function partOf(block: Json, source: string): Part | undefined {
	if (typeof block === 'string') return textPart(block);
	if (block === null) return undefined;
	const known = isJsonObject(block) ? knownPart(block) : undefined;
	return known ?? { type: 'data', source, value: cleaned(block) };
}

function knownPart(block: JsonObject): Part | undefined {
	switch (block['type']) {
		case undefined:
		case 'text':
		case 'input_text':
		case 'output_text':
		case 'voice_note':
			return textPart(stringAt(block, 'text'));
		case 'refusal':
			return textPart(stringAt(block, 'refusal'));
		case 'knowledge':
			return textPart(['title', 'url', 'text'].flatMap((key) => filledString(block, key) ?? []).join('\n'));
		case 'thinking':
		case 'reasoning':
			return thinkingPart(block);
		case 'image_url':
		case 'input_image':
			return imageUrlPart(block['image_url']);
		case 'image':
			return imagePart(block);
		case 'file':
		case 'input_file':
			return filePart(objectAt(block, 'file') ?? block);
		case 'document':
			return documentPart(block);
		default:
			return undefined;
	}
}

function textPart(text: string | undefined): Part | undefined {
	return text === undefined ? undefined : { type: 'text', text };
}

function thinkingPart(block: JsonObject): Part | undefined {
	const text = stringAt(block, 'thinking') ?? stringAt(block, 'text');
	const signature = filledString(block, 'signature');
	return text === undefined
		? undefined
		: { type: 'thinking', text, ...(signature !== undefined && { signature }) };
}

function imageUrlPart(value: Json | undefined): Part | undefined {
	const url = typeof value === 'string' ? value : stringAt(value, 'url');
	return url === undefined ? undefined : imageAt(url);
}

/** The image in a block, or in its `source`; undefined where there is none. */
export function imagePart(block: JsonObject): Part | undefined {
	const source = objectAt(block, 'source') ?? block;
	const mediaType =
		stringAt(source, 'media_type') ?? stringAt(source, 'mime_type') ?? stringAt(source, 'mediaType');
	const data = stringAt(source, 'data');
	const url = stringAt(source, 'url');
	if (data !== undefined) return { type: 'image', mediaType: mediaType ?? 'image/*', data };
	return url === undefined ? undefined : imageAt(url, mediaType);
}

function filePart(file: JsonObject): Part | undefined {
	const name = stringAt(file, 'filename') ?? stringAt(file, 'name') ?? stringAt(file, 'file_id');
	const data = stringAt(file, 'file_data');
	if (name === undefined && data === undefined) return undefined;
	return {
		type: 'file',
		name: name ?? 'file',
		...(data !== undefined && (fromDataUrl(data) ?? { data })),
	};
}

/** The file in the `source` of a block; undefined where there is none. */
export function documentPart(block: JsonObject): Part | undefined {
	const source = objectAt(block, 'source');
	const data = stringAt(source, 'data');
	const url = stringAt(source, 'url');
	if (data === undefined && url === undefined) return undefined;
	const mediaType = stringAt(source, 'media_type');
	return {
		type: 'file',
		name: filledString(block, 'title') ?? 'document',
		...(mediaType !== undefined && { mediaType }),
		...(data !== undefined && (source?.['type'] === 'text' ? { text: data } : { data })),
		...(url !== undefined && { url }),
	};
}
