import { strict as assert } from 'node:assert';
import { forEachLine } from '../../../src/store/lines.js';
import { Random } from '../../support/random.js';

type Line = readonly [text: string | undefined, start: number, end: number];

/** What `forEachLine` gives, found one byte after the other. */
function plainly(bytes: Buffer): { readonly lines: readonly Line[]; readonly taken: number } {
	const lines: Line[] = [];
	let start = 0;
	bytes.forEach((byte, at) => {
		if (byte !== 10) return;
		const line = bytes.subarray(start, at);
		const text = line.toString('utf8');
		lines.push([Buffer.from(text).equals(line) ? text : undefined, start, at]);
		start = at + 1;
	});
	return { lines, taken: start };
}

function found(bytes: Buffer): ReturnType<typeof plainly> {
	const lines: Line[] = [];
	const taken = forEachLine(bytes, (...line) => lines.push(line));
	return { lines, taken };
}

describe('The lines of a log', () => {
	const ascii = (length: number): Buffer => Buffer.alloc(length, 'a line of text ');
	const newline = Buffer.from('\n');

	it('are found where they are longer than what is decoded at once', () => {
		for (const length of [(32 << 10) - 1, 32 << 10, (32 << 10) + 1, 200_000]) {
			const bytes = Buffer.concat([ascii(10), newline, ascii(length), newline, newline, ascii(5)]);
			assert.deepEqual(found(bytes), plainly(bytes), String(length));
		}
	});
	it('are as they are, whatever stands beside them: ASCII, other texts, what is no text', () => {
		const random = new Random(5);
		const kinds = [
			(): Buffer => ascii(random.below(3000)),
			(): Buffer => Buffer.from('naïve 日本語 🙂 '.repeat(random.below(60))),
			(): Buffer => Buffer.from([...ascii(random.below(50)), 0xc3, 0x28, 0xff]),
			(): Buffer => Buffer.alloc(0),
			(): Buffer => Buffer.from('\r'),
		];
		for (let round = 0; round < 40; round++) {
			// Few kinds, so that there are long stretches of ASCII, and long ones that are sound.
			const some = random.shuffled(kinds).slice(0, 1 + random.below(kinds.length));
			const lines = Array.from({ length: 300 }, () => [random.pick(some)(), newline]).flat();
			const bytes = Buffer.concat(random.chance(0.5) ? lines : lines.slice(0, -1));
			assert.deepEqual(found(bytes), plainly(bytes), `round ${round}`);
		}
	});
	it('are none where none ends', () => {
		assert.deepEqual(found(Buffer.from('not yet')), { lines: [], taken: 0 });
		assert.deepEqual(found(Buffer.alloc(0)), { lines: [], taken: 0 });
	});
});
