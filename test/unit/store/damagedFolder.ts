import { mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dice, hugeMutations, mutations } from './mutations.js';
import { sampleLog } from './sampleLog.js';

/** Sessions whose logs stay as they are. */
export const whole = ['ok0', 'ok1', 'ok2', 'ok3'];
export const logNameOf = (session: string): string => `${session}.0000000000.jsonl`;
/** Whether a file was there before a store wrote. */
export const isOld = (name: string): boolean => name.endsWith('.0000000000.jsonl');

/** A folder of sessions, a hundred of which are damaged later. */
export class DamagedFolder {
	readonly path: string;
	readonly #dice: Dice;
	/** By session, as they were first. */
	readonly #logs = new Map<string, Buffer>();
	/** By name, as they are. */
	readonly #files = new Map<string, Buffer>();

	constructor(path: string, seed: number) {
		this.path = path;
		this.#dice = new Dice(seed);
		mkdirSync(path);
		const damaged = Array.from({ length: 100 }, (_, nth) => `d${nth}`);
		for (const [nth, id] of [...whole, ...damaged].entries()) {
			const others = [...this.#logs.keys()];
			const isWhole = nth < whole.length;
			const parent = nth === 0 || (!isWhole && this.#dice.below(3) === 0) ? null : this.#dice.pick(others);
			const forkOf = parent !== null && this.#dice.below(2) === 0 ? parent : undefined;
			const log = Buffer.from(`${sampleLog(id, parent, forkOf).join('\n')}\n`);
			this.#logs.set(id, log);
			this.#write(logNameOf(id), log);
		}
		this.#settle(1);
	}

	/** Replaces logs, as a synchronization does; gives what was done to each session's. */
	damage(huge: boolean): ReadonlyMap<string, string> {
		const done = new Map<string, string>();
		const dice = this.#dice;
		for (const [id, log] of [...this.#logs].slice(whole.length)) {
			const kinds = huge && done.size < 4 ? hugeMutations : mutations;
			const [how, mutate] = dice.pick(Object.entries(kinds));
			const [, other] = dice.pick([...this.#logs].filter(([each]) => each !== id));
			this.#write(logNameOf(id), mutate(log, other, dice));
			done.set(id, how);
		}
		this.#settle(2);
		return done;
	}

	/** The lines that were written to the session, a character a byte. */
	linesOf(session: string): ReadonlySet<string> {
		return new Set(this.#logs.get(session)?.toString('latin1').split('\n').slice(0, -1));
	}

	/** What its log holds now. */
	bytesOf(session: string): Buffer {
		return this.#files.get(logNameOf(session)) ?? Buffer.alloc(0);
	}

	/** Names of the files that are not as they were left here; those that came or went, too, the cache left out. */
	changed(): readonly string[] {
		const names = new Set([...this.#files.keys(), ...readdirSync(this.path)]);
		names.delete('.local');
		return [...names].filter((name) => {
			const left = this.#files.get(name);
			return !left || !readFileSync(join(this.path, name)).equals(left);
		});
	}

	#write(name: string, bytes: Buffer): void {
		this.#files.set(name, bytes);
		writeFileSync(join(this.path, `${name}.new`), bytes);
		renameSync(join(this.path, `${name}.new`), join(this.path, name));
	}

	/** Lets the folder look as if nobody wrote to it for long: its names need not be listed at every question. */
	#settle(time: number): void {
		utimesSync(this.path, time, time);
	}
}
