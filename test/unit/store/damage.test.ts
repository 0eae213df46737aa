import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../../src/store/errors.js';
import { countingLines, type CountingLine } from './countingLines.js';
import { DamagedFolder, isOld, logNameOf, whole } from './damagedFolder.js';
import { everythingOf, type Everything } from './everything.js';
import { Dice, mutations } from './mutations.js';
import { said, say, Temporary } from './temporary.js';

/** A hundred logs each; `npm run fuzz` makes 10,000 of them. */
const folders = Number(process.env['DAMAGED_LOGS'] ?? 1000) / 100;

const wholeOf = ({ sessions }: Everything): unknown =>
	sessions.filter(({ id }) => whole.includes(id)).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Ids of all messages that can be read, and of all commands. */
function idsOf({ sessions, operations }: Everything): readonly string[] {
	const messages = sessions.flatMap(({ id: session, transcript, branches }) =>
		[...transcript.map(({ id }) => id), ...branches.flatMap(({ path }) => path)].map(
			(id) => `${session} ${id}`,
		),
	);
	return [...new Set([...messages, ...operations.map(({ id }) => id)])];
}

function missing(from: readonly string[], of: readonly string[]): readonly string[] {
	const there = new Set(from);
	return of.filter((each) => !there.has(each));
}

/** Does it, unless the session is one of those that cannot be written to. */
async function tryTo(act: () => Promise<unknown>): Promise<boolean> {
	try {
		await act();
		return true;
	} catch (error) {
		if (!StoreError.is(error) || !['UNKNOWN_SESSION', 'DELETED', 'READ_ONLY'].includes(error.code))
			throw error;
		return false;
	}
}

describe('Damaged logs', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('are opened, read as far as they go, told of line by line, and left as they are', async () => {
		for (let seed = 0; seed < folders; seed++) {
			const folder = new DamagedFolder(join(temporary.root, String(seed)), seed);
			const watching = await temporary.open({}, folder.path);
			const before = await everythingOf(watching);
			const done = folder.damage(seed === 0);
			const now = await everythingOf(await temporary.open({ readOnly: true }, folder.path));
			assert.deepEqual(wholeOf(now), wholeOf(before));
			assert.deepEqual(await everythingOf(watching), now, `folder ${seed}, in a store that was open`);
			assert.deepEqual(folder.changed(), []);
			for (const [session, how] of done) {
				const own = folder.linesOf(session);
				const problems = now.problems.filter(({ file }) => file === logNameOf(session));
				const told = new Set(problems.map(({ offset }) => offset));
				const where = ({ offset }: CountingLine): string =>
					`folder ${seed}, ${session}, ${how}, byte ${offset}`;
				for (const line of countingLines(folder.bytesOf(session), session, now)) {
					if (line.counts !== undefined) assert.equal(told.has(line.offset), !line.counts, where(line));
					if (own.has(line.text)) assert.ok(!told.has(line.offset), where(line));
					told.delete(line.offset);
				}
				assert.deepEqual([...told], [], `folder ${seed}, ${session}, ${how}: no such lines`);
			}
			await rm(folder.path, { recursive: true });
		}
	}).timeout(600_000);

	it('can be written to, and lose nothing by it', async () => {
		const folder = new DamagedFolder(join(temporary.root, 'written'), 1000);
		folder.damage(false);
		const store = await temporary.open({}, folder.path);
		const before = await everythingOf(store);
		let written = 0;
		for (const { id } of before.sessions) {
			if (await tryTo(() => store.addMessage(id, said('new')))) written++;
			await tryTo(() => store.setTitle(id, 'New'));
			await tryTo(() => store.revertToMessage(id, { index: -1 }));
			await tryTo(() => store.forkSession(id));
		}
		const after = await everythingOf(await temporary.open({ readOnly: true }, folder.path));
		assert.deepEqual(await everythingOf(store), after);
		assert.deepEqual(missing(idsOf(after), idsOf(before)), []);
		assert.deepEqual(after.problems, before.problems);
		assert.deepEqual(folder.changed().filter(isOld), []);
		assert.equal(after.sessions.filter(({ title }) => title === 'New').length, written);
		assert.ok(written > before.sessions.length / 2);
	}).timeout(60_000);

	it('that were begun here are gone on with', async () => {
		const store = await temporary.open();
		const dice = new Dice(1);
		const sessions = new Map<string, string>();
		for (let nth = 0; nth < 60; nth++) {
			const id = await store.createSession({ title: 'T' });
			await say(store, id, 'a', 'b', 'c');
			sessions.set(id, (await store.getLogFiles(id))[0] ?? '');
		}
		for (const [nth, name] of [...sessions.values()].entries()) {
			const path = join(temporary.folder, name);
			const log = readFileSync(path);
			const damages = [
				log.subarray(0, log.length - 1 - dice.below(150)),
				Buffer.concat([log, Buffer.from('{"type":"mess')]),
				Buffer.concat([log, Buffer.alloc(300)]),
				mutations['flippedBits']?.(log, log, dice) ?? log,
				mutations['zeroedHole']?.(log, log, dice) ?? log,
			];
			// In place: it is still the file that was begun here.
			writeFileSync(path, damages[nth % damages.length] ?? log);
		}
		const writer = await temporary.open();
		const before = await everythingOf(writer);
		for (const id of sessions.keys()) {
			if (await tryTo(() => writer.addMessage(id, said('d')))) sessions.delete(id);
		}
		const after = await everythingOf(await temporary.open());
		assert.deepEqual(await everythingOf(writer), after);
		assert.deepEqual(missing(idsOf(after), idsOf(before)), []);
		const ends = after.sessions.map(({ transcript }) => transcript.at(-1)?.content);
		assert.deepEqual(new Set(ends), new Set(['d']));
		assert.equal(ends.length + sessions.size, 60);
		assert.ok(sessions.size < 10);
	}).timeout(60_000);
});
