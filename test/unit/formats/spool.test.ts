import assert from 'node:assert/strict';
import type { Body } from '../../../src/store/incoming.js';
import { type Overflow, Spool } from '../../../src/formats/spool.js';
import { TemporaryFile } from '../../../src/sources/overflow.js';
import { Random } from '../../support/random.js';

const chunk = 1 << 20;

/** An overflow in memory that tells what was asked of it. */
class Pile implements Overflow {
	readonly asked: string[] = [];
	#bytes = Buffer.alloc(0);

	append(bytes: Uint8Array): void {
		this.asked.push(`append ${String(bytes.length)}`);
		this.#bytes = Buffer.concat([this.#bytes, bytes]);
	}

	read(offset: number, into: Uint8Array): void {
		this.asked.push(`read ${String(into.length)} at ${String(offset)}`);
		assert.ok(offset + into.length <= this.#bytes.length);
		this.#bytes.copy(into, 0, offset);
	}
}

/** Texts of many lengths, some of characters of more than one byte. */
function texts(count: number, longest: number): readonly string[] {
	const random = new Random(3);
	return Array.from({ length: count }, (_, at) => {
		const letter = random.pick(['a', 'ß', '→', '🙂', '\ud800']);
		return `${String(at)} ${letter.repeat(random.below(longest))}`;
	});
}

function assertHolds(bodies: readonly Body[], all: readonly string[]): void {
	for (const [at, body] of bodies.entries()) {
		const expected = Buffer.from(all[at] ?? '');
		assert.ok(expected.equals(body.bytes), `bytes of ${String(at)}`);
		assert.equal(body.text, expected.toString());
	}
}

describe('Spool', () => {
	it('keeps texts in memory where nothing else is there', () => {
		const all = texts(300, 20_000);
		const spool = new Spool();
		assertHolds(
			all.map((text) => spool.add(text)),
			all,
		);
	});

	it('moves the oldest out, one chunk at a time, and reads them in large pieces', () => {
		const pile = new Pile();
		const spool = new Spool(pile, 2 * chunk);
		const all = Array.from({ length: 10 }, (_, at) => String(at).repeat(chunk / 2));
		const bodies = all.map((text) => spool.add(text));
		const moved = ['append', 'append', 'append'].map((word) => `${word} ${String(chunk)}`);
		assert.deepEqual(pile.asked, moved);
		assertHolds(bodies, all);
		assert.deepEqual(
			pile.asked.slice(moved.length),
			[0, 1, 2].map((at) => `read ${String(chunk)} at ${String(at * chunk)}`),
		);
	});

	it('gives each text in any order, also after more were added, and those longer than a chunk', () => {
		const spool = new Spool(new Pile(), 2 * chunk);
		const all = [...texts(200, 30_000), 'x'.repeat(3 * chunk), '→'.repeat(chunk), '', ...texts(200, 30_000)];
		const bodies: Body[] = [];
		for (const text of all) {
			bodies.push(spool.add(text));
			if (bodies.length % 50 === 0) assertHolds(bodies, all);
		}
		assertHolds(bodies.toReversed(), all.toReversed());
	});

	it('holds in a temporary file what it held in memory', () => {
		const file = new TemporaryFile();
		const spool = new Spool(file, chunk);
		const all = texts(500, 20_000);
		const bodies = all.map((text) => spool.add(text));
		try {
			assertHolds(bodies, all);
			assert.throws(() => {
				file.read(0, new Uint8Array(64 * chunk));
			}, /has less than/);
		} finally {
			file.dispose();
		}
	});
});
