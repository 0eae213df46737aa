import { strict as assert } from 'node:assert';
import type { FindQuery } from '../../../src/protocol/findQuery.js';
import type { Found, Hit, ToTranscript } from '../../../src/protocol/transcript.js';
import type { Message, NewMessage } from '../../../src/store/model.js';
import { spread } from '../../../src/views/searchHits.js';
import { endsWithin } from '../../../src/views/searchLimit.js';
import { mostHits, mostPositions } from '../../../src/views/searchRun.js';
import { TranscriptSearch } from '../../../src/views/transcriptSearch.js';

const plain: FindQuery = { text: '', matchCase: false, wholeWord: false, regex: false, role: 'all' };

/** A transcript that is searched, and what the page was told. */
class Stage {
	messages: Message[] = [];
	readonly posted: ToTranscript[] = [];
	readonly read: [number, number][] = [];
	/** Runs before each reading. */
	beforeRead: (start: number) => void = () => undefined;
	readonly search = new TranscriptSearch({
		read: async ({ start, end }) => {
			await Promise.resolve();
			this.beforeRead(start);
			this.read.push([start, end]);
			return this.messages.slice(start, end);
		},
		post: (message) => {
			this.posted.push(message);
			return Promise.resolve();
		},
		explain: (error) => `told: ${String(error)}`,
	});

	constructor(...messages: readonly (string | Partial<NewMessage>)[]) {
		this.add(...messages);
	}

	add(...messages: readonly (string | Partial<NewMessage>)[]): void {
		for (const given of messages) {
			const id = `m${String(this.messages.length)}`;
			const said = typeof given === 'string' ? { content: given } : given;
			const rest = { id, after: null, timestamp: 0, metadata: {} };
			this.messages.push({ role: 'user', content: '', ...said, ...rest });
		}
	}

	find(query: Partial<FindQuery> | null, { from = 0, search = 1 } = {}): Promise<void> {
		const whole = query && { ...plain, ...query };
		return this.search.do({ type: 'find', search, query: whole, from });
	}

	get hits(): readonly Hit[] {
		return this.posted.flatMap((message) => (message.type === 'hit' ? message.hit : []));
	}

	get found(): Found {
		const last = this.posted.findLast((message) => message.type === 'found');
		if (!last) throw new Error('Nothing was found yet.');
		return last.found;
	}

	/** `1 of 2`, and the message of the last hit. */
	get told(): string {
		const { current, count, isCapped } = this.found;
		return `${String(current)} of ${String(count)}${isCapped ? '+' : ''} at ${String(this.hits.at(-1)?.index)}`;
	}
}

/** Of what a hit tells, where it is. */
function placeOf({ index, at }: Hit): string {
	if (!at) return String(index);
	const { ref, part, start, end } = at;
	return [index, ref.field, ref.index, part, start, end].join(' ');
}

