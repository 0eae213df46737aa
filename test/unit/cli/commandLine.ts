import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';

interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly errors: string;
}

/** The command line as a process, in a temporary folder. */
export class CommandLine {
	/** Where it is run. */
	readonly folder: string;
	readonly script: string;

	private constructor(folder: string, script: string) {
		this.folder = folder;
		this.script = script;
	}

	static async make(): Promise<CommandLine> {
		// Below the packages that it imports.
		await fs.mkdir('out', { recursive: true });
		const built = await fs.mkdtemp(resolve('out/command-line-'));
		const script = join(built, 'cli.mjs');
		await build({
			entryPoints: ['src/cli/main.ts'],
			outfile: script,
			bundle: true,
			platform: 'node',
			format: 'esm',
			target: 'node22',
			packages: 'external',
		});
		// Without links, as the process sees it.
		const folder = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'command-line-')));
		return new CommandLine(folder, script);
	}

	/** Empties the folder. */
	async clear(): Promise<void> {
		await fs.rm(this.folder, { recursive: true });
		await fs.mkdir(this.folder);
	}

	async remove(): Promise<void> {
		await fs.rm(this.folder, { recursive: true });
		await fs.rm(dirname(this.script), { recursive: true });
	}

	/** Runs it to its end. */
	async run(args: readonly string[], input: string | Uint8Array = '', folder = this.folder): Promise<Ended> {
		const child = spawn(process.execPath, [this.script, ...args], { cwd: folder });
		child.stdin.end(input);
		const texts = Promise.all([buffer(child.stdout), buffer(child.stderr)]);
		const [code] = (await once(child, 'close')) as [number | null];
		const [out, errors] = (await texts).map(String);
		return { code, out: out ?? '', errors: errors ?? '' };
	}

	/** What a command that is done printed, less the last end of line. */
	async done(...args: readonly string[]): Promise<string> {
		const { code, out, errors } = await this.run(args);
		assert.deepEqual({ code, errors }, { code: 0, errors: '' });
		return out.replace(/\n$/, '');
	}

	/** The JSON that it printed. */
	async json(...args: readonly string[]): Promise<unknown> {
		return JSON.parse(await this.done(...args, '--json')) as unknown;
	}

	/** Exit code and standard error of one that is not done; it prints nothing else. */
	async failing(
		...args: readonly string[]
	): Promise<{ readonly code: number | null; readonly errors: string }> {
		const { code, out, errors } = await this.run(args);
		assert.equal(out, '');
		return { code, errors };
	}
}
