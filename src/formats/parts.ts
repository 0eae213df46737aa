import type { Json, JsonObject, Part } from '../store/model.js';
import { cleaned } from './pack.js';
import { stringAt } from './pick.js';

/** What a message says as the model wants it: a text when there is nothing else. */
export function contentOf(parts: readonly Part[]): string | readonly Part[] {
	const texts: string[] = [];
	for (const part of parts) {
		if (part.type !== 'text') return parts;
		texts.push(part.text);
	}
	return texts.join('\n\n');
}

/** The words of a message's content, without thinking. */
export function textOf(content: string | readonly Part[]): string {
	if (typeof content === 'string') return content;
	return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** The text of a tool's arguments. Throws StoreError `INVALID` for what is nested too deep. */
export function argumentsText(value: Json | undefined): string {
	if (typeof value === 'string') return value;
	return value === undefined ? '' : JSON.stringify(cleaned(value));
}

/** The fields that are there; undefined when none are. */
export function filled(fields: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
	const there = Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined);
	return there.length === 0 ? undefined : Object.fromEntries(there);
}

/** A text that says something. */
export function filledString(value: Json | undefined, key: string): string | undefined {
	const text = stringAt(value, key);
	return text === undefined || text.trim() === '' ? undefined : text;
}
