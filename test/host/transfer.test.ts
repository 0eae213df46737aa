import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { idFrom, onDisk, refTo, run, shapeOf } from './support.js';

describe('export and import', () => {
	let folder = '';
	let root = '';
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), 'transfer-'));
		root = await idFrom('newSession', { title: 'To be carried' });
		await idFrom('addMessage', { ...refTo(root), role: 'user', content: 'one' });
		await idFrom('createSnapshot', { ...refTo(root), label: 'Mark' });
		await idFrom('forkSession', { ...refTo(root), title: 'Its fork' });
		await idFrom('newChildSession', { ...refTo(root), title: 'Its child' });
	});
	after(() => rm(folder, { recursive: true }));

	const ids = (): Promise<readonly string[]> =>
		onDisk(async (store) => (await store.listSessions({ deleted: 'include' })).map(({ id }) => id).sort());

	it('carries a session with all below it through a bundle', async () => {
		const target = join(folder, 'all.session-bundle.json');
		const written = await run('exportSession', {
			...refTo(root),
			format: 'bundle',
			descendants: true,
			target,
		});
		assert.deepEqual([written, await readdir(folder)], [[target], ['all.session-bundle.json']]);
		const imported = (await run('importFiles', vscode.Uri.file(target), {
			preview: false,
		})) as readonly string[];
		assert.equal(imported.length, 3);
		const [before, after] = await onDisk((store) =>
			Promise.all([root, imported[0] ?? ''].map((id) => store.exportSession(id, { descendants: true }))),
		);
		assert.ok(before && after);
		assert.deepEqual(shapeOf(after), shapeOf(before));
	});

	it('writes one session alone when asked to', async () => {
		const target = join(folder, 'one.session-bundle.json');
		await run('exportSession', { ...refTo(root), format: 'bundle', descendants: false, target });
		const { sessions } = JSON.parse(await readFile(target, 'utf8')) as { sessions: readonly unknown[] };
		assert.equal(sessions.length, 1);
	});

	it("writes PraisonAI's form as a file a session, and reads the folder back as a tree", async () => {
		const target = join(folder, 'praison');
		const written = await run('exportSession', { ...refTo(root), format: 'praisonai', target });
		assert.equal((written as readonly string[]).length, 3);
		const imported = (await run('importFolder', vscode.Uri.file(target), {
			preview: false,
		})) as readonly string[];
		const sessions = await onDisk((store) => Promise.all(imported.map((id) => store.getSession(id))));
		const titles = new Map(sessions.map(({ id, title }) => [id, title]));
		assert.deepEqual(
			sessions.map(({ title, parentId }) => `${titles.get(parentId ?? '') ?? '-'} > ${title}`).sort(),
			['- > To be carried', 'To be carried > Its child', 'To be carried > Its fork'],
		);
	});

	for (const [name, text] of [
		['no JSON', 'hello'],
		['no session', '{"a":1}'],
		['cut off', '{"format":"session-hierarchy","version":1,"sess'],
	] as const) {
		it(`imports nothing from a file that is ${name}`, async () => {
			const before = await ids();
			const file = join(folder, 'bad.json');
			await writeFile(file, text);
			assert.equal(await run('importFiles', vscode.Uri.file(file), { preview: false }), undefined);
			assert.deepEqual(await ids(), before);
		});
	}

	it('leaves no file behind when the place cannot be written', async () => {
		const before = await readdir(folder);
		await writeFile(join(folder, 'file'), '');
		const target = join(folder, 'file/inside.json');
		assert.equal(await run('exportSession', { ...refTo(root), format: 'bundle', target }), undefined);
		assert.deepEqual(await readdir(folder), [...before, 'file'].sort());
	});
});
