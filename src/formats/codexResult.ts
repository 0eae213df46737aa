import type { JsonObject, Part } from '../store/model.js';
import { partOf } from './codexParts.js';
import { parsedJson } from './json.js';
import { listAt, numberAt, objectAt, stringAt, valueAt } from './pick.js';

/** What a tool gave. */
export interface ToolResult {
	readonly parts: readonly Part[];
	readonly isError: boolean;
	readonly durationMs?: number | undefined;
}

/** Of an item that tells a call's output. */
export function resultOf(item: JsonObject): ToolResult {
	const output = item['output'] ?? item['tools'] ?? '';
	if (typeof output === 'string') return fromText(output);
	if (Array.isArray(output)) return { parts: output.map(partOf), isError: false };
	const isError = valueAt(output, 'success') === false || valueAt(output, 'isError') === true;
	const content = listAt(output, 'content');
	if (content) return { parts: content.map(partOf), isError };
	return { parts: [partOf(stringAt(output, 'content') ?? output)], isError };
}

function fromText(text: string): ToolResult {
	// Versions of 2025 wrote the output of a command as JSON in a text.
	const wrapped = text.startsWith('{"output":') ? parsedJson(text) : undefined;
	const output = stringAt(wrapped, 'output');
	if (output === undefined) return { parts: [{ type: 'text', text }], isError: exitCodeIn(text) !== 0 };
	const about = objectAt(wrapped, 'metadata');
	const seconds = numberAt(about, 'duration_seconds');
	return {
		parts: [{ type: 'text', text: output }],
		isError: (numberAt(about, 'exit_code') ?? 0) !== 0,
		durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
	};
}

/** Later versions write lines about the command before its output. */
function exitCodeIn(text: string): number {
	const end = text.slice(0, 500).search(/^Output:$/m);
	const code = /^(?:Exit code:|Process exited with code) (-?\d+)$/m.exec(text.slice(0, Math.max(end, 0)));
	return Number(code?.[1] ?? 0);
}
