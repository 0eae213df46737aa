import { strict as assert } from 'node:assert';
import { readSources } from '../../../src/formats/readSources.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { picked, session, turn } from './fixtures.js';

describe('reading damaged PraisonAI sessions', () => {
	const message = turn('user', 'Hi', 0);
	const deep = JSON.parse(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`) as Json;
	const refused: readonly (readonly [string, Json, string])[] = [
		[
			'a number for the id',
			session(5 as never, []),
			'session_id: expected a string that is not empty, found 5',
		],
		['no list of messages', session('s', {} as never), 'messages: expected a list, found an object'],
		['a message that is none', session('s', [7 as never]), 'messages[0]: expected an object, found 7'],
		[
			'an unknown role',
			session('s', [message, { ...message, role: 'alien' }]),
			'messages[1].role: "alien" is none of user, assistant, system, tool',
		],
		[
			'a time as text',
			session('s', [{ ...message, timestamp: '1' }]),
			'messages[0].timestamp: expected a number, found "1"',
		],
		[
			'a time beyond all dates',
			session('s', [{ ...message, timestamp: 1e300 }]),
			'messages[0].timestamp: no time in seconds since 1970',
		],
		[
			'no time, but a date of its kind',
			session('s', [{ ...message, timestamp: '2026-99-99' }]),
			'messages[0].timestamp: no time in seconds since 1970',
		],
		[
			'an archive with a fault',
			session('s', [], { archived_messages: [{}] }),
			'archived_messages[0].role: expected a string, found nothing',
		],
		['a number for a title', session('s', [], { title: 5 }), 'title: expected a string, found 5'],
		['a number for a date', session('s', [], { created_at: 5 }), 'created_at: expected a string, found 5'],
		[
			'half an index',
			session('s', [], { snapshots: [{ message_index: 1.5 }] }),
			'snapshots[0].message_index: expected a whole number, found 1.5',
		],
		['a list for metadata', session('s', [], { metadata: [] }), 'metadata: expected an object, found a list'],
		[
			'nesting a thousand deep',
			session('s', [], { metadata: deep as JsonObject }),
			'metadata.a.a.a.a.a.a.a…: nested deeper than 170 levels',
		],
		[
			'what no message could keep',
			session('s', [
				{ ...message, metadata: JSON.parse(`${'{"a":'.repeat(175)}1${'}'.repeat(175)}`) as JsonObject },
			]),
			'messages[0].metadata.a.a.a.a.a…: nested deeper than 170 levels',
		],
		[
			'__proto__',
			JSON.parse('{"session_id":"s","messages":[{"__proto__":{}}]}') as Json,
			'messages[0].__proto__: this key is not allowed',
		],
	];
	for (const [name, file, reason] of refused) {
		it(`refuses ${name} and takes in nothing of the file`, async () => {
			const reading = await readSources([picked('s.json', file)]);
			assert.deepEqual(reading, {
				sessions: [],
				recognised: [],
				warnings: [],
				failures: [{ path: 's.json', message: `s.json: ${reason}` }],
				skipped: [],
			});
		});
	}
});
