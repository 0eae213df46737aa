import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { asLines, readAll } from './importing.js';

export const started = '2026-04-01T10:00:00.000Z';

/** What a conversation was compressed to. */
export const short = '<state_snapshot>short</state_snapshot>';

export function at(second: number): string {
	return new Date(Date.parse(started) + second * 1000).toISOString();
}

export function header(id: string, more: JsonObject = {}): JsonObject {
	return { sessionId: id, projectHash: 'p', startTime: started, lastUpdated: at(9), ...more };
}

export function user(id: string, text: string, more: JsonObject = {}): JsonObject {
	return { id, timestamp: at(1), type: 'user', content: [{ text }], ...more };
}

export function model(id: string, text: string, more: JsonObject = {}): JsonObject {
	return { id, timestamp: at(2), type: 'gemini', content: text, model: 'gemini-x', ...more };
}

export function call(id: string, output: string, more: JsonObject = {}): JsonObject {
	const result = [{ functionResponse: { id, name: 'read', response: { output } } }];
	return { id, name: 'read', args: { path: 'a' }, status: 'success', timestamp: at(3), result, ...more };
}

/** The only session of a log of these records. */
export async function logged(...records: readonly Json[]): Promise<IncomingSession> {
	const { sessions, failures } = await readAll({
		'chats/session-1.jsonl': asLines([header('s'), ...records]),
	});
	assert.deepEqual([sessions.length, failures], [1, []]);
	const [session] = sessions;
	assert.ok(session);
	return session;
}