describe('the search through a transcript', () => {
	it('looks into all that a message shows', async () => {
		const stage = new Stage(
			{ content: 'needle one' },
			{
				role: 'assistant',
				content: [
					{ type: 'thinking', text: 'a needle' },
					{ type: 'image', mediaType: 'image/png', data: 'needle', url: 'needle' },
					{ type: 'file', name: 'needle.ts', text: 'the needle' },
					{ type: 'data', source: 'x', value: { a: 'needle' } },
				],
				toolCalls: [{ id: 'c', name: 'needle', arguments: '{"a":"needle"}' }],
			},
			{ role: 'tool', content: 'needle', toolCallId: 'c' },
		);
		await stage.find({ text: 'needle' });
		for (let steps = 1; steps < stage.found.count; steps++) await stage.search.do({ type: 'step', by: 1 });
		assert.deepEqual(stage.hits.map(placeOf), [
			'0 content 0 text 0 6',
			'1 content 0 text 2 8',
			'1 content 2 name 0 6',
			'1 content 2 text 4 10',
			'1 content 3 text 10 16',
			'1 arguments 0 name 0 6',
			'1 arguments 0 text 6 12',
			'2 content 0 text 0 6',
		]);
		assert.deepEqual(stage.found.positions, [0, 1, 2]);
	});

	it('begins where the reader is, and counts from the beginning', async () => {
		const stage = new Stage('a', 'a a', 'b', 'a', 'a');
		await stage.find({ text: 'a' }, { from: 2 });
		assert.equal(stage.told, '4 of 5 at 3');
		const told: string[] = [];
		for (const by of [1, 1, -1, -1, -1, -1] as const) {
			await stage.search.do({ type: 'step', by });
			told.push(stage.told);
		}
		assert.deepEqual(told, [
			...['5 of 5 at 4', '1 of 5 at 0', '5 of 5 at 4', '4 of 5 at 3', '3 of 5 at 1', '2 of 5 at 1'],
		]);
	});

	it('goes to the first of all where there is none after the reader, even one beyond the end', async () => {
		const stage = new Stage('x', 'a', 'b');
		await stage.find({ text: 'a' }, { from: 2 });
		assert.equal(stage.told, '1 of 1 at 1');
		await stage.find({ text: 'a' }, { from: 1000 });
		assert.equal(stage.told, '1 of 1 at 1');
		stage.add('a');
		await stage.search.follow();
		assert.equal(stage.told, '1 of 2 at 1');
	});

	it('tells hits in one text apart', async () => {
		const stage = new Stage(`${'-'.repeat(100)}a b a${'+'.repeat(100)}`);
		await stage.find({ text: 'a' });
		await stage.search.do({ type: 'step', by: 1 });
		const { before, after, inText, earlier } = stage.hits.at(-1)?.at ?? {};
		assert.deepEqual([before, after, inText, earlier], [`${'-'.repeat(56)}a b `, '+'.repeat(60), 2, 1]);
	});

	it('finds nothing', async () => {
		const stage = new Stage('b');
		await stage.find({ text: 'a' });
		assert.deepEqual(stage.posted, [
			{
				type: 'found',
				found: {
					...{ search: 1, count: 0, isCapped: false, current: null },
					...{ isBusy: false, problem: null, positions: [] },
				},
			},
		]);
	});

	it('finds in messages of a role only, and without a text those messages', async () => {
		const stage = new Stage('a', { role: 'assistant', content: 'a' }, 'b', { role: 'tool', content: 'a' });
		await stage.find({ text: 'a', role: 'tool' });
		assert.equal(stage.told, '1 of 1 at 3');
		await stage.find({ role: 'user' });
		await stage.search.do({ type: 'step', by: 1 });
		assert.equal(stage.told, '2 of 2 at 2');
		assert.deepEqual(stage.hits.at(-1), { index: 2, at: null });
	});

	it('says what is no expression', async () => {
		const stage = new Stage('a');
		await stage.find({ text: '(a', regex: true });
		assert.equal(stage.found.problem, 'Not a regular expression: Unterminated group.');
		assert.deepEqual(stage.read, []);
	});

	it('passes a long run of blanks once, whatever begins with one', async () => {
		const stage = new Stage(`a${' '.repeat(400_000)}b`, 'a \n x');
		await stage.find({ text: ' x' });
		const { problem, count } = stage.found;
		assert.deepEqual([problem, count], [null, 1]);
	});

	it('breaks off an expression that takes too long', async () => {
		const stage = new Stage('a', `${'a'.repeat(60)}!`);
		await stage.find({ text: '(a+)+$', regex: true });
		const { problem, count, current, isBusy } = stage.found;
		assert.deepEqual([problem, count, current, isBusy], ['This expression takes too long.', 0, null, false]);
		stage.add('a');
		await stage.search.follow();
		assert.equal(stage.found.count, 0);
	}).timeout(20_000);

	it('says that an expression takes too much memory', async () => {
		const stage = new Stage('a', 'a b\n'.repeat(2_000_000));
		await stage.find({ text: '(.|\\s)*@', regex: true });
		assert.match(stage.found.problem ?? '', /^This expression takes too (much memory|long)\.$/);
		assert.equal(stage.found.count, 0);
	}).timeout(20_000);

	it('counts up to a limit', async () => {
		const stage = new Stage('a'.repeat(mostHits + 1));
		await stage.find({ text: 'a' });
		assert.equal(stage.told, `1 of ${String(mostHits)}+ at 0`);
		await stage.search.do({ type: 'step', by: -1 });
		assert.equal(stage.hits.at(-1)?.at?.start, mostHits - 1);
	});

	it('is as long as the limit without passing it', async () => {
		const stage = new Stage('a'.repeat(mostHits));
		await stage.find({ text: 'a' });
		assert.equal(stage.found.isCapped, false);
	});

	it('gives way to a newer one', async () => {
		const stage = new Stage(...Array.from({ length: 1200 }, () => 'a b'));
		let newer: Promise<void> | undefined;
		stage.beforeRead = () => {
			if (stage.read.length === 1) newer ??= stage.find({ text: 'b' }, { search: 2 });
		};
		await stage.find({ text: 'a' });
		await newer;
		const last = stage.posted.findIndex(({ type, ...rest }) => type === 'hit' && 'search' in rest);
		assert.equal(stage.found.search, 2);
		assert.equal(stage.found.count, 1200);
		const late = stage.posted
			.slice(last + 1)
			.filter((each) => each.type === 'found' && each.found.search === 1);
		assert.deepEqual(late, []);
	});

	it('ends with the widget, and leaves what it read', async () => {
		const stage = new Stage('a');
		await stage.find({ text: 'a' });
		const before = stage.posted.length;
		await stage.find(null, { search: 2 });
		stage.add('a');
		await stage.search.follow();
		await stage.search.do({ type: 'step', by: 1 });
		assert.equal(stage.posted.length, before);
	});

	it('finds what is added, keeps the place, and reads nothing again', async () => {
		const stage = new Stage('a', 'a', 'b');
		await stage.find({ text: 'a' }, { from: 1 });
		stage.read.length = 0;
		stage.add('a', 'b');
		await stage.search.follow();
		assert.equal(stage.told, '2 of 3 at 1');
		assert.equal(stage.hits.length, 1);
		assert.equal(stage.read.at(-1)?.[0], 5);
		assert.ok(stage.read.every(([start]) => start >= 2));
	});

	it('finds what is added while it searches', async () => {
		const stage = new Stage(...Array.from({ length: 600 }, () => 'a'));
		stage.beforeRead = (start) => {
			if (start > 0 || stage.messages.length > 600) return;
			stage.add('a');
			void stage.search.follow();
		};
		// The end was read by then: what is before the place comes last.
		await stage.find({ text: 'a' }, { from: 300 });
		assert.equal(stage.found.count, 601);
	});

	it('searches another transcript anew, near the place, and moves nobody', async () => {
		const stage = new Stage('a', 'a', 'a', 'a');
		await stage.find({ text: 'a' }, { from: 2 });
		stage.messages = stage.messages.slice(0, 1);
		stage.add('b', 'b');
		stage.messages = stage.messages.map((message, at) => ({ ...message, id: `n${String(at)}` }));
		await stage.search.follow();
		assert.equal(stage.found.count, 1);
		assert.equal(stage.hits.length, 1);
	});

	it('says why it failed', async () => {
		const stage = new Stage('a');
		stage.beforeRead = () => {
			throw new Error('no disk');
		};
		await stage.find({ text: 'a' });
		assert.equal(stage.found.problem, 'told: Error: no disk');
	});

	it('is shown again by a page that begins anew, unless it was closed', async () => {
		const stage = new Stage('a');
		await stage.search.resume();
		assert.deepEqual(stage.posted, []);
		await stage.find({ text: 'a' });
		stage.posted.length = 0;
		await stage.search.resume();
		assert.deepEqual(
			stage.posted.map(({ type }) => type),
			['finder', 'found', 'hit'],
		);
		await stage.find(null);
		stage.posted.length = 0;
		await stage.search.resume();
		assert.deepEqual(stage.posted, []);
	});

	it('marks so many messages, spread over all of them', async () => {
		const stage = new Stage(...Array.from({ length: 3 * mostPositions }, () => 'a'));
		await stage.find({ text: 'a' });
		const { positions } = stage.found;
		assert.deepEqual(
			[positions.length, positions[0], positions.at(-1)],
			[mostPositions, 0, 3 * (mostPositions - 1)],
		);
		assert.deepEqual(spread([0, 1, 98, 99], 100, 2), [0, 98]);
	});
});

describe('a limit of time', () => {
	it('breaks off what does not end, passes on what fails, and leaves the rest', () => {
		assert.equal(
			endsWithin(50, () => /^(a+)+$/u.test(`${'a'.repeat(60)}!`)),
			false,
		);
		let ran = false;
		assert.equal(
			endsWithin(5000, () => {
				ran = true;
			}),
			true,
		);
		assert.equal(ran, true);
		assert.throws(
			() =>
				endsWithin(5000, () => {
					throw new RangeError('own');
				}),
			/own/,
		);
	});
});
