import type { Reading } from '../../../src/formats/source.js';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { asLines, readAll } from './importing.js';

export const parent = '11111111-1111-4111-8111-111111111111';
export const fork = '22222222-2222-4222-8222-222222222222';
export const third = '33333333-3333-4333-8333-333333333333';

/** Files in the order of their times, each by the id in its name. */
export function read(files: readonly (readonly [string, readonly Json[]])[]): Promise<Reading> {
	const named = files.map(([id, lines], i): [string, string] => [
		`sessions/2026/01/01/rollout-2026-01-01T10-00-0${String(i)}-${id}.jsonl`,
		asLines(lines),
	]);
	return readAll(Object.fromEntries(named));
}

/** What it is, and where it hangs. */
export function place({
	source,
	title,
	parent: above,
	relation,
	shares,
	agentName,
}: IncomingSession): unknown {
	return { id: source.id, title, above: above?.id ?? null, relation, shares, agentName };
}

/** With the number that newer versions give each line. */
export function numbered(lines: readonly JsonObject[], from = 0): readonly JsonObject[] {
	return lines.map((line, i) => ({ ...line, ordinal: from + i }));
}

/** What a file says of the one that it goes on from: up to which line. */
export function basedOn(thread: string, end: number): JsonObject {
	return { thread_id: thread, end_ordinal_exclusive: end, end_byte_offset: 1 };
}
