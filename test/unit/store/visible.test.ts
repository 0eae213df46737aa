import { strict as assert } from 'node:assert';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { FaultyFiles } from './faultyFiles.js';
import { SteppedWriter } from './stepped.js';
import { changing, type SteppedCommand } from './steppedMemory.js';
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

/** The same without what every run names anew. */
async function shape(reader: SessionStore): Promise<string> {
	const sessions = await reader.listSessions({ deleted: 'include' });
	const titles = new Map(sessions.map(({ id, title }) => [id, title]));
	return sessions
		.filter(({ title }) => title !== 'next')
		.map(({ title, parentId, deleted, messageCount, incomplete }) =>
			[title, titles.get(parentId ?? ''), deleted, messageCount, incomplete].join(' '),
		)
		.sort()
		.join('\n');
}

/** Checks that a reader saw what was before or what is now, and never the one after the other. */
function mustBeWhole(looks: readonly string[], old: string, now: string, when = ''): void {
	const halves = looks.filter((look) => look !== old && look !== now);
	assert.deepEqual(halves, [], when);
	const first = looks.indexOf(now);
	assert.ok(first === -1 || !looks.slice(first).includes(old), `went again, ${when}`);
}

/** Which calls of those made have one of these names, counted from 1. */
function places(calls: readonly string[], names: readonly string[]): readonly number[] {
	return calls.flatMap((call, nth) => (names.includes(call) ? nth + 1 : []));
}

type Command = Pick<SteppedCommand, 'run' | 'args'>;

/** A root with a child and a grandchild, forks of them, and a fork of a fork. */
async function family(store: SessionStore): Promise<void> {
	await store.createSession({ id: 'a', title: 'A' });
	await say(store, 'a', 'secret 1', 'secret 2');
	await store.createSession({ id: 'b', parentId: 'a' });
	await say(store, 'b', 'secret 3');
	await store.createSession({ id: 'c', parentId: 'b' });
	const fork = await store.forkSession('a', { title: 'Fork of a' });
	await say(store, fork, 'after');
	await store.forkSession(fork, { title: 'Fork of the fork' });
	await store.forkSession('b', { title: 'Fork of b' });
	await say(store, 'b', 'for nobody else');
}

async function imported(store: SessionStore): Promise<string> {
	await store.importSession(await store.exportSession('a', { descendants: true }));
	return (await store.getOperations({ limit: 1 }))[0]?.id ?? '';
}

/** Each prepares the folder, and gives the command and what it is called with. */
const commands: Readonly<Record<string, (store: SessionStore) => Promise<Command>>> = {
	'An import': async (store) => ({
		run: 'importSession',
		args: [await store.exportSession('a', { descendants: true })],
	}),
	'The undoing of an import': async (store) => ({ run: 'undoOperation', args: [await imported(store)] }),
	'A purge': async (store) => {
		await store.deleteSession('a');
		return { run: 'purgeSession', args: ['a'] };
	},
};

