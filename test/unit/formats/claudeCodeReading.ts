import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json } from '../../../src/store/model.js';
import { mainId } from './claudeCodeLines.js';
import { asLines, readAll } from './importing.js';

export async function read(
	lines: readonly Json[],
): Promise<{ session: IncomingSession; warnings: string[] }> {
	const { sessions, warnings, failures } = await readAll({ [`-w/${mainId}.jsonl`]: asLines(lines) });
	assert.deepEqual([failures, sessions.length], [[], 1]);
	const [session] = sessions;
	assert.ok(session);
	return { session, warnings: warnings.map(({ message }) => message) };
}

/** The ids of all messages, each with that of the one before it. */
export function links({ messages }: IncomingSession): readonly string[] {
	return messages.map(({ id, after }) => `${after ?? '·'}→${id}`);
}
