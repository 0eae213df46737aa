import { strict as assert } from 'node:assert';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SessionStore } from '../../src/store/sessionStore.js';
import { Random } from '../support/random.js';
import { StoreGenerator } from '../support/storeGenerator.js';
import { quickFiles } from '../unit/store/faultyFiles.js';
import { Hand, type Command, type Ids } from './commands.js';
import { Expected } from './expected.js';
import { Planner } from './plan.js';
import { read } from './reading.js';

const patience = 5000;

export interface Found {
	/** Whether the command that was not acknowledged is there. */
	readonly wasDone: boolean;
	/** Milliseconds that the next write took, with the lock of the dead in its way. */
	readonly nextWrite: number;
	/** Lines that were torn, and that nobody had reported before. */
	readonly torn: number;
}

/** A store that processes die in, and what it must say. */
export class Arena {
	readonly folder: string;
	readonly #expected = new Expected();
	#ids = new Map<string, string>();
	#planned = 0;
	#torn = 0;

	/** The store's folder, which need not exist. */
	constructor(folder: string) {
		this.folder = folder;
	}

	/** With sessions that others wrote; what they say at first is taken for right. */
	static async generated(folder: string, seed: number): Promise<Arena> {
		new StoreGenerator(folder, seed).store(30, 600);
		const arena = new Arena(folder);
		const store = await SessionStore.open(folder, { files: quickFiles });
		const said = await read(store, (id) => id);
		for (const { id, relation } of await store.listSessions()) {
			const session = said[id];
			assert.ok(session);
			arena.#expected.found(id, relation === 'fork', session);
			arena.#ids.set(id, id);
		}
		await store.close();
		return arena;
	}

	get ids(): Ids {
		return Object.fromEntries(this.#ids);
	}

	/** Commands that follow on what is there. */
	plan(random: Random, count: number): readonly Command[] {
		const planner = this.#planner(random);
		const expected = this.#expected.copy();
		return Array.from({ length: count }, () => {
			const command = planner.next(expected);
			expected.carryOut(command);
			return command;
		});
	}

	/** Commands that were acknowledged, and the ids of the sessions that they made. */
	acknowledged(commands: readonly Command[], ids: Ids): void {
		this.#expected.forget();
		for (const command of commands) this.#expected.carryOut(command);
		for (const [name, id] of Object.entries(ids)) this.#ids.set(name, id);
	}

	/**
	 * Opens the store and checks that all that was acknowledged is there, the command that was begun and not acknowledged
	 * as a whole or not at all, and that the next write works. Throws an error that says what is wrong.
	 */
	async check(begun: Command | undefined): Promise<Found> {
		const store = await SessionStore.open(this.folder, { files: quickFiles, patience });
		const wasDone = await this.#compare(store, begun);
		const command = this.#nextTo(begun);
		const start = performance.now();
		const made = await new Hand(store, this.ids).perform(command);
		const nextWrite = performance.now() - start;
		this.acknowledged([command], made);
		await this.#compare(store, undefined);
		const problems = store.getProblems();
		await store.close();
		for (const { reason } of problems) assert.match(reason, /^not (JSON|UTF-8|whole)\b/);
		const left = (await readdir(join(this.folder, '.local'))).filter((name) => name !== 'index');
		assert.deepEqual(left, [], 'locks and imports left in .local');
		await this.#mustBeErased();
		const torn = problems.length - this.#torn;
		this.#torn = problems.length;
		return { wasDone, nextWrite, torn };
	}

	/** Something to write, where the dead wrote if that can be. */
	#nextTo(begun: Command | undefined): Command {
		const planner = this.#planner(new Random(this.#planned));
		const session = begun && 'session' in begun ? begun.session : '';
		const isThere = this.#expected.names.includes(session) && !this.#expected.isDeleted(session);
		return isThere ? planner.add(session) : planner.next(this.#expected.copy());
	}

	#planner(random: Random): Planner {
		return new Planner(random, String(this.#planned++));
	}

	/** Whether the command that was begun is there. */
	async #compare(store: SessionStore, begun: Command | undefined): Promise<boolean> {
		const names = new Map([...this.#ids].map(([name, id]) => [id, name]));
		const found = new Map<string, string>();
		const said = await read(store, (id, title) => {
			// What nobody acknowledged still has its name as its title.
			const name = names.get(id) ?? (this.#expected.sessions.has(id) ? id : title);
			found.set(name, id);
			return name;
		});
		const without = this.#expected.say();
		const isWithout = isDeepStrictEqual(said, without);
		if (!isWithout) {
			if (begun) this.#expected.carryOut(begun);
			const what = begun
				? `neither before nor after ${JSON.stringify(begun).slice(0, 200)}`
				: 'not as acknowledged';
			assert.deepEqual(said, this.#expected.say(), what);
		}
		this.#ids = found;
		return !isWithout;
	}

	/** What was purged is nowhere on the disk. */
	async #mustBeErased(): Promise<void> {
		const erased = this.#expected.takeErased().filter((text) => text.endsWith('.'));
		if (erased.length === 0) return;
		for (const name of await readdir(this.folder)) {
			if (!name.endsWith('.jsonl')) continue;
			const text = await readFile(join(this.folder, name), 'utf8');
			assert.deepEqual(
				erased.filter((each) => text.includes(`"${each} `)),
				[],
				`purged, and still in ${name}`,
			);
		}
	}
}
