import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { Random } from '../support/random.js';
import { Arena } from './arena.js';
import type { Command } from './commands.js';
import type { Death } from './killingFiles.js';
import type { Order, Told } from './victim.js';

/** How often one kind of command was acknowledged, and interrupted by a kill. */
export interface Count {
	acknowledged: number;
	interrupted: number;
	/** Of the interrupted: found done all the same. */
	done: number;
}

const plannedCommands = 12;
/** Kills in one store before the next is begun. */
const killsOfArena = 25;

/** Kills processes that write, one after the other, and looks at what each has left. */
export class Torture {
	readonly counts = new Map<Command['do'], Count>();
	/** Where the killed were: how many before, within and after which call to the disk. */
	readonly deaths = new Map<string, number>();
	/** What was lost, half done, or in the way, each with the folder where it is. */
	readonly faults: string[] = [];
	kills = 0;
	/** Of the kills: between taking the lock and the acknowledgement; the lock of the dead lay on the disk. */
	locked = 0;
	opening = 0;
	torn = 0;
	/** Milliseconds. */
	slowestNextWrite = 0;
	readonly #root: string;
	readonly #seed: number;
	#arena: Arena | undefined;
	#runs = 0;

	/** `root`: a folder for it, which is made. */
	constructor(root: string, seed: number) {
		this.#root = root;
		this.#seed = seed;
	}

	/** Goes on until so many processes were killed. */
	async run(kills: number): Promise<void> {
		const victim = join(this.#root, 'victim.mjs');
		await build({
			entryPoints: ['test/torture/victim.ts'],
			outfile: victim,
			bundle: true,
			platform: 'node',
			format: 'esm',
		});
		for (const until = this.kills + kills; this.kills < until;) await this.#runOne(victim);
	}

	async #runOne(victim: string): Promise<void> {
		const nth = this.#runs++;
		const random = new Random(this.#seed * 1_000_003 + nth);
		const arena = await this.#arenaFor(nth);
		const isBySelf = nth % 5 < 3;
		const commands = arena.plan(random, plannedCommands);
		const order: Order = {
			folder: arena.folder,
			ids: arena.ids,
			commands,
			...(isBySelf && { death: deathBy(random, commands) }),
		};
		const { pid, told, error, wasKilled } = await runVictim(victim, order, isBySelf ? undefined : random);
		const done = told.filter((line) => line.is === 'done');
		const wasBegun = told.filter(({ is }) => is === 'begun').length > done.length;
		const begun = wasBegun ? commands[done.length] : undefined;
		const lock = await lockOf(arena.folder, pid);
		arena.acknowledged(
			commands.slice(0, done.length),
			Object.assign({}, ...done.map(({ ids }) => ids)) as Order['ids'],
		);
		for (const command of commands.slice(0, done.length)) this.#count(command).acknowledged++;
		if (wasKilled) {
			this.kills++;
			const dying = told.find((line) => line.is === 'dying');
			const how = dying?.how ?? 'from outside';
			this.deaths.set(how, (this.deaths.get(how) ?? 0) + 1);
			if (lock && begun) this.locked++;
			if (!told.some(({ is }) => is === 'open')) this.opening++;
		}
		try {
			if (error !== '') throw new Error(error);
			const found = await arena.check(begun);
			this.torn += found.torn;
			this.slowestNextWrite = Math.max(this.slowestNextWrite, found.nextWrite);
			if (begun) {
				this.#count(begun).interrupted++;
				if (found.wasDone) this.#count(begun).done++;
			}
		} catch (fault) {
			this.faults.push(`run ${String(nth)} in ${arena.folder}: ${String(fault)}`);
			// Nothing that is found there from now on would tell more.
			this.#arena = undefined;
		}
	}

	/** Every tenth process begins a store of its own, the others share one for a while. */
	async #arenaFor(nth: number): Promise<Arena> {
		const folder = join(this.#root, String(nth), '.sessions');
		if (nth % 10 === 7) return new Arena(folder);
		if (nth % killsOfArena === 0) this.#arena = undefined;
		return (this.#arena ??= await Arena.generated(folder, this.#seed + nth));
	}

	#count({ do: kind }: Command): Count {
		let count = this.counts.get(kind);
		if (!count) this.counts.set(kind, (count = { acknowledged: 0, interrupted: 0, done: 0 }));
		return count;
	}
}

const telling = ['write', 'write', 'write', 'flush', 'flushFolder', 'rename', 'truncate'] as const;

/** While it reads, or, mostly, while it changes the disk; rarer and longer commands are sought out. */
function deathBy(random: Random, commands: readonly Command[]): Death {
	const long = commands.findIndex(({ do: kind }) => ['import', 'merge', 'purge'].includes(kind));
	const after = long >= 0 && random.chance(0.4) ? long : random.below(plannedCommands - 4);
	const how = random.pick(['before', 'after', 'half'] as const);
	if (random.chance(0.3)) return { after, how, call: 1 + random.below(30) };
	return { after, how, of: random.pick(telling), call: 1 + random.below(3) };
}

interface Run {
	readonly pid: number;
	readonly told: readonly Told[];
	/** What it wrote before it ended by an error. */
	readonly error: string;
	readonly wasKilled: boolean;
}

/** `random`: when to kill it; undefined: it kills itself. */
async function runVictim(script: string, order: Order, random: Random | undefined): Promise<Run> {
	const orders = `${script}.json`;
	await writeFile(orders, JSON.stringify(order));
	const child = spawn(process.execPath, [script, orders], { stdio: ['ignore', 'pipe', 'pipe'] });
	let told = '';
	let error = '';
	const commands = random?.below(plannedCommands) ?? 0;
	// Some are killed while they open the store, the others a moment after they have begun some command.
	const kill = random && {
		at: random.chance(0.2) ? '' : `"begun","nth":${String(commands)}`,
		pause: random.next() * 10,
	};
	let isDoomed = false;
	const doom = (): void => {
		if (!kill || isDoomed || !told.includes(kill.at)) return;
		isDoomed = true;
		void delay(kill.at === '' ? kill.pause * 10 : kill.pause).then(() => child.kill('SIGKILL'));
	};
	doom();
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		told += text;
		doom();
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
	const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
	const whole = told.split('\n').slice(0, -1);
	return {
		pid: child.pid ?? 0,
		told: whole.map((line) => JSON.parse(line) as Told),
		error: signal === 'SIGKILL' || code === 0 ? '' : `ended with ${String(code ?? signal)}: ${error}`,
		wasKilled: signal === 'SIGKILL',
	};
}

/** Whether that process holds the lock of the store, dead or alive. */
async function lockOf(folder: string, pid: number): Promise<boolean> {
	const local = join(folder, '.local');
	for (const name of await readdir(local).catch(() => [])) {
		if (!name.startsWith('lock-')) continue;
		const holders = await readdir(join(local, name));
		if (holders.some((holder) => holder.startsWith(`${String(pid)}-`))) return true;
	}
	return false;
}
