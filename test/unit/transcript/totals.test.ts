import assert from 'node:assert/strict';
import type { Totals } from '../../../src/protocol/content.js';
import type { Message } from '../../../src/store/model.js';
import { TranscriptTotals } from '../../../src/views/transcriptTotals.js';

/** A transcript of `count` messages, of which each took one token more than the one before; `branch` begins the ids. */
function said(count: number, branch = 'm', from: readonly Message[] = []): readonly Message[] {
	const messages = [...from];
	while (messages.length < count) {
		messages.push({
			id: `${branch}${String(messages.length)}`,
			after: messages.at(-1)?.id ?? null,
			role: 'assistant',
			content: '',
			timestamp: 0,
			metadata: { tokens: messages.length + 1 },
		});
	}
	return messages;
}

class Watched {
	messages: readonly Message[] = [];
	/** Messages read. */
	read = 0;
	readonly #told: ((totals: Totals) => void)[] = [];
	readonly totals = new TranscriptTotals({
		id: 'one',
		source: () => Promise.resolve(this),
		tell: (totals) => {
			this.#told.shift()?.(totals);
			return Promise.resolve();
		},
		failed: (error) => {
			throw error;
		},
	});

	getMessages(id: string, range: { start?: number; end?: number } = {}): Promise<readonly Message[]> {
		assert.equal(id, 'one');
		const found = this.messages.slice(range.start, range.end);
		this.read += found.length;
		return Promise.resolve(found);
	}

	/** The sums of all messages and of the fork's own. */
	async follow(shared = 0): Promise<readonly (number | null | undefined)[]> {
		const told = new Promise<Totals>((resolve) => this.#told.push(resolve));
		this.totals.follow(shared);
		const { session, sinceFork } = await told;
		return [session?.total, sinceFork?.total];
	}
}

describe('the totals of a transcript', () => {
	let watched: Watched;
	beforeEach(() => {
		watched = new Watched();
	});
	afterEach(() => {
		watched.totals.dispose();
	});

	it('are of all messages, and of those after the fork point', async () => {
		watched.messages = said(1000);
		assert.deepEqual(await watched.follow(), [500_500, undefined]);
		assert.deepEqual(await watched.follow(998), [500_500, 999 + 1000]);
	});

	it('go on from what was summed up when messages are added', async () => {
		watched.messages = said(1000);
		await watched.follow();
		watched.read = 0;
		watched.messages = said(1002, 'm', watched.messages);
		assert.deepEqual([await watched.follow(), watched.read], [[500_500 + 1001 + 1002, undefined], 3]);
	});

	it('begin anew when the session was reverted or switched', async () => {
		watched.messages = said(10);
		await watched.follow();
		watched.messages = said(4);
		assert.deepEqual(await watched.follow(), [10, undefined]);
		watched.messages = said(12, 'other', said(2));
		assert.deepEqual(await watched.follow(), [78, undefined]);
	});

	it('of nothing are nothing', async () => {
		assert.deepEqual(await watched.follow(), [undefined, undefined]);
	});
});
