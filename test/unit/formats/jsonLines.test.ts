import assert from 'node:assert/strict';
import { JsonLines } from '../../../src/formats/jsonLines.js';

/** What is read of bytes that come in pieces of that length. */
function read(bytes: Buffer, piece: number): { readonly values: unknown[]; readonly bad: JsonLines['bad'] } {
	const lines = new JsonLines();
	const values: unknown[] = [];
	for (let at = 0; at < bytes.length; at += piece)
		for (const { number, value } of lines.take(bytes.subarray(at, at + piece))) values.push([number, value]);
	for (const { number, value } of lines.end()) values.push([number, value]);
	return { values, bad: lines.bad };
}

const good = { numbers: [], count: 0, tornEnd: undefined, mangled: false };

describe('JSON lines', () => {
	const cases: readonly [string, Buffer, unknown[], object][] = [
		[
			'are parted by line breaks of both kinds',
			Buffer.from('1\r\n"→🙂"\n\n{"a":2}'),
			[
				[1, 1],
				[2, '→🙂'],
				[4, { a: 2 }],
			],
			good,
		],
		[
			'begin after a byte order mark',
			Buffer.from('\ufeff1\n2\n'),
			[
				[1, 1],
				[2, 2],
			],
			good,
		],
		[
			'have a byte order mark nowhere else',
			Buffer.from('1\n\ufeff2\n'),
			[[1, 1]],
			{ ...good, numbers: [2], count: 1 },
		],
		[
			'may hold bytes that are no text',
			Buffer.concat([Buffer.from('"a'), Buffer.of(0xff), Buffer.from('"\n"\ufffd"\n')]),
			[
				[1, 'a\ufffd'],
				[2, '\ufffd'],
			],
			{ ...good, mangled: true },
		],
		[
			'may hold the sign for what is no text',
			Buffer.from('"\ufffd"\n"\ufffd"'),
			[
				[1, '\ufffd'],
				[2, '\ufffd'],
			],
			good,
		],
		[
			'may break off at the end, inside a character',
			Buffer.from('1\n"→').subarray(0, 5),
			[[1, 1]],
			{ ...good, tornEnd: 2 },
		],
		[
			'may stand two on a line',
			Buffer.from('{"a":1}{"b":2}\n{"c":3}'),
			[
				[1, { a: 1 }],
				[1, { b: 2 }],
				[2, { c: 3 }],
			],
			good,
		],
	];
	for (const [what, bytes, values, bad] of cases) {
		it(what, () => {
			for (let piece = 1; piece <= bytes.length; piece++)
				assert.deepEqual(read(bytes, piece), { values, bad }, `in pieces of ${String(piece)}`);
		});
	}

	it('refuses a line that is too long to be one value, without waiting for its end', () => {
		const lines = new JsonLines();
		lines.take(Buffer.from('{}\n'));
		const chunk = Buffer.alloc(16 * 2 ** 20, 'a');
		let taken = 0;
		assert.throws(() => {
			for (; taken < 100; taken++) lines.take(chunk);
		}, /too long: a single JSON value of more than 384 MiB/);
		assert.equal(taken, 24);
	});
});
