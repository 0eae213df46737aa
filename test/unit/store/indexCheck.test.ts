import { strict as assert } from 'node:assert';
import { access, appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFiles } from '../../../src/store/files.js';
import { indexPath, logKey, writeIndex } from '../../../src/store/sessionIndex.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { say, Temporary } from './temporary.js';

const file = '.local/index/sessions.jsonl';

describe('Check of the index', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		await say(store, id, 'a', 'b');
	});
	afterEach(() => temporary.remove());

	interface Line {
		readonly type: string;
		readonly id: string;
		readonly at: number;
	}

	/** Writes an index of the session as it is, but for what `changes` says of it. */
	async function index(changes: object = {}): Promise<void> {
		const [name = ''] = await temporary.logs();
		const path = join(temporary.folder, name);
		const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
		const records = lines.flatMap((line) => [JSON.parse(line) as Line | readonly Line[]].flat());
		const key = nodeFiles.stat(path);
		assert.ok(key);
		const known = {
			headers: [],
			head: records.at(-1)?.id ?? null,
			updatedAt: 0,
			latestAt: records.at(-1)?.at ?? 0,
			messageCount: 2,
			isAlone: true,
			snapshots: [],
			journal: records.filter(({ type }) => type === 'session') as never,
			...changes,
		};
		writeIndex(nodeFiles, temporary.folder, new Map([[id, { logs: [logKey(name, key)], known }]]));
	}

	const found = async (): Promise<readonly unknown[]> =>
		(await store.check()).findings.map((each) => [each.kind, each.file, each.line, each.fix?.type]);

	it('finds nothing in one that is true', async () => {
		await index();
		assert.deepEqual(await found(), []);
	});

	it('finds nothing in one that is older than the logs', async () => {
		await index({ head: null });
		await say(store, id, 'c');
		assert.deepEqual(await found(), []);
	});

	for (const [what, changes] of Object.entries({
		end: { head: null },
		journal: { journal: [] },
		stamp: { latestAt: 1 },
	})) {
		it(`finds the session of which it tells another ${what}, and removes it`, async () => {
			await index(changes);
			assert.deepEqual(await found(), [['stale-index', file, 3, 'removeIndex']]);
			assert.equal(await store.applyFix({ type: 'removeIndex' }), undefined);
			assert.deepEqual(await found(), []);
			await assert.rejects(access(indexPath(temporary.folder)));
		});
	}

	it('finds one that is damaged', async () => {
		await index();
		await appendFile(indexPath(temporary.folder), 'x');
		assert.deepEqual(await found(), [['stale-index', file, 1, 'removeIndex']]);
		await writeFile(indexPath(temporary.folder), Buffer.alloc(100));
		assert.deepEqual(await found(), [['stale-index', file, 1, 'removeIndex']]);
	});

	it('has nothing left to do when it is removed twice', async () => {
		await index();
		for (let i = 0; i < 2; i++) assert.equal(await store.applyFix({ type: 'removeIndex' }), undefined);
	});
});
