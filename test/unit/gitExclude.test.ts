import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { addExclude, findGitExclude, isExcluded } from '../../src/host/gitExclude.js';

describe('keeping a folder out of git', () => {
	let root = '';
	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'exclude-'));
	});
	afterEach(() => rm(root, { recursive: true }));

	async function put(path: string, text: string): Promise<void> {
		await mkdir(dirname(join(root, path)), { recursive: true });
		await writeFile(join(root, path), text);
	}

	it('adds a line to the repository, once, and keeps what was there', async () => {
		await put('.git/info/exclude', '*.log');
		const exclude = await findGitExclude(join(root, '.sessions'));
		assert.deepEqual(exclude, { file: join(root, '.git/info/exclude'), line: '/.sessions/' });
		assert.equal(await isExcluded(exclude), false);
		await addExclude(exclude);
		await addExclude(exclude);
		assert.equal(await readFile(exclude.file, 'utf8'), '*.log\n/.sessions/\n');
		assert.equal(await isExcluded(exclude), true);
	});

	it('names the place in the repository when the workspace is a folder inside', async () => {
		await mkdir(join(root, '.git'));
		const exclude = await findGitExclude(join(root, 'packages/one/.sessions'));
		assert.deepEqual(exclude, { file: join(root, '.git/info/exclude'), line: '/packages/one/.sessions/' });
		await addExclude(exclude);
		assert.equal(await readFile(exclude.file, 'utf8'), '/packages/one/.sessions/\n');
	});

	it('keeps a folder out whose name git would take for a pattern', async () => {
		await promisify(execFile)('git', ['init', '--quiet', root]);
		const folder = join(root, 'pkg[1]*', '.sessions');
		await put('pkg[1]*/.sessions/a.jsonl', 'secret');
		const exclude = await findGitExclude(folder);
		assert.ok(exclude);
		await addExclude(exclude);
		const { stdout } = await promisify(execFile)('git', ['status', '--porcelain', '-uall'], { cwd: root });
		assert.equal(stdout, '');
	});

	it('finds the common folder of a linked worktree', async () => {
		await put('main/.git/worktrees/wt/commondir', '../..\n');
		await put('wt/.git', `gitdir: ${join(root, 'main/.git/worktrees/wt')}\n`);
		assert.deepEqual(await findGitExclude(join(root, 'wt/.sessions')), {
			file: join(root, 'main/.git/info/exclude'),
			line: '/.sessions/',
		});
	});

	it('finds the folder of a submodule by its relative path', async () => {
		await mkdir(join(root, '.git/modules/sub'), { recursive: true });
		await put('sub/.git', 'gitdir: ../.git/modules/sub\n');
		assert.deepEqual(await findGitExclude(join(root, 'sub/.sessions')), {
			file: join(root, '.git/modules/sub/info/exclude'),
			line: '/.sessions/',
		});
	});
});
