import * as fs from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Where a folder's repository keeps the list of what only this clone ignores. */
export interface GitExclude {
	/** Path of the `info/exclude` file, which need not exist. */
	readonly file: string;
	/** The line that leaves the folder out. */
	readonly line: string;
}

/** Finds the repository around `folder`, in a linked worktree or submodule too; undefined outside of git. */
export async function findGitExclude(folder: string): Promise<GitExclude | undefined> {
	for (let root = dirname(folder); ; root = dirname(root)) {
		const gitDir = await gitDirectory(join(root, '.git'));
		if (gitDir !== undefined) {
			const path = relative(root, folder).split(sep).join('/');
			// gitignore(5): unescaped these would be a pattern that the folder need not match.
			const line = `/${path.replace(/[\\*?[]/g, '\\$&')}/`;
			return { file: join(gitDir, 'info', 'exclude'), line };
		}
		if (dirname(root) === root) return undefined;
	}
}

export async function isExcluded({ file, line }: GitExclude): Promise<boolean> {
	const text = await readIfThere(file);
	return text?.split(/\r?\n/).some((known) => known.trim() === line) ?? false;
}

export async function addExclude(exclude: GitExclude): Promise<void> {
	if (await isExcluded(exclude)) return;
	await fs.mkdir(dirname(exclude.file), { recursive: true });
	const text = (await readIfThere(exclude.file)) ?? '';
	const gap = text === '' || text.endsWith('\n') ? '' : '\n';
	await fs.appendFile(exclude.file, `${gap}${exclude.line}\n`);
}

async function gitDirectory(path: string): Promise<string | undefined> {
	let found;
	try {
		found = await fs.stat(path);
	} catch {
		return undefined; // not there, or not for us to see: either way not this folder's repository
	}
	if (found.isDirectory()) return path;
	// In a worktree or submodule `.git` is a file that names the real folder.
	const target = /^gitdir:\s*(.+?)\s*$/m.exec(await fs.readFile(path, 'utf8'))?.[1];
	if (target === undefined) return undefined;
	const own = resolve(dirname(path), target);
	// All worktrees of a repository share the exclude file of its common folder.
	const common = await readIfThere(join(own, 'commondir'));
	return common === undefined ? own : resolve(own, common.trim());
}

async function readIfThere(path: string): Promise<string | undefined> {
	try {
		return await fs.readFile(path, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
		throw error;
	}
}
