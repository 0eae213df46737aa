import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { quickFiles } from '../store/faultyFiles.js';
import { late, record } from '../store/handmade.js';
import { say, Temporary, texts } from '../store/temporary.js';
import { Follower } from './follower.js';
import { logsIn } from './git.js';
import { areBeginningsOfOneText } from './prefixes.js';

const run = promisify(execFile);

describe('A folder that is copied, moved or synced', () => {
	let temporary: Temporary;
	let follower: Follower;
	let store: SessionStore;
	let main = '';
	let fork = '';
	const others: Follower[] = [];
	beforeEach(async () => {
		temporary = await Temporary.make();
		follower = await Follower.open(temporary.folder);
		({ store } = follower);
		main = await store.createSession({ title: 'Main' });
		await say(store, main, '1', '2');
		fork = await store.forkSession(main, { fromMessageIndex: 0 });
		await follower.follows();
	});
	afterEach(async () => {
		for (const each of [follower, ...others.splice(0)]) await each.store.close();
		await temporary.remove();
	});

	const at = (name: string): string => join(temporary.root, name);
	async function also(folder: string, files = quickFiles): Promise<Follower> {
		const other = await Follower.open(folder, files);
		others.push(other);
		return other;
	}
	/** As sync tools do: in the order given, each file as a whole. */
	async function sync(from: string, to: string, names: Iterable<string>): Promise<void> {
		for (const name of names) {
			await copyFile(join(from, name), join(to, `.${name}.tmp`));
			await rename(join(to, `.${name}.tmp`), join(to, name));
		}
	}

	for (const how of ['-r', '-a']) {
		it(`by cp ${how} and gone on with in both places, comes together again`, async () => {
			await run('cp', [how, temporary.folder, at('copy')]);
			const copy = await also(at('copy'));
			for (const [name, each] of [
				['here', follower],
				['there', copy],
			] as const) {
				await say(each.store, main, name);
				await say(each.store, fork, `${name} too`);
				await each.store.setTitle(main, name);
				await each.follows();
			}
			const [here, there] = [await logsIn(temporary.folder), await logsIn(at('copy'))];
			areBeginningsOfOneText(here, there);
			assert.deepEqual([here.size, there.size], [2, 4]);
			// Each takes what it has not, and of what both have the longer.
			await sync(
				at('copy'),
				temporary.folder,
				[...there.keys()].filter((name) => !here.has(name)),
			);
			await sync(temporary.folder, at('copy'), here.keys());
			assert.deepEqual(await copy.follows(), await follower.follows());
			assert.deepEqual(
				[await texts(store, main), (await store.getSession(main)).title],
				[['1', '2', 'there'], 'there'],
			);
			await say(copy.store, main, 'on');
			await say(store, main, 'on');
			areBeginningsOfOneText(await logsIn(temporary.folder), await logsIn(at('copy')));
		});
	}

	it('is gone when it is moved away, and goes on there and back here', async () => {
		const before = await logsIn(temporary.folder);
		await rename(temporary.folder, at('moved'));
		await follower.follows();
		await assert.rejects(say(store, main, 'x'), { code: 'UNKNOWN_SESSION' });
		const moved = await also(at('moved'));
		await say(moved.store, main, 'there');
		const there = await logsIn(at('moved'));
		assert.equal(there.size, before.size + 1, 'in a log of its own');
		// Whoever asked here meanwhile made no folder that stands in the way.
		await rename(at('moved'), temporary.folder);
		await follower.follows();
		await moved.follows();
		await say(store, main, 'back');
		const back = await logsIn(temporary.folder);
		assert.deepEqual([...back.keys()], [...there.keys()], 'the log that was begun here goes on');
		areBeginningsOfOneText(before, there, back);
		assert.deepEqual(await texts(store, main), ['1', '2', 'there', 'back']);
		await follower.follows();
	});

	it('may be another one from now on', async () => {
		const other = await also(at('other'));
		const id = await other.store.createSession({ title: 'Of the other' });
		await say(other.store, id, 'a');
		await rename(temporary.folder, at('away'));
		await rename(at('other'), temporary.folder);
		const { sessions } = await follower.follows();
		assert.deepEqual(Object.keys(sessions), [id]);
		const before = await logsIn(temporary.folder);
		await say(store, id, 'b');
		const now = await logsIn(temporary.folder);
		assert.deepEqual([now.size, await texts(store, id)], [before.size + 1, ['a', 'b']]);
		areBeginningsOfOneText(before, now);
	});

	it('takes along a session whose two logs were replaced while it was out of memory', async () => {
		await run('cp', ['-r', temporary.folder, at('copy')]);
		const copy = await also(at('copy'));
		await say(copy.store, main, '3');
		const other = await copy.store.createSession();
		await say(copy.store, other, 'x');
		const small = await temporary.open({ room: { bytes: 1, messages: 0 } }, at('copy'));
		const ids = async (): Promise<unknown> => (await small.listSessions()).map(({ id }) => id).sort();
		for (const id of [main, fork, other]) await texts(small, id);
		assert.deepEqual(await ids(), [fork, main, other].sort());
		const logs = await logsIn(at('copy'));
		await sync(at('copy'), at('copy'), logs.keys());
		assert.deepEqual(await ids(), [fork, main, other].sort());
		assert.deepEqual(await texts(small, main), ['1', '2', '3']);
		for (const name of logs.keys()) if (name.startsWith(main)) await rm(join(at('copy'), name));
		assert.deepEqual(await ids(), [fork, other].sort());
	});

	describe('file by file', () => {
		let source: Follower;
		let names: readonly string[];
		beforeEach(async () => {
			source = await also(at('source'));
			const { store: made } = source;
			await run('cp', ['-r', `${temporary.folder}/.`, at('source')]);
			await say(made, main, '3');
			const late = await made.forkSession(main);
			await say(made, late, 'late');
			await made.createSession({ parentId: late, title: 'Below' });
			await made.moveSession(fork, late);
			await made.deleteSession(late);
			await source.follows();
			names = [...(await logsIn(at('source'))).keys()];
		});

		it('follows in whatever order they come', async () => {
			const expected = await source.follows();
			const rotations = names.map((_, nth) => [...names.slice(nth), ...names.slice(0, nth)]);
			const orders = [...rotations, ...rotations.map((each) => each.toReversed())];
			for (const [nth, order] of orders.entries()) {
				const target = at(`target ${nth}`);
				await mkdir(target);
				const open = await Follower.open(target);
				for (const name of order) {
					await sync(at('source'), target, [name]);
					await open.follows();
				}
				assert.deepEqual(await open.follows(), expected);
				await open.store.close();
			}
		});

		it('follows a file that arrives in pieces, and others that wait for it', async () => {
			const target = at('target');
			await mkdir(target);
			const open = await also(target);
			const mainLast = names.toSorted((name) => (name.startsWith(main) ? 1 : -1));
			for (const name of mainLast) await inPieces(join(at('source'), name), join(target, name), open);
			assert.deepEqual(await open.follows(), await source.follows());
		});

		it('tells of a fork when the message that it ends with comes after its log', async () => {
			const target = at('target');
			await mkdir(target);
			const [log = ''] = await store.getLogFiles(main);
			await sync(temporary.folder, target, await store.getLogFiles(fork));
			const open = await also(target);
			const lines = (await readFile(join(temporary.folder, log), 'utf8')).split(/(?<=\n)/);
			for (const line of lines) {
				await appendFile(join(target, log), line);
				await open.follows();
			}
			assert.deepEqual(await texts(open.store, fork), ['1']);
		});

		it('tells of a fork whose messages come together with another session', async () => {
			const target = at('target');
			await mkdir(target);
			// Else it is told of because its place changes.
			await store.moveSession(fork, null);
			await sync(temporary.folder, target, await store.getLogFiles(fork));
			const sorted = { ...quickFiles, list: (folder: string) => quickFiles.list(folder).toSorted() };
			const open = await also(target, sorted);
			const first = record('session', late(1), { session: '0', title: 'Read before all others' });
			await writeFile(join(target, '0.0000000000.jsonl'), first);
			await sync(temporary.folder, target, await store.getLogFiles(main));
			await open.follows();
			assert.deepEqual(await texts(open.store, fork), ['1']);
		});

		it('follows a newer version over the one that is there, in place or not, and begins its own log', async () => {
			const newest = names.filter((name) => name.startsWith(main));
			for (const [nth, put] of [sync, inPlace].entries()) {
				const target = at(`target ${nth}`);
				await run('cp', ['-r', temporary.folder, target]);
				const open = await also(target);
				await say(open.store, main, 'own');
				await put(at('source'), target, newest);
				await open.follows();
				await say(open.store, main, 'next');
				const { sessions } = await open.follows();
				assert.deepEqual([sessions[main]?.messages.at(-1)?.content, open.store.getProblems()], ['next', []]);
				areBeginningsOfOneText(await logsIn(at('source')), await logsIn(target));
			}
		});

		it('goes on in a new log after an older version was put back', async () => {
			const older = new Map(await logsIn(temporary.folder));
			await say(store, main, 'newer');
			const newer = await logsIn(temporary.folder);
			await mkdir(at('backup'));
			for (const [name, text] of older) await writeFile(join(at('backup'), name), text);
			await sync(at('backup'), temporary.folder, older.keys());
			await follower.follows();
			assert.deepEqual(await texts(store, main), ['1', '2']);
			await say(store, main, 'other');
			areBeginningsOfOneText(newer, await logsIn(temporary.folder));
			await sync(at('backup'), temporary.folder, older.keys());
			for (const [name, text] of newer) await writeFile(join(temporary.folder, name), text);
			await follower.follows();
			assert.deepEqual(await texts(store, main), ['1', '2', 'other']);
			assert.equal((await store.getBranches(main))[0]?.state, 'diverged');
		});

		it('takes the times that a copy keeps for no proof', async () => {
			const [name = ''] = await store.getLogFiles(main);
			const path = join(temporary.folder, name);
			const text = await readFile(path, 'utf8');
			const time = new Date(1_700_000_000_000);
			await utimes(path, time, time);
			assert.deepEqual(await texts(store, main), ['1', '2']);
			await writeFile(at('new'), text.replace('"content":"2"', '"content":"x"'));
			await utimes(at('new'), time, time);
			await rename(at('new'), path);
			await follower.follows();
			assert.deepEqual(await texts(store, main), ['1', 'x']);
		});
	});

	async function inPlace(from: string, to: string, names: Iterable<string>): Promise<void> {
		for (const name of names) await writeFile(join(to, name), await readFile(join(from, name)));
	}

	/** Writes a file in five steps, most of which end within a line. */
	async function inPieces(from: string, to: string, reader: Follower): Promise<void> {
		const bytes = await readFile(from);
		const step = Math.ceil(bytes.length / 5);
		for (let start = 0; start < bytes.length; start += step) {
			await appendFile(to, bytes.subarray(start, start + step));
			await reader.follows();
		}
	}
});
