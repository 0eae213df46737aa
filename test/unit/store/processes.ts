import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

type Script = 'holder' | 'reader' | 'taker' | 'writer';

/** Processes that run the scripts beside this file, and end with the test. */
export class Processes {
	readonly #folder: string;
	readonly #built = new Map<Script, Promise<string>>();
	readonly #running: ChildProcess[] = [];

	/** `folder`: where the scripts are built. */
	constructor(folder: string) {
		this.#folder = folder;
	}

	async start(script: Script, ...args: readonly string[]): Promise<Running> {
		const path = await this.#build(script);
		return this.spawn(process.execPath, path, ...args);
	}

	spawn(command: string, ...args: readonly string[]): Running {
		const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
		this.#running.push(child);
		return new Running(child);
	}

	killAll(): void {
		for (const child of this.#running.splice(0)) child.kill('SIGKILL');
	}

	#build(script: Script): Promise<string> {
		const known = this.#built.get(script);
		if (known) return known;
		const outfile = join(this.#folder, `${script}.mjs`);
		const built = build({
			entryPoints: [`test/unit/store/${script}.ts`],
			outfile,
			bundle: true,
			platform: 'node',
			format: 'esm',
			target: 'node22',
		}).then(() => outfile);
		this.#built.set(script, built);
		return built;
	}
}

export class Running {
	readonly pid: number;
	readonly #child: ChildProcess;
	readonly #lines: AsyncIterator<string, undefined>;
	readonly #exit: Promise<unknown>;

	constructor(child: ChildProcess) {
		this.#child = child;
		this.pid = child.pid ?? 0;
		if (!child.stdout) throw new TypeError('no output');
		this.#lines = createInterface(child.stdout)[Symbol.asyncIterator]();
		this.#exit = once(child, 'exit').then((how) => (how as readonly unknown[]).find((each) => each !== null));
	}

	/** The next line that it says; undefined when it says no more. */
	async line(): Promise<string | undefined> {
		const { value, done } = await this.#lines.next();
		return done === true ? undefined : value;
	}

	endInput(): void {
		this.#child.stdin?.end();
	}

	signal(signal: NodeJS.Signals): void {
		this.#child.kill(signal);
	}

	/** The exit code, or the signal that ended it. */
	async exit(): Promise<unknown> {
		return this.#exit;
	}
}
