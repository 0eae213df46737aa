import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json } from '../../../src/store/model.js';
import { asLines, readAll } from './importing.js';

export async function read(values: readonly Json[]): Promise<IncomingSession> {
	const { sessions, warnings, failures } = await readAll({ 'rollout-x.jsonl': asLines(values) });
	assert.deepEqual([warnings, failures], [[], []]);
	return sessions[0] ?? assert.fail();
}
