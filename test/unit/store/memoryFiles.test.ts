import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errnoOf, nodeFiles, type Files } from '../../../src/store/files.js';
import { MemoryFiles } from './memoryFiles.js';

describe('The disk in memory', () => {
	/** What came of many calls, for their kinds of success and failure. */
	async function story(files: Files, root: string): Promise<readonly unknown[]> {
		const told: unknown[] = [];
		const at = (...names: readonly string[]): string => join(root, ...names);
		const tell = (act: () => unknown): void => {
			try {
				told.push(act() ?? 'done');
			} catch (error) {
				told.push(errnoOf(error));
			}
		};
		const put = (name: string, text: string): void => {
			const file = files.open(at(name), 'create');
			told.push(files.write(file, Buffer.from(text)), files.keyOf(file).size);
			files.close(file);
		};
		const get = (name: string, position: number): void => {
			const into = Buffer.alloc(4);
			const file = files.open(at(name), 'read');
			told.push(files.read(file, into, position), into.toString());
			files.close(file);
		};
		tell(() => files.stat(at('none')));
		tell(() => files.stat(at('none', 'below')));
		tell(() => files.list(at('none')));
		files.makeFolder(at('a', 'b'));
		files.makeFolder(at('a', 'b'));
		put('a/x', 'one two');
		get('a/x', 4);
		get('a/x', 100);
		tell(() => files.stat(at('a', 'x', 'below')));
		tell(() => files.list(at('a', 'x')));
		for (const mode of ['create', 'read', 'append'] as const) tell(() => files.open(at('none', 'x'), mode));
		tell(() => files.open(at('none'), 'append'));
		tell(() => files.open(at('a', 'x'), 'create'));
		tell(() => files.open(at('a'), 'append'));
		tell(() => {
			files.makeFolder(at('a', 'x'));
		});
		const file = files.open(at('a', 'x'), 'append');
		files.truncate(file, 3);
		files.write(file, Buffer.from('!'));
		await files.flush(file);
		files.close(file);
		get('a/x', 0);
		tell(() => {
			files.close(file);
		});
		for (const [from, to] of [
			['none', 'z'],
			['a/x', 'none/z'],
			['a/x', 'a/b'],
			['a/b', 'a/x'],
			['a/b', 'c'],
			['a', 'c'],
			['a', 'd/e'],
		] as const) {
			tell(() => {
				files.rename(at(from), at(to));
			});
		}
		put('c/y', 'y');
		for (const path of ['none', 'a', 'c', 'c/y'])
			tell(() => {
				files.removeFolder(at(path));
			});
		for (const path of ['none', 'c', 'c/y', 'c/y'])
			tell(() => {
				files.unlink(at(path));
			});
		await files.flushFolder(at('c'));
		tell(() => files.realPath(at('none')));
		told.push(files.list(root), files.list(at('c')), files.realPath(at('c')) === at('c'));
		return told;
	}

	it('behaves as a real one', async () => {
		const root = await mkdtemp(join(tmpdir(), 'disk-'));
		const memory = new MemoryFiles();
		memory.makeFolder(root);
		try {
			assert.deepEqual(await story(memory, root), await story(nodeFiles, root));
		} finally {
			await rm(root, { recursive: true });
		}
	});
	it('keeps of a power cut what was flushed', async () => {
		const disk = new MemoryFiles();
		const file = disk.open('/x', 'create');
		disk.write(file, Buffer.from('kept'));
		await disk.flush(file);
		assert.deepEqual(disk.afterPowerCut().list('/'), []);
		await disk.flushFolder('/');
		disk.write(file, Buffer.from('lost'));
		disk.open('/y', 'create');
		const sizeOf = (of: MemoryFiles): number | undefined => of.stat('/x')?.size;
		assert.deepEqual([disk.afterPowerCut().list('/'), sizeOf(disk.afterPowerCut())], [['x'], 4]);
		disk.loseUnflushed(file);
		disk.write(file, Buffer.from('!'));
		await disk.flush(file);
		const left = disk.afterPowerCut();
		const into = Buffer.alloc(9);
		left.read(left.open('/x', 'read'), into, 0);
		assert.equal(into.toString(), 'kept\0\0\0\0!');
		assert.deepEqual([sizeOf(disk.copy()), disk.copy().stat('/x')], [9, disk.stat('/x')]);
	});
});
