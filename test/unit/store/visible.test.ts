import { strict as assert } from 'node:assert';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { FaultyFiles } from './faultyFiles.js';
import { SteppedWriter } from './stepped.js';
import type { SteppedCommand } from './steppedMemory.js';
import { say, Temporary } from './temporary.js';

/** What one question tells of all sessions at once. */
async function seen(reader: SessionStore): Promise<string> {
	const sessions = await reader.listSessions({ deleted: 'include' });
	return JSON.stringify(
		sessions
			.map(({ id, title, parentId, deleted, messageCount, incomplete, damaged }) =>
				[id, title, parentId, deleted, messageCount, incomplete, damaged].join(' '),
			)
			.sort(),
	);
}

describe('A command that touches several sessions', () => {
	let temporary: Temporary;
	let writer: SteppedWriter;
	before(async () => {
		temporary = await Temporary.make();
		writer = await SteppedWriter.make(temporary.root);
	});
	after(async () => {
		await writer.dispose();
		await temporary.remove();
	});

	/** A root with a child and a grandchild, forks of each, and a fork of a fork. */
	async function family(store: SessionStore): Promise<void> {
		await store.createSession({ id: 'a', title: 'A' });
		await say(store, 'a', 'secret 1', 'secret 2');
		await store.createSession({ id: 'b', parentId: 'a' });
		await say(store, 'b', 'secret 3');
		await store.createSession({ id: 'c', parentId: 'b' });
		await say(store, 'c', 'secret 4');
		for (const from of ['a', 'b', 'c']) {
			const fork = await store.forkSession(from, { title: `Fork of ${from}` });
			await say(store, fork, 'after');
			if (from === 'b') await store.forkSession(fork, { title: 'Fork of the fork' });
		}
	}
	const imported = async (store: SessionStore): Promise<string> => {
		await store.importSession(await store.exportSession('a', { descendants: true }));
		return (await store.getOperations({ limit: 1 }))[0]?.id ?? '';
	};
	/** Prepares the folder; gives the command and what it is called with. */
	const commands: Readonly<
		Record<string, (store: SessionStore) => Promise<Pick<SteppedCommand, 'run' | 'args'>>>
	> = {
		'an import': async (store) => ({
			run: 'importSession',
			args: [await store.exportSession('a', { descendants: true })],
		}),
		'the undoing of an import': async (store) => ({ run: 'undoOperation', args: [await imported(store)] }),
		'the redoing of an import': async (store) => {
			const op = await imported(store);
			await store.undoOperation(op);
			return { run: 'redoOperation', args: [op] };
		},
		'a purge': async (store) => {
			await store.deleteSession('a');
			return { run: 'purgeSession', args: ['a'] };
		},
		'a deletion': () => Promise.resolve({ run: 'deleteSession', args: ['a'] }),
	};
	for (const [name, prepare] of Object.entries(commands)) {
		describe(name, () => {
			let prepared: string;
			let command: Pick<SteppedCommand, 'run' | 'args'>;
			let steps = 0;
			let runs = 0;
			before(async () => {
				prepared = join(temporary.root, name);
				const store = await temporary.open({}, prepared);
				await family(store);
				command = await prepare(store);
				await store.close();
			});

			async function copied(): Promise<string> {
				const folder = join(temporary.root, `${name} ${++runs}`);
				await cp(prepared, folder, { recursive: true, preserveTimestamps: true });
				return folder;
			}
			/** Checks that a reader saw what was before or what is now, and never the one after the other. */
			function mustBeWhole(looks: readonly string[], old: string, now: string, when = ''): void {
				const halves = looks.filter((look) => look !== old && look !== now);
				assert.deepEqual(halves, [], when);
				const first = looks.indexOf(now);
				assert.ok(first === -1 || !looks.slice(first).includes(old), `went again, ${when}`);
			}

			it('is seen whole or not at all between any two of its calls to the disk', async () => {
				const folder = await copied();
				const reader = await temporary.open({}, folder);
				const old = await seen(reader);
				await writer.begin({ folder, ...command });
				const [known, fresh]: [string[], string[]] = [[], []];
				do {
					const other = await temporary.open({ readOnly: true }, folder);
					known.push(await seen(reader));
					fresh.push(await seen(other));
					await other.close();
					steps++;
				} while (writer.step());
				await writer.finish();
				const now = await seen(reader);
				assert.notEqual(now, old);
				for (const looks of [known, fresh]) mustBeWhole(looks, old, now);
			});

			/** Lets both take turns: `pace` tells how many calls the writer makes at each of the reader's. */
			async function race(start: number, pace: (call: number) => number): Promise<number> {
				const folder = await copied();
				const disk = new FaultyFiles();
				const reader = await temporary.open({ files: disk.files }, folder);
				const old = await seen(reader);
				await writer.begin({ folder, ...command });
				for (let nth = 0; nth < start; nth++) writer.step();
				const beside: Promise<string>[] = [];
				let calls = 0;
				disk.before = () => {
					calls++;
					for (let nth = pace(calls); nth > 0 && writer.step(); nth--);
					if (pace(calls) > 0 && beside.length < 3) beside.push(seen(reader));
				};
				const looks = [await seen(reader)];
				const made = calls;
				looks.push(...(await Promise.all(beside)), await seen(reader));
				const fresh = await temporary.open({ files: disk.files }, folder);
				const anew = [await seen(fresh)];
				disk.heal();
				await writer.finish();
				const now = await seen(reader);
				looks.push(now);
				anew.push(await seen(fresh));
				mustBeWhole(looks, old, now, `from ${start}`);
				mustBeWhole(anew, old, now, `anew, from ${start}`);
				await reader.close();
				await fresh.close();
				return made;
			}
			it('is seen whole or not at all when it runs while a reader reads', async () => {
				let length = 1;
				for (let at = 1; at <= length; at++)
					length = Math.max(length, await race(0, (call) => (call === at ? Infinity : 0)));
			}).timeout(30_000);
			it('is seen whole or not at all when the two take turns', async () => {
				for (let start = 0; start < steps; start++) await race(start, () => 1);
			}).timeout(30_000);
		});
	}
});
