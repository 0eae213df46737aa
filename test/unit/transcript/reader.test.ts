import { strict as assert } from 'node:assert';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '../../../src/protocol/transcript.js';
import type { NewMessage } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import {
	pageAround,
	pageBefore,
	pageFrom,
	pageSize,
	positionOf,
	surroundingsOf,
} from '../../../src/views/transcriptReader.js';

const user = (content: string): NewMessage => ({ role: 'user', content });
const range = ({ start, end }: Page): readonly number[] => [start, end];

describe('the pages of a transcript', () => {
	let folder = '';
	let store: SessionStore;
	let id = '';
	before(async () => {
		folder = await fs.mkdtemp(join(tmpdir(), 'transcript-'));
		store = await SessionStore.open(folder);
	});
	after(async () => {
		await store.close();
		await fs.rm(folder, { recursive: true });
	});
	const session = async (messages: readonly NewMessage[]): Promise<readonly string[]> => {
		id = await store.createSession({ title: 'T' });
		return store.addMessages(id, messages);
	};
	/** All pages one after the other, from either end. */
	const walk = async (from: 'start' | 'end', total: number): Promise<readonly Page[]> => {
		const pages: Page[] = [];
		for (let at = from === 'start' ? 0 : total; from === 'start' ? at < total : at > 0;) {
			const page = await (from === 'start' ? pageFrom(store, id, at) : pageBefore(store, id, at));
			const next = from === 'start' ? page.end : page.start;
			assert.notEqual(next, at, 'a page must lead on');
			at = next;
			pages.push(page);
		}
		return pages;
	};

	it('of an empty session are empty', async () => {
		await session([]);
		const empty = { start: 0, end: 0, entries: [] };
		assert.deepEqual([await pageFrom(store, id, 0), await pageBefore(store, id, 0)], [empty, empty]);
	});

	it('cover every message once, from either end', async () => {
		const ids = await session(Array.from({ length: 450 }, (_, index) => user(String(index))));
		const seen = (pages: readonly Page[]): readonly string[] =>
			pages.flatMap(({ entries }) => entries.map((entry) => entry.id));
		assert.deepEqual(seen(await walk('start', 450)), ids);
		assert.deepEqual(seen([...(await walk('end', 450))].reverse()), ids);
	});

	it('are bounded by size, but hold at least one row', async () => {
		await session(Array.from({ length: 12 }, () => user('x'.repeat(5_000_000))));
		const pages = await walk('start', 12);
		const sizes = pages.map((page) => JSON.stringify(page).length);
		assert.ok(Math.max(...sizes) <= pageSize.units + 1000, String(Math.max(...sizes)));
		assert.deepEqual(range(await pageBefore(store, id, 12)), [11, 12]);
	});

	it('never part a tool exchange', async () => {
		const messages = Array.from({ length: 60 }, (): readonly NewMessage[] => [
			user('go'),
			{
				role: 'assistant',
				content: '',
				toolCalls: [
					{ id: '1', name: 'a', arguments: '' },
					{ id: '2', name: 'b', arguments: '' },
				],
			},
			{ role: 'tool', content: 'x'.repeat(8000), toolCallId: '1' },
			{ role: 'tool', content: 'y'.repeat(8000), toolCallId: '2' },
		]).flat();
		await session(messages);
		const pages = [...(await walk('start', 240)), ...(await walk('end', 240)), await pageFrom(store, id, 3)];
		const rows = pages.flatMap(({ entries }) => entries);
		assert.deepEqual(
			rows.filter(({ role, calls }) => role === 'tool' || calls.some(({ result }) => result === null)),
			[],
		);
		assert.deepEqual(pages.at(-1)?.start, 1);
	});

	it('lead on through a run of results that nobody asked for', async () => {
		await session([
			user('a'),
			...Array.from({ length: 700 }, (): NewMessage => ({ role: 'tool', content: 'r'.repeat(3000) })),
		]);
		const forward = await walk('start', 701);
		const backward = await walk('end', 701);
		assert.deepEqual([forward.at(-1)?.end, backward.at(-1)?.start], [701, 0]);
	});

	it('around a message have some context before it', async () => {
		const ids = await session(Array.from({ length: 400 }, (_, index) => user(String(index))));
		const page = await pageAround(store, id, ids[200] ?? '');
		assert.deepEqual(page && range(page), [190, 220]);
		assert.equal(page?.entries.length, 30);
	});

	it('know where a message stands, and that another does not', async () => {
		const ids = await session([user('a'), user('b'), user('c')]);
		await store.revertToMessage(id, { index: 0 });
		await store.addMessage(id, user('other'));
		const places = await Promise.all(
			[...ids, 'nowhere'].map((messageId) => positionOf(store, id, messageId)),
		);
		assert.deepEqual(places, [0, undefined, undefined, undefined]);
	});
});

describe('what surrounds a transcript', () => {
	it('is read along parents and fork points', async () => {
		const folder = await fs.mkdtemp(join(tmpdir(), 'transcript-'));
		const store = await SessionStore.open(folder);
		const root = await store.createSession({ title: 'Root' });
		await store.addMessages(root, [user('a'), user('b'), user('c')]);
		const fork = await store.forkSession(root, { fromMessageIndex: 1 });
		await store.addMessage(fork, user('d'));
		const second = await store.forkSession(fork);
		const around = await surroundingsOf(store, second, await store.listSessions());
		assert.deepEqual(
			{
				ancestors: around.ancestors.map(({ id }) => id),
				sources: around.sources.map((source) => [source.session.id, source.forkPoint.index]),
				sessions: around.sessions.length,
			},
			{
				ancestors: [fork, root],
				sources: [
					[fork, 2],
					[root, 1],
				],
				sessions: 3,
			},
		);
		await store.close();
		await fs.rm(folder, { recursive: true });
	});
});
