import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { readAll } from './importing.js';

export const noon = 1_800_000_000_000;

export function request(
	id: string,
	prompt: string,
	response: readonly Json[],
	more: JsonObject = {},
): JsonObject {
	return { requestId: id, timestamp: noon, message: { text: prompt, parts: [] }, response, ...more };
}

export function tool(id: string, more: JsonObject = {}): JsonObject {
	return {
		kind: 'toolInvocationSerialized',
		toolId: 'copilot_readFile',
		toolCallId: id,
		invocationMessage: { value: 'Reading [](file:///w/a%20b.ts)' },
		pastTenseMessage: { value: 'Read [](file:///w/a%20b.ts)' },
		isComplete: true,
		...more,
	};
}

export function exported(requests: readonly Json[], more: JsonObject = {}): JsonObject {
	return { responderUsername: 'GitHub Copilot', initialLocation: 'panel', requests, ...more };
}

export function stored(requests: readonly Json[], more: JsonObject = {}): JsonObject {
	return exported(requests, { version: 3, sessionId: 's', creationDate: noon, ...more });
}

export function pretty(value: Json): string {
	return JSON.stringify(value, null, 1);
}

/** The sessions of a file, which gives no warning. */
export async function read(content: string, path = 'chat.json'): Promise<readonly IncomingSession[]> {
	const { sessions, warnings, failures } = await readAll({ [path]: content });
	assert.deepEqual([warnings, failures], [[], []]);
	return sessions;
}

export const hello = request('r1', 'Hello', [{ value: 'Hi' }]);

export const bye = request('r2', 'Bye', [{ value: 'See you' }]);
