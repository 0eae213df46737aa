import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { FaultyFiles } from './faultyFiles.js';
import { Temporary } from './temporary.js';

const rows = 60;
/** Until the folders' times prove something. */
const settling = 150;

describe('Catching up for a tree', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	async function reader(): Promise<{
		readonly store: SessionStore;
		readonly ids: readonly string[];
		readonly stats: (run: () => Promise<unknown>) => Promise<number>;
	}> {
		const writer = await temporary.open();
		const ids: string[] = [];
		for (let i = 0; i < rows; i++) ids.push(await writer.createSession());
		await delay(settling);
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const stats = async (run: () => Promise<unknown>): Promise<number> => {
			const from = faulty.calls.length;
			await run();
			return faulty.calls.slice(from).filter((call) => call === 'stat').length;
		};
		return { store, ids, stats };
	}

	it('costs the same for each row, however many there are', async () => {
		const { store, ids, stats } = await reader();
		const count = await stats(async () => {
			for (const id of ids) await store.getChildren(id);
		});
		assert.ok(count <= 6 * rows, `${count} stats for ${rows} rows`);
	});
	it('is one reading for all that wait', async () => {
		const { store, stats } = await reader();
		const count = await stats(() => Promise.all(Array.from({ length: rows }, () => store.getRoots())));
		assert.ok(count <= 2 * rows, `${count} stats`);
	});
	it('sees at once what another store moves, here and away', async () => {
		const { store, ids } = await reader();
		const other = await temporary.open();
		const [a = '', b = '', moved = ''] = ids;
		const under = async (id: string): Promise<readonly string[]> =>
			(await store.getChildren(id)).map((session) => session.id);
		for (let round = 0; round < 8; round++) {
			if (round % 4 === 3) await delay(settling);
			const [to, from] = round % 2 ? [a, b] : [b, a];
			await other.moveSession(moved, to);
			assert.deepEqual([await under(to), await under(from)], [[moved], []], `round ${round}`);
		}
	});
	it('begins after whoever shares it has asked', async () => {
		const { store } = await reader();
		const other = await temporary.open();
		const asked: Promise<readonly unknown[]>[] = [];
		for (let made = 1; made <= 5; made++) {
			await other.createSession();
			asked.push(store.getRoots().then((roots) => [made, roots.length >= rows + made]));
		}
		assert.deepEqual(
			await Promise.all(asked),
			[1, 2, 3, 4, 5].map((made) => [made, true]),
		);
	});
});
