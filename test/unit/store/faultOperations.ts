import type { Bundle } from '../../../src/store/bundleModel.js';
import type { Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { join } from 'node:path';
import { indexPath } from '../../../src/store/sessionIndex.js';
import { MemoryFiles } from './memoryFiles.js';
import { said, say } from './temporary.js';

export const folder = '/workspace/.sessions';

/** What a test needs to know of a folder that was made ready. */
interface Names {
	readonly snapshot: string;
	readonly deletedSnapshot: string;
	readonly fork: string;
	readonly bundle: Bundle;
	readonly renamed: string;
	readonly imported: string;
	readonly undone: string;
}
export interface Ready {
	readonly disk: MemoryFiles;
	readonly names: Names;
}
type Scene = 'nothing' | 'tree' | 'trash' | 'imports' | 'index' | 'no index';

/** One command of the store, to be tried on a disk that fails. */
export interface FaultOperation {
	readonly scene: Scene;
	/** What another process writes just before. */
	readonly before?: (other: SessionStore) => Promise<unknown>;
	/** A store that it gives is the one to be looked at from then on. */
	readonly run: (store: SessionStore, names: Names, files: Files) => Promise<unknown>;
	/** How much of it is tried in a short run; default: a fault at each of its calls. */
	readonly short?: 'nothing' | 'every third call';
	/** Messages that are added to A at once, each by a command of its own. */
	readonly parts?: readonly string[];
}

const burst = ['new 1', 'new 2', 'new 3', 'new 4', 'new 5'];

/** Commands that write one line to a session, all on the same way. */
const oneLiners: Readonly<Record<string, FaultOperation['run']>> = {
	addMessages: (store) => store.addMessages('a', [said('new'), said('newer')]),
	'addMessage to a branch': (store) => store.addMessage('a', said('new'), { after: null }),
	createSnapshot: (store) => store.createSnapshot('a', { label: 'New' }),
	deleteSnapshot: (store, { snapshot }) => store.deleteSnapshot('a', snapshot),
	restoreSnapshot: (store, { deletedSnapshot }) => store.restoreSnapshot('a', deletedSnapshot),
	revertToMessage: (store) => store.revertToMessage('a', { index: 0 }),
	revertToSnapshot: (store, { snapshot }) => store.revertToSnapshot('a', snapshot),
	undoRevert: (store) => store.undoRevert('a'),
	setTitle: (store) => store.setTitle('a', 'A, renamed'),
	setMetadata: (store) => store.setMetadata('a', { cost: 1 }),
	setAgentInfo: (store) => store.setAgentInfo('a', { agentName: 'coder' }),
	shareSession: (store) => store.shareSession('a'),
	unshareSession: (store) => store.unshareSession('b'),
	'deleteSession with all below it': (store) => store.deleteSession('a'),
};

export const operations: Readonly<Record<string, FaultOperation>> = {
	...Object.fromEntries(
		Object.entries(oneLiners).map(([name, run]) => [
			name,
			{ scene: 'tree', short: 'every third call', run } as const,
		]),
	),
	'createSession in a new folder': {
		scene: 'nothing',
		run: (store) => store.createSession({ id: 'new', title: 'New' }),
	},
	createSession: {
		scene: 'tree',
		run: (store) => store.createSession({ id: 'new', title: 'New', parentId: 'a' }),
	},
	addMessage: { scene: 'tree', run: (store) => store.addMessage('a', said('new')) },
	"addMessage after another's": {
		scene: 'tree',
		before: async (other) => {
			await other.addMessage('a', said('x'.repeat(200)));
			await other.createSession({ id: 'y', title: 'Y', parentId: 'a' });
		},
		run: (store) => store.addMessage('a', said('new')),
	},
	'addMessage five times at once': {
		scene: 'tree',
		parts: burst,
		run: (store) => Promise.allSettled(burst.map((text) => store.addMessage('a', said(text)))),
	},
	forkSession: { scene: 'tree', run: (store) => store.forkSession('a', { fromMessageIndex: 1 }) },
	moveSession: { scene: 'tree', run: (store) => store.moveSession('a', 'z') },
	importSession: {
		scene: 'tree',
		run: (store, { bundle }) => store.importSession(bundle, { parentId: 'z' }),
	},
	restoreSession: { scene: 'trash', run: (store) => store.restoreSession('a') },
	'restoreSession of a child': { scene: 'trash', run: (store) => store.restoreSession('b') },
	'purgeSession with forks': { scene: 'trash', run: (store) => store.purgeSession('a') },
	'undoOperation of a rename': {
		scene: 'imports',
		run: (store, { renamed }) => store.undoOperation(renamed),
	},
	'undoOperation of an import': {
		scene: 'imports',
		run: (store, { imported }) => store.undoOperation(imported),
	},
	'redoOperation of an import': { scene: 'imports', run: (store, { undone }) => store.redoOperation(undone) },
	'open of a new folder': { scene: 'nothing', run: (_, __, files) => SessionStore.open(folder, { files }) },
	open: { scene: 'tree', run: (_, __, files) => SessionStore.open(folder, { files }) },
	getMessages: { scene: 'tree', run: (store, { fork }) => store.getMessages(fork) },
	getSessionTree: { scene: 'tree', run: (store) => store.getSessionTree() },
	'open by the index': { scene: 'index', run: (_, __, files) => SessionStore.open(folder, { files }) },
	'open and close, which keeps an index': {
		scene: 'no index',
		short: 'nothing',
		run: async (store, _, files) => {
			const other = await SessionStore.open(folder, { files });
			await other.close();
			return store;
		},
	},
	'getMessages of a session known by the index': {
		scene: 'index',
		run: (store, { fork }) => store.getMessages(fork),
	},
	'addMessage to a session known by the index': {
		scene: 'index',
		run: (store) => store.addMessage('a', said('new')),
	},
	listSessions: { scene: 'trash', run: (store) => store.listSessions({ deleted: 'only' }) },
};

const paddedName = 'padded.0000000000.jsonl';

type Make = (store: SessionStore, disk: MemoryFiles) => Promise<Partial<Names>>;
const scenes: Readonly<Record<Scene, Make>> = {
	nothing: () => Promise.resolve({}),
	tree: makeTree,
	trash: async (store) => {
		const names = await makeTree(store);
		await store.deleteSession('a');
		return names;
	},
	index: makePaddedTree,
	'no index': makePaddedTree,
	imports: async (store) => {
		const { bundle } = await makeTree(store);
		const renamed = await store.setTitle('z', 'Z, renamed');
		const importOf = async (title: string): Promise<string> => {
			await store.importSession(titled(bundle, title));
			const [operation] = await store.getOperations({ limit: 1 });
			return operation?.id ?? '';
		};
		const undone = await importOf('gone');
		await store.undoOperation(undone);
		return { bundle, renamed: renamed ?? '', undone, imported: await importOf('here') };
	},
};

/** A folder in which the scene's operations have something to do. */
export async function makeReady(scene: Scene): Promise<Ready> {
	const disk = new MemoryFiles();
	disk.makeFolder('/workspace');
	await disk.flushFolder('/');
	const store = await SessionStore.open(folder, { files: disk });
	const names = await scenes[scene](store, disk);
	await store.close();
	if (scene === 'index') disk.unlink(join(folder, paddedName));
	if (scene === 'no index') disk.unlink(indexPath(folder));
	const bundle: Bundle = { format: 'session-hierarchy', version: 1, sessions: [] };
	const none = { snapshot: '', deletedSnapshot: '', fork: '', renamed: '', imported: '', undone: '' };
	return { disk, names: { bundle, ...none, ...names } };
}

/** A with a branch discarded; its child B, with a child C and a fork G; its fork F. Z stands apart. */
async function makeTree(store: SessionStore): Promise<Partial<Names> & Pick<Names, 'bundle'>> {
	await store.createSession({ id: 'a', title: 'A' });
	await say(store, 'a', '1', '2');
	const snapshot = await store.createSnapshot('a', { label: 'Kept' });
	const deletedSnapshot = await store.createSnapshot('a', { label: 'Deleted' });
	await store.deleteSnapshot('a', deletedSnapshot);
	await say(store, 'a', '3', '4');
	await store.revertToMessage('a', { index: 2 });
	await store.createSession({ id: 'b', title: 'B', parentId: 'a' });
	await say(store, 'b', '5');
	await store.shareSession('b');
	const fork = await store.forkSession('a', { fromMessageIndex: 1, title: 'F' });
	await say(store, fork, '6');
	const bundle = titled(await store.exportSession('a', { descendants: true }), 'carried');
	await store.createSession({ id: 'c', title: 'C', parentId: 'b' });
	await say(store, await store.forkSession('b', { title: 'G' }), '7');
	await store.createSession({ id: 'z', title: 'Z' });
	await say(store, 'z', '8');
	return { snapshot, deletedSnapshot, fork, bundle };
}

/** With a log so long that an index is worth its writing. */
async function makePaddedTree(store: SessionStore, disk: MemoryFiles): Promise<Partial<Names>> {
	const names = await makeTree(store);
	const file = disk.open(join(folder, paddedName), 'create');
	disk.write(file, Buffer.from(`${' '.repeat(5 << 20)}\n`));
	disk.close(file);
	await store.refresh();
	return names;
}

/** With titles that no other session of the folder has. */
function titled(bundle: Bundle, word: string): Bundle {
	return {
		...bundle,
		sessions: bundle.sessions.map((each) => ({ ...each, title: `${word} ${each.title}` })),
	};
}
