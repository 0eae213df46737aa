import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Neither the machine's settings nor its user have a say. */
const env = {
	PATH: process.env['PATH'],
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_CONFIG_NOSYSTEM: '1',
	GIT_EDITOR: 'true',
	GIT_AUTHOR_NAME: 'Test',
	GIT_AUTHOR_EMAIL: 'test@localhost',
	GIT_COMMITTER_NAME: 'Test',
	GIT_COMMITTER_EMAIL: 'test@localhost',
};

/** A working copy of a real git repository that holds a store's folder. */
export class Clone {
	readonly path: string;

	private constructor(path: string) {
		this.path = path;
	}

	static async init(path: string): Promise<Clone> {
		await mkdir(path, { recursive: true });
		const clone = new Clone(path);
		await clone.git('init', '-q', '-b', 'main');
		return clone;
	}

	/** Another clone of it, beside it. */
	async clone(path: string): Promise<Clone> {
		await this.git('clone', '-q', '.', path);
		return new Clone(path);
	}

	/** The store's folder. */
	get folder(): string {
		return join(this.path, '.sessions');
	}

	/** Gives what git prints; rejects with what it complains about, a merge conflict too. */
	async git(...args: readonly string[]): Promise<string> {
		const { stdout } = await run('git', args, { cwd: this.path, env });
		return stdout.trim();
	}

	/** Commits all that is there; gives the commit. */
	async commit(message = 'work'): Promise<string> {
		await this.git('add', '-A');
		await this.git('commit', '-q', '--allow-empty', '-m', message);
		return this.git('rev-parse', 'HEAD');
	}

	async pull(other: Clone): Promise<void> {
		await this.git('pull', '-q', '--no-rebase', '--no-edit', other.path, 'HEAD');
	}

	/** Its logs with their text. */
	async logs(): Promise<ReadonlyMap<string, string>> {
		return logsIn(this.folder);
	}
}

export async function logsIn(folder: string): Promise<ReadonlyMap<string, string>> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
	return new Map(
		await Promise.all(
			names.map(async (name): Promise<[string, string]> => [
				name,
				await readFile(join(folder, name), 'utf8'),
			]),
		),
	);
}
