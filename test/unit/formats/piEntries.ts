import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { asLines, pathOf, readAll, said } from './importing.js';

export const ids = {
	root: '11111111-1111-4111-8111-111111111111',
	fork: '22222222-2222-4222-8222-222222222222',
};

export function header(id: string, more: JsonObject = {}): JsonObject {
	return { type: 'session', version: 3, id, timestamp: '2026-01-01T10:00:00.000Z', cwd: '/w', ...more };
}

/** An entry that was written `second` seconds after ten. */
export function entry(
	type: string,
	id: string | undefined,
	parentId: string | null | undefined,
	second: number,
	more: JsonObject,
): JsonObject {
	const timestamp = new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString();
	return {
		type,
		...(id !== undefined && { id }),
		...(parentId !== undefined && { parentId }),
		timestamp,
		...more,
	};
}

export function user(
	id: string | undefined,
	parentId: string | null | undefined,
	text: string,
	second = 1,
): JsonObject {
	return entry('message', id, parentId, second, { message: { role: 'user', content: text } });
}

export function answer(
	id: string | undefined,
	parentId: string | null | undefined,
	content: Json,
	more: JsonObject = {},
): JsonObject {
	const message = { role: 'assistant', content, model: 'm', provider: 'p', stopReason: 'stop', ...more };
	return entry('message', id, parentId, 2, { message });
}

export function text(value: string): JsonObject {
	return { type: 'text', text: value };
}

export async function read(
	values: readonly Json[],
): Promise<{ session: IncomingSession; warnings: string[] }> {
	const { sessions, warnings, failures } = await readAll({ 'a.jsonl': asLines(values) });
	assert.deepEqual(failures, []);
	const [session] = sessions;
	assert.ok(session);
	return { session, warnings: warnings.map(({ message }) => message) };
}

export function talk(session: IncomingSession): readonly string[] {
	return pathOf(session).map(said);
}

export function marks(session: IncomingSession): readonly unknown[] {
	return session.snapshots.map(({ messageId, label }) => [messageId, label]);
}
