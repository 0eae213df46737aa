import { strict as assert } from 'node:assert';
import { writePraison } from '../../../src/formats/praisonWriter.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
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

	/** As newer versions write it: with the messages that it marks. */
	function holding(id: string, messages: readonly JsonObject[], more: JsonObject = {}): JsonObject {
		const transcript = { messages, archived_messages: [], last_compaction: null, ...more };
		return snapshot(id, messages.length - 1, 99, { transcript });
	}

	async function marksOf(file: JsonObject): Promise<unknown> {
		const { bundle, warnings } = await readBundle([picked('s.json', file)]);
		const [read] = bundle?.sessions ?? [];
		return {
			said: read?.messages.map(({ content, after }) => [content, after]),
			head: read?.head,
			marks: read?.snapshots.map(({ label, messageId }) => [label, messageId]),
			warnings,
		};
	}

	it('places a snapshot by what it holds itself, wherever that is now', async () => {
		const archived = { archived_messages: turns(2), snapshots: [holding('S', turns(2)), holding('T', [])] };
		assert.deepEqual(await marksOf(session('s', turns(2, 2), archived)), {
			said: [
				['turn 0', null],
				['turn 1', 's/0'],
				['turn 2', 's/1'],
				['turn 3', 's/2'],
			],
			head: 's/3',
			marks: [
				['S', 's/1'],
				['T', null],
			],
			warnings: [],
		});
	});

	it('goes by the index where what it holds is no object, and writes that as it was', async () => {
		for (const transcript of ['text', 5, ['x']]) {
			const file = session('s', turns(2), {
				snapshots: [snapshot('S', 0, 10.5, { transcript, session_id: 's' })],
			});
			const { bundle } = await readBundle([picked('s.json', file)]);
			assert.deepEqual(bundle?.sessions[0]?.snapshots[0]?.messageId, 's/0');
			assert.deepEqual(JSON.parse(writePraison(bundle).files[0]?.text ?? ''), file);
		}
	});

	it('makes a branch of what only snapshots still hold, once, and writes them as they were', async () => {
		const snapshots = [
			holding('late', turns(4)),
			holding('later', turns(1, 4), { archived_messages: turns(4) }),
			holding('kept', turns(2)),
		];
		const file = session('s', turns(2), { snapshots });
		assert.deepEqual(await marksOf(file), {
			said: [
				['turn 0', null],
				['turn 1', 's/0'],
				['turn 2', 's/1'],
				['turn 3', 's/2'],
				['turn 4', 's/3'],
			],
			head: 's/1',
			marks: [
				['late', 's/3'],
				['later', 's/4'],
				['kept', 's/1'],
			],
			warnings: [],
		});
		const { bundle } = await readBundle([picked('s.json', file)]);
		const [written] = bundle ? writePraison(bundle).files : [];
		assert.deepEqual(JSON.parse(written?.text ?? ''), {
			...file,
			snapshots: snapshots.map((each) => ({ ...each, session_id: 's' })),
		});
	});
});
