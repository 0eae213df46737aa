import type { Json, Part } from '../store/model.js';
import { codexName } from './codexMeta.js';
import { imageAt } from './dataUrl.js';
import { isJsonObject } from './json.js';
import { stringAt } from './pick.js';

/** A part of a message or of what a tool gave. */
export function partOf(value: Json): Part {
	if (typeof value === 'string') return { type: 'text', text: value };
	const text = stringAt(value, 'text') ?? stringAt(value, 'refusal');
	const address = stringAt(value, 'image_url');
	const data = stringAt(value, 'data');
	const path = stringAt(value, 'path');
	switch (isJsonObject(value) && value['type']) {
		case 'text':
		case 'Text':
		case 'input_text':
		case 'output_text':
		case 'refusal':
			if (text !== undefined) return { type: 'text', text };
			break;
		case 'image':
		case 'input_image':
			if (address !== undefined) return imageAt(address);
			if (data !== undefined)
				return { type: 'image', mediaType: stringAt(value, 'mimeType') ?? 'image/*', data };
			break;
		case 'local_image':
			if (path !== undefined) return { type: 'file', name: path };
	}
	return { type: 'data', source: codexName, value };
}
