import { strict as assert } from 'node:assert';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { Temporary } from './temporary.js';

describe('SessionStore, partings', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession();
	});
	afterEach(() => temporary.remove());

	/** Adds a message that was said at that minute. */
	const say = (content: string, timestamp: number, after?: string | null): Promise<string> =>
		store.addMessage(id, { role: 'user', content, timestamp }, after === undefined ? {} : { after });

	/** Where the transcript parts: `state first words, length` of each way on. */
	async function partings(): Promise<Record<string, readonly string[]>> {
		const found = (await store.getPartings(id)).map(({ messageId, alternatives }) => [
			messageId ?? 'start',
			alternatives.map(({ state, first, messageCount, branchCount }) => {
				const words = first === null ? 'ends here' : JSON.stringify(first.content);
				return `${state} ${words}, ${String(messageCount)}${branchCount > 1 ? ' of several' : ''}`;
			}),
		]);
		return Object.fromEntries(found) as Record<string, readonly string[]>;
	}

	it('number the ways on in the same order whichever is current', async () => {
		const root = await say('a', 1);
		const late = await say('late', 9);
		await store.revertToMessage(id, { messageId: root });
		await say('early', 5);
		const end = await say('and on', 6);
		assert.deepEqual(await partings(), { [root]: ['current "early", 2', 'discarded "late", 1'] });
		await store.revertToMessage(id, { messageId: late });
		assert.deepEqual(await partings(), { [root]: ['discarded "early", 2', 'current "late", 1'] });
		await store.revertToMessage(id, { messageId: end });
		assert.deepEqual(await partings(), { [root]: ['current "early", 2', 'discarded "late", 1'] });
	});

	it('go by id where the times are the same', async () => {
		const root = await say('a', 1);
		const ends: string[] = [];
		for (const words of ['b', 'c', 'd']) {
			await store.revertToMessage(id, { messageId: root });
			ends.push(await say(words, 2));
		}
		const order = ends.toSorted();
		for (const messageId of ends) {
			await store.revertToMessage(id, { messageId });
			const [parting] = await store.getPartings(id);
			assert.deepEqual(
				parting?.alternatives.map(({ end }) => end),
				order,
			);
		}
	});

	it('name last what ends here, and nothing where no branch leaves', async () => {
		const root = await say('a', 1);
		assert.deepEqual(await partings(), {});
		await say('b', 2);
		await store.revertToMessage(id, { messageId: root });
		assert.deepEqual(await partings(), { [root]: ['discarded "b", 1', 'current ends here, 0'] });
		await store.revertToMessage(id, { messageId: null });
		assert.deepEqual(await partings(), { start: ['discarded "a", 2', 'current ends here, 0'] });
	});

	it('stand each at its own message, and count as one what begins alike', async () => {
		const root = await say('a', 1);
		const b = await say('b', 2);
		const c = await say('c', 3);
		await store.revertToMessage(id, { messageId: b });
		await say('d', 4);
		await say('e', 5);
		assert.deepEqual(await partings(), { [b]: ['discarded "c", 1', 'current "d", 2'] });
		await store.revertToMessage(id, { messageId: root });
		await say('other', 6);
		assert.deepEqual(await partings(), {
			[root]: ['discarded "b", 3 of several', 'current "other", 1'],
		});
		await store.revertToMessage(id, { messageId: c });
		assert.deepEqual(await partings(), {
			[root]: ['current "b", 2', 'discarded "other", 1'],
			[b]: ['current "c", 1', 'discarded "d", 2'],
		});
	});

	it('tell what two writers did apart from what was left behind', async () => {
		const root = await say('a', 1);
		await say('mine', 2, root);
		await say('theirs', 3, root);
		const [parting] = await store.getPartings(id);
		assert.deepEqual(parting?.alternatives.map(({ state }) => state).toSorted(), ['current', 'diverged']);
	});
});
