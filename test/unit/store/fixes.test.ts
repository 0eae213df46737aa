import { strict as assert } from 'node:assert';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, Fix } from '../../../src/store/finding.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { damages, handmade, sessionRecord } from './damages.js';
import { late, record } from './handmade.js';
import { say, Temporary, texts } from './temporary.js';

/** A message that another clone wrote before. */
const came = record('message', 1, { id: 'came', after: null, role: 'user', content: 'came', timestamp: 1 });

describe('A fix', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id = '';
	let log = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		await say(store, id, 'a', 'b');
		log = join(temporary.folder, (await temporary.logs())[0] ?? '');
	});
	afterEach(() => temporary.remove());

	const kinds = async (): Promise<readonly string[]> =>
		(await store.check()).findings.map(({ kind, sessionId = '' }) => `${kind} ${sessionId}`).sort();

	/** Gives the fix that takes it back. */
	const apply = async (fix: Fix): Promise<Fix> => {
		const back = await store.applyFix(fix);
		assert.ok(back, `${fix.type} cannot be taken back`);
		return back;
	};

	const fixOf = async (kind: Finding['kind']): Promise<Fix> => {
		const { findings } = await store.check();
		const fix = findings.find((finding) => finding.kind === kind)?.fix;
		assert.ok(fix, `no fix for ${kind}`);
		return fix;
	};

	for (const damage of damages.filter(({ mends }) => mends)) {
		it(`of ${damage.name} only appends, and is taken back after a restart`, async () => {
			await damage.work({ temporary, id, log });
			const before = await temporary.everything();
			const found = await kinds();
			const [first] = (await store.check()).findings;
			const back = await apply(first?.fix ?? { type: 'clearUp' });
			const after = await temporary.everything();
			for (const [name, text] of Object.entries(before).filter(([each]) => !each.startsWith('.local')))
				assert.ok((after[name] ?? after[`${name}.aside`])?.startsWith(text), name);
			const mended = await kinds();
			const gone = found.filter(
				(_, nth) => nth !== found.indexOf(`${first?.kind} ${first?.sessionId ?? ''}`),
			);
			// Where more are found than are told, the next one takes its place.
			assert.deepEqual(mended, found.length > 100 ? found : gone);
			const again = await temporary.open();
			await again.applyFix(back);
			assert.deepEqual(await kinds(), found);
		});
	}

	it('of an orphan leaves it where it is shown, when the parent comes too', async () => {
		await handmade(temporary, 'orphan', sessionRecord('orphan', late(1), { parentId: 'late' }));
		const back = await apply(await fixOf('missing-parent'));
		await handmade(temporary, 'late', sessionRecord('late', late(2)));
		assert.equal((await store.getSession('orphan')).parentId, null);
		await store.applyFix(back);
		assert.equal((await store.getSession('orphan')).parentId, 'late');
	});

	it('of a move that was passed over is not taken back into the trash', async () => {
		await handmade(temporary, 'x', sessionRecord('x', late(1), { parentId: 'y' }));
		const move = record('set', late(3), { session: 'y', fields: { parentId: 'x' } });
		await handmade(temporary, 'y', sessionRecord('y', late(2)), move);
		const back = await apply(await fixOf('cycle'));
		await store.moveSession('x', null);
		await store.deleteSession('x');
		await assert.rejects(store.applyFix(back), { code: 'CHANGED_SINCE' });
	});

	it('of an end that is not here shows what is, and gives way to it when it comes', async () => {
		await appendFile(log, record('head', late(1), { session: id, to: 'late', from: null }));
		assert.deepEqual(await texts(store, id), []);
		const back = await apply(await fixOf('missing-head'));
		assert.deepEqual(await texts(store, id), ['a', 'b']);
		await store.applyFix(back);
		assert.deepEqual(await texts(store, id), []);
	});

	it('of a torn line leaves its text in the file, and what is written next is read', async () => {
		await appendFile(log, '{"type":"mess');
		await store.applyFix(await fixOf('torn-line'));
		await say(store, id, 'c');
		assert.deepEqual(await texts(await temporary.open(), id), ['a', 'b', 'c']);
		assert.match(await readFile(log, 'utf8'), /\n\{"type":"mess\n/);
	});

	it('of a line that cannot be read is heard of no more, until it is taken back', async () => {
		await appendFile(log, 'junk\n');
		const told = async (): Promise<unknown> => [
			(await store.getSession(id)).damaged,
			store.getProblems().map(({ reason }) => reason),
		];
		const before = await told();
		const back = await apply(await fixOf('unreadable-line'));
		const after = await told();
		await store.applyFix(back);
		assert.deepEqual(
			[before, after, await told()],
			[
				[true, ['not JSON']],
				[false, []],
				[true, ['not JSON']],
			],
		);
	});

	it('of a line holds for that line in every copy of it, and for no other', async () => {
		await appendFile(log, 'junk\nrubbish\n');
		await store.applyFix(await fixOf('unreadable-line'));
		await writeFile(join(temporary.folder, `${id}.0000000000.jsonl`), await readFile(log));
		const { findings } = await store.check();
		assert.deepEqual(
			findings.map(({ kind, line }) => [kind, line]),
			[
				['unreadable-line', 5],
				['unreadable-line', 5],
			],
		);
	});

	it('of a purge that was interrupted empties the log, and loses nothing else', async () => {
		const damage = damages.find(({ name }) => name.startsWith('a purge that was interrupted'));
		await damage?.work({ temporary, id, log });
		assert.equal(await store.applyFix(await fixOf('unfinished-purge')), undefined);
		assert.deepEqual(await kinds(), ['outgrown-purge grown']);
		assert.equal(await readFile(join(temporary.folder, 'stopped.0000000000.jsonl'), 'utf8'), '');
		assert.match(await readFile(join(temporary.folder, 'grown.0000000000.jsonl'), 'utf8'), /secret.*more/s);
		assert.deepEqual(await texts(store, id), ['a', 'b']);
	});

	it('of interrupted imports moves up what counted and removes what did not', async () => {
		const damage = damages.find(({ name }) => name === 'imports that were interrupted');
		await damage?.work({ temporary, id, log });
		await store.applyFix(await fixOf('unfinished-import'));
		assert.deepEqual(await kinds(), []);
		const local = await readdir(join(temporary.folder, '.local'));
		assert.deepEqual(
			local.filter((name) => name.startsWith('in-')),
			[],
		);
		assert.equal((await store.getSession('came')).title, 'came');
	});

	it('is refused where nothing may be written, and when it no longer fits', async () => {
		await handmade(temporary, 'orphan', sessionRecord('orphan', late(1), { parentId: 'gone' }));
		await writeFile(join(temporary.folder, 'a.txt'), '');
		await writeFile(join(temporary.folder, 'b.txt.aside'), '');
		const settle = await fixOf('missing-parent');
		const refuses = temporary.refusing(store);
		const reader = await temporary.open({ readOnly: true });
		await refuses('READ_ONLY', () => reader.applyFix(settle));
		await store.moveSession('orphan', id);
		await refuses('INVALID', () => store.applyFix(settle));
		for (const from of [
			'../a.txt',
			'.local',
			'folder/a.txt',
			'none.txt',
			log.slice(log.lastIndexOf('/') + 1),
		])
			await refuses('INVALID', () => store.applyFix({ type: 'renameFile', from, to: 'c.txt' }));
		await refuses('INVALID', () => store.applyFix({ type: 'renameFile', from: 'a.txt', to: '../a.txt' }));
		await refuses('EXISTS', () => store.applyFix({ type: 'renameFile', from: 'a.txt', to: 'b.txt.aside' }));
		const line = '0'.repeat(32);
		await refuses('UNKNOWN_SESSION', () => store.applyFix({ type: 'acceptLine', sessionId: 'none', line }));
		await refuses('UNKNOWN_SNAPSHOT', () =>
			store.applyFix({ type: 'deleteSnapshot', sessionId: id, snapshotId: 'none' }),
		);
		await refuses('UNKNOWN_MESSAGE', () =>
			store.applyFix({ type: 'moveHead', sessionId: id, messageId: 'none' }),
		);
	});

	it('of an end that is not here is refused once it came, so that nothing written since is left behind', async () => {
		await appendFile(log, record('head', late(1), { session: id, to: 'came', from: null }));
		const fix = await fixOf('missing-head');
		await appendFile(log, came);
		await temporary.refusing(store)('INVALID', () => store.applyFix(fix));
		assert.deepEqual(await texts(store, id), ['came']);
	});

	it('of a snapshot is refused once the message that it labels came', async () => {
		const fields = { session: id, messageId: 'came', label: 'S', createdAt: 1 };
		await appendFile(log, record('snapshot', late(1), fields));
		const fix = await fixOf('dangling-snapshot');
		await appendFile(log, came);
		await temporary.refusing(store)('INVALID', () => store.applyFix(fix));
		assert.equal((await store.getSnapshots(id)).length, 1);
	});

	it('of a line that was applied already does nothing', async () => {
		await appendFile(log, 'junk\n');
		const fix = await fixOf('unreadable-line');
		await store.applyFix(fix);
		const before = await temporary.bytes();
		assert.equal(await store.applyFix(fix), undefined);
		assert.deepEqual(await temporary.bytes(), before);
	});

	it('that nothing is left to do for does nothing', async () => {
		await handmade(temporary, 'orphan', sessionRecord('orphan', late(1), { parentId: 'gone' }));
		const settle = await fixOf('missing-parent');
		await store.applyFix(settle);
		const before = await temporary.bytes();
		assert.equal(await store.applyFix(settle), undefined);
		assert.deepEqual(await temporary.bytes(), before);
	});

	it('is in the journal, and is taken back and brought back there', async () => {
		await appendFile(log, 'junk\n');
		await store.applyFix(await fixOf('unreadable-line'));
		const [operation] = await store.getOperations();
		assert.deepEqual([operation?.kind, operation?.fields], ['update', ['accepted']]);
		await store.undoOperation(operation?.id ?? '');
		const undone = await kinds();
		await store.redoOperation(operation?.id ?? '');
		assert.deepEqual([undone, await kinds()], [[`unreadable-line ${id}`], []]);
	});
});