describe('What one command writes to several sessions', () => {
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

	let runs = 0;
	async function copied(prepared: string): Promise<string> {
		const folder = join(temporary.root, `run ${++runs}`);
		await cp(prepared, folder, { recursive: true, preserveTimestamps: true });
		return folder;
	}

	interface Race {
		/** Changes of the disk that the writer has made before the reader begins. */
		readonly before?: number;
		/** How many more it makes in the middle of the reading. */
		readonly changes: number;
		/** Before which of the reader's calls to the disk. */
		readonly at: number;
		/** The reader knows nothing yet. */
		readonly opens?: boolean;
	}
	/** Gives the names of the reader's calls, and how many changes the writer makes in all. */
	async function race(prepared: string, command: Command, how: Race): Promise<[readonly string[], number]> {
		const folder = await copied(prepared);
		const disk = new FaultyFiles();
		const known = await temporary.open({ files: disk.files }, folder);
		const old = await seen(known);
		await writer.begin({ folder, ...command });
		for (let nth = 0; nth < (how.before ?? 0); nth++) writer.change();
		let beside: Promise<string> | undefined;
		disk.calls.length = 0;
		disk.before = (_, nth) => {
			if (nth !== how.at) return;
			for (let more = how.changes; more > 0 && writer.change(); more--);
			if (!how.opens) beside = seen(known);
		};
		const reader = how.opens ? await temporary.open({ files: disk.files }, folder) : known;
		const looks = [await seen(reader)];
		const calls = [...disk.calls];
		if (beside) looks.push(await beside);
		const changes = await writer.finish();
		looks.push(await seen(reader));
		const now = await seen(known);
		assert.notEqual(now, old);
		mustBeWhole(looks, old, now, `${how.changes} changes at ${disk.calls[how.at - 1]}, call ${how.at}`);
		for (const store of [reader, known]) await store.close();
		await rm(folder, { recursive: true });
		return [calls, changes];
	}

	for (const [name, prepare] of Object.entries(commands)) {
		describe(name, () => {
			let prepared: string;
			let command: Command;
			before(async () => {
				prepared = join(temporary.root, name);
				const store = await temporary.open({}, prepared);
				await family(store);
				command = await prepare(store);
				await store.close();
			});

			it('is seen whole or not at all between any two of its calls to the disk', async () => {
				const folder = await copied(prepared);
				const reader = await temporary.open({}, folder);
				const old = await seen(reader);
				await writer.begin({ folder, ...command });
				const [known, fresh]: [string[], string[]] = [[], []];
				do {
					const other = await temporary.open({ readOnly: true }, folder);
					known.push(await seen(reader));
					fresh.push(await seen(other));
					await other.close();
				} while (writer.step());
				await writer.finish();
				const now = await seen(reader);
				assert.notEqual(now, old);
				for (const looks of [known, fresh]) mustBeWhole(looks, old, now);
			});
			it('is seen whole or not at all when all of it happens while a reader reads', async () => {
				for (const opens of [false, true]) {
					const [calls] = await race(prepared, command, { changes: 0, at: 0, opens });
					const telling = places(calls, opens ? ['list', 'open', 'read'] : ['list', 'stat', 'read']);
					for (const at of telling) await race(prepared, command, { changes: Infinity, at, opens });
				}
			}).timeout(60_000);
			it('is seen whole or not at all when it stops at any point while a reader lists', async () => {
				const [calls, changes] = await race(prepared, command, { changes: 0, at: 0 });
				const listings = places(calls, ['list']);
				assert.ok(listings.length > 1 && changes > 10);
				for (const at of listings)
					for (let nth = 1; nth < changes; nth++) await race(prepared, command, { changes: nth, at });
			}).timeout(60_000);
			it('is done or not, whichever call it dies before', async () => {
				const outcomes = new Set<string>();
				// Between two changes of the disk it does not matter when.
				const deaths = [Infinity];
				for (const nth of deaths) {
					const folder = await copied(prepared);
					const disk = new FaultyFiles();
					const [store, bystander] = [
						await temporary.open({ files: disk.files }, folder),
						await temporary.open({}, folder),
					];
					const old = await shape(store);
					disk.calls.length = 0;
					disk.before = (call) => {
						if (disk.calls.length >= nth && call !== 'close') throw new Error('died');
					};
					const act = (store[command.run] as (...args: readonly unknown[]) => Promise<unknown>)(
						...command.args,
					);
					const isDone = await act.then(
						() => true,
						() => false,
					);
					if (nth === Infinity) deaths.push(...places(disk.calls, changing));
					const died = `before ${disk.calls[nth - 1] ?? 'nothing'}, call ${nth}`;
					// Its lock went with the process.
					const local = join(folder, '.local');
					for (const left of await readdir(local))
						if (!left.startsWith('in-')) await rm(join(local, left), { recursive: true });
					const fresh = await temporary.open({}, folder);
					const now = await shape(fresh);
					assert.equal(await shape(bystander), now, died);
					assert.ok(!isDone || now !== old);
					if (now !== old) outcomes.add(now);
					await say(fresh, await fresh.createSession({ title: 'next' }), 'next');
					for (const reader of [fresh, bystander]) assert.equal(await shape(reader), now, died);
					assert.deepEqual(
						(await readdir(local)).filter((left) => left.startsWith('in-')),
						[],
						died,
					);
					const isErased = !JSON.stringify(await temporary.bytes(folder)).includes('for nobody else');
					assert.equal(isErased, name === 'A purge' && now !== old, died);
					for (const each of [fresh, bystander]) await each.close();
					await rm(folder, { recursive: true });
				}
				assert.equal(outcomes.size, 1);
			}).timeout(60_000);
		});
	}
});
