import { strict as assert } from 'node:assert';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { lockDomain, startOfProcess } from '../../../src/store/identity.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { FaultyFiles } from './faultyFiles.js';
import { writeTogether } from './manyWriters.js';
import { Processes, type Running } from './processes.js';
import { said, say, Temporary, texts } from './temporary.js';

describe('The lock', () => {
	let temporary: Temporary;
	let processes: Processes;
	beforeEach(async () => {
		temporary = await Temporary.make();
		processes = new Processes(temporary.root);
	});
	afterEach(async () => {
		processes.killAll();
		await temporary.remove();
	});

	const local = (...names: readonly string[]): string => join(temporary.folder, '.local', ...names);
	async function hold(holder: string, domain = lockDomain): Promise<void> {
		await mkdir(local(`lock-${domain}`), { recursive: true });
		await writeFile(local(`lock-${domain}`, holder), '');
	}
	const nameOf = (pid: number): string => `${pid}-${startOfProcess(pid) ?? '1'}-0123456789`;
	/** A session, and a process that is in the middle of a write to it. */
	async function holding(): Promise<{ readonly id: string; readonly holder: Running }> {
		const store = await temporary.open();
		const id = await store.createSession();
		await store.close();
		const holder = await processes.start('holder', temporary.folder, id);
		assert.equal(await holder.line(), 'held');
		return { id, holder };
	}
	const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
	const busy = (pid: number): object => ({ code: 'BUSY', message: new RegExp(`^Process ${pid} `) });

	it('of a living process is waited for, then BUSY names it; suspended, it keeps it, and goes on', async () => {
		const { id, holder } = await holding();
		const store = await temporary.open({ patience: 60 });
		await assert.rejects(say(store, id, 'a'), busy(holder.pid));
		holder.signal('SIGSTOP');
		await assert.rejects(say(store, id, 'a'), busy(holder.pid));
		const patient = await temporary.open();
		const waiting = say(patient, id, 'b');
		holder.signal('SIGCONT');
		holder.endInput();
		assert.equal(await holder.line(), 'done');
		await waiting;
		assert.deepEqual([await texts(store, id), await holder.exit()], [['by the holder', 'b'], 0]);
	});
	it('is waited for ten seconds', async () => {
		await hold(nameOf(process.pid));
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const now = performance.now.bind(performance);
		let passed = 0;
		const attempts: number[] = [];
		performance.now = () => now() + passed;
		faulty.before = (call) => {
			if (call !== 'rename') return;
			attempts.push(passed);
			passed = attempts.length === 1 ? 9_000 : 10_001;
		};
		try {
			await assert.rejects(store.createSession(), {
				code: 'BUSY',
				message: `Process ${process.pid} has been writing to this folder for 10 seconds. Try again.`,
			});
		} finally {
			performance.now = now;
		}
		assert.deepEqual(attempts, [0, 9_000]);
	});
	it('is waited for as long as the import of its holder goes on', async () => {
		await hold(nameOf(process.pid));
		await mkdir(local('in-1.tmp'));
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const now = performance.now.bind(performance);
		let passed = 0;
		const attempts: number[] = [];
		const goesOn: (() => void)[] = [
			() => undefined,
			() => {
				writeFileSync(local('in-1.tmp', 'a'), 'begun');
			},
			() => {
				appendFileSync(local('in-1.tmp', 'a'), ' and gone on with');
			},
		];
		performance.now = () => now() + passed;
		faulty.before = (call) => {
			if (call !== 'rename') return;
			goesOn[attempts.length]?.();
			attempts.push(passed);
			passed += 10_001;
			if (attempts.length === 1) passed = 9_000;
		};
		try {
			await assert.rejects(store.createSession(), { code: 'BUSY' });
		} finally {
			performance.now = now;
		}
		assert.deepEqual(attempts, [0, 9_000, 19_001, 29_002]);
	});
	it('of a process killed in the middle of a write delays others by less than two seconds', async () => {
		const { id, holder } = await holding();
		const store: SessionStore = await temporary.open();
		const waiting = store.addMessage(id, said('a'));
		holder.signal('SIGKILL');
		assert.equal(await holder.exit(), 'SIGKILL');
		const died = performance.now();
		await waiting;
		assert.ok(performance.now() - died < 2000);
		assert.deepEqual(await texts(store, id), ['by the holder', 'a'], 'its line was whole');
		await store.close();
		assert.deepEqual(await readdir(local()), []);
	});
	if (process.platform === 'linux') {
		it('of a zombie is taken over', async () => {
			// Its parent has become a program that does not ask for what became of its children.
			const parent = processes.spawn('sh', '-c', 'sh -c "echo \\$\\$" & exec sleep 60');
			const pid = Number(await parent.line());
			const stat = (): readonly string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
			while (stat()[2] !== 'Z') await setImmediate();
			await hold(`${pid}-${stat()[21] ?? ''}-0123456789`);
			await (await temporary.open({ patience: 1000 })).createSession();
			assert.equal(stat()[2], 'Z');
		});
	}
	it('of another host, boot or PID namespace is as little seen as another clone', async () => {
		const other = 'A'.repeat(22);
		await hold(nameOf(process.pid), other);
		const store = await temporary.open({ patience: 0 });
		const id = await store.createSession();
		await say(store, id, 'a');
		await store.close();
		assert.deepEqual(await readdir(local()), [`lock-${other}`]);
	});
	it('of the dead is won by one of all that take it over at once', async () => {
		const folder = local();
		await mkdir(folder, { recursive: true });
		const takers = await Promise.all(
			[0, 1, 2, 3, 4, 5].map(() => processes.start('taker', folder, join(temporary.root, 'guard'), '50')),
		);
		assert.deepEqual(
			await Promise.all(takers.map((taker) => taker.exit())),
			takers.map(() => 0),
		);
		await (await temporary.open({ patience: 1000 })).createSession();
	}).timeout(30_000);
	it('of another process that got the same pid is taken over', async () => {
		await hold(`${process.pid}-1-0123456789`);
		await (await temporary.open({ patience: 1000 })).createSession();
	});
	it('left empty is taken over', async () => {
		await mkdir(local(`lock-${lockDomain}`), { recursive: true });
		await (await temporary.open({ patience: 1000 })).createSession();
	});
	it('and all of .local may be deleted at any time', async () => {
		const store = await temporary.open();
		for (const title of ['a', 'b', 'c']) {
			await store.createSession({ title });
			await rm(local(), { recursive: true });
		}
		assert.equal((await (await temporary.open()).listSessions()).length, 3);
	});
	it('is made whole again where only the file in it was deleted', async () => {
		const store = await temporary.open({ patience: 1000 });
		const other = await temporary.open({ patience: 1000 });
		const id = await store.createSession();
		const own = async (): Promise<readonly string[]> => {
			const folders = (await readdir(local())).filter((name) => name.startsWith(`${process.pid}-`));
			const files = await Promise.all(folders.map((folder) => readdir(local(folder))));
			return files.flat();
		};
		const [mark = ''] = await own();
		await rm(local(mark, mark));
		await say(store, id, 'a');
		await say(store, id, 'b');
		await say(other, id, 'c');
		assert.deepEqual([await texts(store, id), (await own()).includes(mark)], [['a', 'b', 'c'], true]);
	});
	it('keeps others out also where the file in it was deleted just before', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files });
		const other = await temporary.open({ patience: 0 });
		const id = await store.createSession();
		await say(store, id, 'a');
		const own = (await readdir(local())).find((name) => name.startsWith(`${process.pid}-`)) ?? '';
		await rm(local(own, own));
		let meanwhile: unknown;
		faulty.before = (call) => {
			if (call === 'flush') meanwhile ??= say(other, id, 'c').then(() => 'written', codeOf);
		};
		await say(store, id, 'b');
		assert.equal(await meanwhile, 'BUSY');
		assert.deepEqual(await texts(store, id), ['a', 'b']);
	});
	it('that could not be released is still ours', async () => {
		const faulty = new FaultyFiles();
		const store = await temporary.open({ files: faulty.files, patience: 100 });
		const id = await store.createSession();
		let renames = 0;
		faulty.before = (call) => {
			if (call === 'rename' && ++renames === 2) throw new Error('made to fail');
		};
		await say(store, id, 'a');
		await say(store, id, 'b');
		await say(await temporary.open({ patience: 1000 }), id, 'c');
		assert.deepEqual(await texts(store, id), ['a', 'b', 'c']);
		renames = 0;
		await say(store, id, 'd');
		await store.close();
		await say(await temporary.open({ patience: 1000 }), id, 'e');
	});
	for (const into of ['one session', 'own sessions'] as const) {
		it(`lets eight processes write to ${into}, while others read`, async () => {
			await writeTogether(processes, temporary.folder, 50, into);
		}).timeout(30_000);
	}
});
