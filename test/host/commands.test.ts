import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands, internalCommands } from '../../src/ids.js';
import { SessionStore } from '../../src/store/sessionStore.js';
import { idFrom, onDisk, refTo, run, tabLabelled, workspaceFolder } from './support.js';

const say = (sessionId: string, role: string, content: string): Promise<string> =>
	idFrom('addMessage', { ...refTo(sessionId), role, content });

const contents = (sessionId: string): Promise<readonly unknown[]> =>
	onDisk(async (store) => (await store.getMessages(sessionId)).map(({ content }) => content));

describe('the commands', () => {
	it('are all registered', async () => {
		await vscode.extensions.getExtension('session-hierarchy.session-hierarchy')?.activate();
		const registered = new Set(await vscode.commands.getCommands(true));
		const wanted = [...Object.values(commands), ...Object.values(internalCommands)];
		assert.deepEqual(
			wanted.filter((id) => !registered.has(id)),
			[],
		);
	});

	it('make a session and open its transcript', async () => {
		const id = await idFrom('newSession', { title: 'Made by a command' });
		assert.equal((await onDisk((store) => store.getSession(id))).title, 'Made by a command');
		await tabLabelled('Made by a command');
	});

	it('build a tree of a child and forks', async () => {
		const root = await idFrom('newSession', { title: 'Root' });
		const first = await say(root, 'user', 'one');
		await say(root, 'assistant', 'two');
		const child = await idFrom('newChildSession', { ...refTo(root), title: 'Child' });
		const whole = await idFrom('forkSession', refTo(root));
		const early = await idFrom('forkFromMessage', { ...refTo(root), messageId: first, title: 'Early' });
		const children = await onDisk((store) => store.getChildren(root));
		assert.deepEqual(
			children.map(({ id, title, relation, messageCount }) => ({ id, title, relation, messageCount })),
			[
				{ id: child, title: 'Child', relation: 'child', messageCount: 0 },
				{ id: whole, title: 'Fork of Root', relation: 'fork', messageCount: 2 },
				{ id: early, title: 'Early', relation: 'fork', messageCount: 1 },
			],
		);
	});

	it('copy a link and follow it, and refuse one that leads nowhere', async () => {
		const id = await idFrom('newSession', { title: 'Linked to' });
		const messageId = await say(id, 'user', 'one');
		await run('copyMessageLink', { ...refTo(id), messageId });
		const link = await vscode.env.clipboard.readText();
		assert.equal(
			link,
			`${vscode.env.uriScheme}://session-hierarchy.session-hierarchy/open?session=${id}&message=${messageId}`,
		);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		const follow = (address: string): Thenable<unknown> =>
			vscode.commands.executeCommand(internalCommands.openLink, vscode.Uri.parse(address, true));
		await follow(link.replace(id, 'elsewhere'));
		await follow(link.replace(messageId, '..%2Fpasswd'));
		await follow(link.replace('/open', '/else'));
		assert.deepEqual(
			vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs),
			[],
		);
		await follow(link);
		await tabLabelled('Linked to');
	});

	it('go back to a snapshot and to a message, and undo that', async () => {
		const id = await idFrom('newSession', { title: 'Back and forth' });
		const first = await say(id, 'user', 'one');
		await say(id, 'assistant', 'two');
		const snapshotId = await idFrom('createSnapshot', { ...refTo(id), label: 'Safe' });
		await say(id, 'user', 'three');
		const seen: unknown[] = [];
		await run('revertToSnapshot', { ...refTo(id), snapshotId });
		seen.push(await contents(id));
		await run('undoRevert', refTo(id));
		seen.push(await contents(id));
		await run('revertToMessage', { ...refTo(id), messageId: first });
		seen.push(await contents(id));
		assert.deepEqual(seen, [['one', 'two'], ['one', 'two', 'three'], ['one']]);
		await run('deleteSnapshot', { ...refTo(id), snapshotId });
		assert.deepEqual(await onDisk((store) => store.getSnapshots(id)), []);
	});

	it('rename, share, and take the mark back', async () => {
		const id = await idFrom('newSession', { title: 'Old name' });
		await run('renameSession', { ...refTo(id), title: 'New name' });
		await run('shareSession', refTo(id));
		const shared = await onDisk((store) => store.getSession(id));
		await run('unshareSession', refTo(id));
		const { shared: still } = await onDisk((store) => store.getSession(id));
		assert.deepEqual([shared.title, shared.shared, still], ['New name', true, false]);
	});

	it('move sessions, each once, and make them roots again', async () => {
		const [a, b, above] = await Promise.all(
			['A', 'B', 'Above'].map((title) => idFrom('newSession', { title })),
		);
		assert.ok(a !== undefined && b !== undefined && above !== undefined);
		const rows = [refTo(a), refTo(b), refTo(a)].map((ref) => ({ kind: 'session', ...ref }));
		await run('moveSession', rows[0], rows, { parentId: above });
		assert.deepEqual(
			(await onDisk((store) => store.getChildren(above))).map(({ id }) => id).sort(),
			[a, b].sort(),
		);
		await run('makeRoot', rows[0], rows);
		assert.deepEqual(await onDisk((store) => store.getChildren(above)), []);
	});

	it('take back a rename, a move and a mark, the latest or an older one, and bring one back', async () => {
		const above = await idFrom('newSession', { title: 'Above it all' });
		const id = await idFrom('newSession', { title: 'First name' });
		await run('renameSession', { ...refTo(id), title: 'Second name' });
		await run('moveSession', refTo(id), undefined, { parentId: above });
		await run('shareSession', refTo(id));
		const now = async (): Promise<unknown> =>
			onDisk(async (store) => {
				const { title, parentId, shared } = await store.getSession(id);
				return [title, parentId, shared];
			});
		const operations = await onDisk((store) => store.getOperations({ sessionId: id }));
		const rename = operations.find(({ fields }) => fields.includes('title'))?.id;
		const seen: unknown[] = [await now()];
		for (const { id: operationId } of operations.slice(0, 3)) {
			await run('undoLastChange', { ...refTo(id), operationId });
			seen.push(await now());
		}
		await run('undoLastChange', { ...refTo(id), operationId: rename });
		seen.push(await now());
		assert.deepEqual(seen, [
			['Second name', above, true],
			['Second name', above, false],
			['Second name', null, false],
			['First name', null, false],
			['Second name', null, false],
		]);
	});

	it('take back an import as a whole, the forks in it too', async () => {
		const root = await idFrom('newSession', { title: 'Source' });
		await say(root, 'user', 'one');
		await run('forkSession', refTo(root));
		const bundle = await onDisk((store) => store.exportSession(root, { descendants: true }));
		const folder = await mkdtemp(join(tmpdir(), 'undo-'));
		const file = join(folder, 'all.session-bundle.json');
		await writeFile(file, JSON.stringify(bundle));
		const imported = (await run('importFiles', vscode.Uri.file(file), {
			preview: false,
		})) as readonly string[];
		const ref = refTo(imported[0] ?? '');
		const [operation] = await onDisk((store) => store.getOperations({ sessionId: ref.sessionId }));
		await run('undoLastChange', { ...ref, operationId: operation?.id });
		const left = await onDisk((store) => Promise.all(imported.map((id) => store.getSession(id))));
		assert.deepEqual([operation?.kind, left.map(({ deleted }) => deleted)], ['import', [true, true]]);
		await rm(folder, { recursive: true });
	});

	it('delete a session with its child, all selected rows at once, and restore', async () => {
		const parent = await idFrom('newSession', { title: 'Parent' });
		const child = await idFrom('newChildSession', { ...refTo(parent), title: 'Its child' });
		const other = await idFrom('newSession', { title: 'Other' });
		const rows = [parent, child, other].map((id) => ({ kind: 'session', ...refTo(id) }));
		const gone = async (): Promise<boolean[]> =>
			onDisk(async (store) =>
				Promise.all([parent, child, other].map(async (id) => (await store.getSession(id)).deleted)),
			);
		await run('deleteSession', rows[0], rows);
		const after = await gone();
		await run('restoreSession', rows[0], rows);
		assert.deepEqual(
			[after, await gone()],
			[
				[true, true, true],
				[false, false, false],
			],
		);
	});

	it('never take a snapshot that is selected too for its session', async () => {
		const kept = await idFrom('newSession', { title: 'Kept' });
		const snapshotId = await idFrom('createSnapshot', { ...refTo(kept), label: 'Mine' });
		const deleted = await idFrom('newSession', { title: 'Deleted' });
		const row = { kind: 'session', ...refTo(deleted) };
		await run('deleteSession', row, [row, { kind: 'snapshot', ...refTo(kept), snapshotId }]);
		const states = await onDisk((store) => Promise.all([kept, deleted].map((id) => store.getSession(id))));
		assert.deepEqual(
			states.map(({ title, deleted: isGone }) => [title, isGone]),
			[
				['Kept', false],
				['Deleted', true],
			],
		);
	});

	it('show what another process wrote', async () => {
		const id = await idFrom('newSession', { title: 'Written elsewhere' });
		const other = await SessionStore.open(join(workspaceFolder().uri.fsPath, '.sessions'));
		await other.setTitle(id, 'Renamed elsewhere');
		await other.close();
		await tabLabelled('Renamed elsewhere');
	});
});

describe('a command that fails', () => {
	const failing: readonly (readonly [string, keyof typeof commands, unknown])[] = [
		['for an unknown session', 'forkSession', { sessionId: 'no-such' }],
		['for an unknown folder', 'forkSession', { folder: 'file:///nowhere', sessionId: 'no-such' }],
		['for an unknown message', 'forkFromMessage', { messageId: 'no-such' }],
		['for an unknown snapshot', 'revertToSnapshot', { snapshotId: 'no-such' }],
		['with no revert to undo', 'undoRevert', {}],
		['for a move below itself', 'moveSession', { parentId: 'self' }],
	];
	for (const [name, command, fields] of failing) {
		it(`gives nothing and changes nothing ${name}`, async () => {
			const id = await idFrom('newSession', { title: `Fails ${name}` });
			await say(id, 'user', 'one');
			const before = await onDisk((store) => store.listSessions({ deleted: 'include' }));
			const given = { ...refTo(id), ...(fields as object) };
			if ('parentId' in given) given.parentId = id;
			assert.equal(await run(command, given), undefined);
			assert.deepEqual(await onDisk((store) => store.listSessions({ deleted: 'include' })), before);
		});
	}
});
