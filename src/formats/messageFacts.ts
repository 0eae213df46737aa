import type { JsonObject } from '../store/model.js';

// What the metadata of a message says under the names that agents use.

/** Who wrote a message. */
export function authorOf(metadata: JsonObject): string | null {
	return firstString(metadata, ['author', 'agent', 'agentName', 'agent_name', 'name']);
}

/** The model that wrote it. */
export function modelOf(metadata: JsonObject): string | null {
	return firstString(metadata, ['model', 'modelId', 'model_name']);
}

/** Whether the metadata of a tool's result says that the tool failed. */
export function hasFailed(metadata: JsonObject): boolean {
	return (
		metadata['is_error'] === true ||
		metadata['isError'] === true ||
		metadata['error'] === true ||
		metadata['status'] === 'error' ||
		metadata['status'] === 'failed'
	);
}

function firstString(metadata: JsonObject, names: readonly string[]): string | null {
	for (const name of names) {
		const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
		if (typeof value === 'string' && value.trim() !== '') return beginningOf(value.trim(), 100);
	}
	return null;
}

/** So many UTF-16 units at most, no character cut in two. */
export function beginningOf(text: string, length: number): string {
	if (text.length <= length) return text;
	const last = text.charCodeAt(length - 1);
	return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
