import assert from 'node:assert/strict';
import { ratioOfMedians, rowOfMedians, type Row } from '../../bench/bench.js';
import { runBenches, storeBenches } from '../../bench/benches.js';
import { importing } from '../../bench/importing.js';
import { interleaved } from '../../bench/interleaved.js';
import { ownPeers } from '../../bench/peers/peers.js';
import { asJson, asTable } from '../../bench/report.js';

const tiny = {
	small: 5,
	large: 20,
	sessions: 6,
	messages: 30,
	depth: 3,
	huge: 40,
	imported: 1e5,
	warmUp: 0,
	rehearsals: 0,
	writes: 2,
	processes: 1,
	settle: 0,
};

describe('a row of medians', () => {
	it('takes the middle of each series and compares them', () => {
		assert.deepEqual(
			rowOfMedians('x', [9, 1, 3], [1, 2, 100, 3], 2, { other: [5, 7], unable: [1, NaN, 2] }),
			{
				name: 'x',
				ours_ms: 3,
				limit_ms: 2.5,
				ratio: 1.2,
				budget: 2,
				peers: { other: 6 },
			},
		);
	});
});

describe('interleaved measurements', () => {
	it('take turns in changing order, and leave out the round that warms up', async () => {
		const turns: string[] = [];
		const measure = (name: string) => (round: number) => {
			turns.push(name);
			return round;
		};
		const found = await interleaved({ a: measure('a'), b: measure('b') }, { warmUp: 1, rounds: 3 });
		assert.deepEqual(found, { a: [1, 2, 3], b: [1, 2, 3] });
		const orders = turns.join('').match(/../g) ?? [];
		assert.deepEqual([orders.length, [...new Set(orders)].sort()], [4, ['ab', 'ba']]);
	});

	it('have three rounds when they are slow', async () => {
		const found = await interleaved({ slow: () => 1 }, { warmUp: 1, rounds: 9, patience: -1 });
		assert.deepEqual(found, { slow: [1, 1, 1] });
	});
});

describe('the bench', () => {
	it('has every row, each with numbers, and the peers beside those that they can do too', async function () {
		// Many short processes, one after the other.
		this.timeout(60_000);
		const rows = await runBenches(storeBenches, { scale: tiny, peers: ownPeers });
		const withPeers = rows.filter(({ peers = {} }) => 'json file' in peers && 'node:sqlite' in peers);
		assert.deepEqual(
			rows.map(({ name, budget }) => [name, budget]),
			[
				['add a message at 20 (write + fdatasync)', 1.5],
				['add a message at 20 (at 5)', 1.2],
				['fork at 20 (at 5)', 1.2],
				['fork on disk, in KB (1 KB)', 1],
				['snapshot at 20 (at 5)', 1.2],
				['revert at 20 (at 5)', 1.2],
				['open 6 sessions, 30 messages, no index (read and parse all)', 1.5],
				['the same, and list them, no index (read and parse all)', null],
				['open 6 sessions, 30 messages, valid index (readdir + stat all)', 3],
				['the same, and list them, valid index (readdir + stat all)', null],
				['memory after reading every transcript, in MB (all lines parsed and kept)', null],
				['load a transcript of 20 (read and parse its log)', 1.5],
				['load a transcript of 20 (read, parse and keep its log)', null],
				['load the end of 3 forks of forks (read and parse all)', null],
				['open a session of 40 and its last page (read and parse its log)', null],
			],
		);
		const numbers = rows.flatMap(({ ours_ms, limit_ms, ratio, peers = {} }) => {
			return [ours_ms, limit_ms, ratio, ...Object.values(peers)];
		});
		assert.ok(numbers.every((number) => Number.isFinite(number) && number > 0));
		assert.deepEqual(withPeers.length, 7);
	});

	it('imports transcripts of each kind', async function () {
		this.timeout(60_000);
		const rows = await runBenches({ importing }, { scale: tiny, peers: [] });
		assert.deepEqual(
			rows.map(({ name, budget }) => [name, budget]),
			[
				['import OpenAI chat, 0.01 MB (read and parse its lines)', null],
				['import Codex, 0.01 MB (read and parse its lines)', null],
				['import Claude Code, 0.01 MB (read and parse its lines)', null],
				['import Claude Code, 0.1 MB (read and parse its lines)', 3],
				['memory at most for 0.1 MB of Claude Code, in MB (for 0.01 MB)', 3],
				['longest hold-up meanwhile (50 ms)', null],
			],
		);
		assert.ok(rows.every(({ ratio }) => ratio > 0));
	});

	const row: Row = { name: 'x', ours_ms: 4, limit_ms: 2, ratio: 2, budget: 1.5, peers: { other: 3 } };

	it('prints JSON with the rows just as they are', () => {
		const { machine, rows, ...rest } = JSON.parse(asJson([row])) as Record<string, unknown>;
		assert.deepEqual([rows, rest, typeof machine], [[row], {}, 'object']);
	});

	it('prints nothing but the rows of what has no peers', () => {
		const alone = ratioOfMedians('y', [3], [2], null);
		assert.deepEqual(JSON.parse(asJson([alone])), {
			rows: [{ name: 'y', ours_ms: 3, limit_ms: 2, ratio: 1.5, budget: null }],
		});
	});

	it('marks in its table what is over its budget', () => {
		const within = { ...row, name: 'y', ratio: 1.2 };
		const free = { ...row, name: 'z', budget: null };
		const marks = Object.values(asTable([row, within, free])).map(
			(line) => Object.values(line)[4] as unknown,
		);
		assert.deepEqual(marks, ['OVER', '', '']);
	});
});
