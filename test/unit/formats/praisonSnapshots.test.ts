import { strict as assert } from 'node:assert';
import type { Json } from '../../../src/store/model.js';
import { picked, session, snapshot, turns } from './fixtures.js';
import { readBundle } from './importing.js';

describe('reading the snapshots of PraisonAI', () => {
	const dropped = 'PraisonAI had since dropped';
	const places: readonly (readonly [string, Json, string | null | undefined, string | undefined])[] = [
		['its index', snapshot('S', 1, 11.5), 's/1', undefined],
		['nothing, when it was empty', snapshot('S', -1, 0), null, undefined],
		['its index, when it has no time', { message_index: 1 }, 's/1', undefined],
		[
			'the last message before it, when the one at the index is younger',
			snapshot('S', 3, 11.5),
			's/1',
			`4, which was written after the snapshot was taken: ${dropped} or replaced messages before it. By the times, it now marks the last message from before it that is still there: “turn 11”.`,
		],
		[
			'the last message before it, when there is none at the index',
			snapshot('S', 90, 12.5),
			's/2',
			`91, and there are only 4: ${dropped} messages. By the times, it now marks the last message from before it that is still there: “turn 12”.`,
		],
		[
			'no place, when all messages are younger',
			snapshot('S', 3, 5),
			undefined,
			`4, which was written after the snapshot was taken: ${dropped} or replaced messages before it. Nothing tells where it was, so it is left out.`,
		],
	];
	for (const [name, given, messageId, warning] of places) {
		it(`places a snapshot by ${name}`, async () => {
			const file = session('s', turns(4, 10), { snapshots: [given] });
			const { bundle, warnings } = await readBundle([picked('s.json', file)]);
			const start = '“Title of s”: the snapshot “S” pointed at message number ';
			assert.deepEqual(
				{ place: bundle?.sessions[0]?.snapshots[0]?.messageId, warnings },
				{
					place: messageId,
					warnings: warning === undefined ? [] : [{ path: 's.json', message: start + warning }],
				},
			);
		});
	}
});
