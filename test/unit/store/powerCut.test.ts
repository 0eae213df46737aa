import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import type { Bundle } from '../../../src/store/bundleModel.js';
import { errnoOf, nodeFiles, type Files } from '../../../src/store/files.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { cutPower, interrupted, type Trial } from './powerCut.js';
import { PowerCutDisk } from './powerCutDisk.js';
import { said, say, Temporary } from './temporary.js';

const a = 'a';
const secret = 'secret';
/** Sessions a and its child b, each with messages and a fork; a itself lies below top. */
async function tree(store: SessionStore): Promise<void> {
	await store.createSession({ id: 'top' });
	await store.createSession({ id: a, parentId: 'top' });
	await say(store, a, '1', 'a secret');
	await store.createSession({ id: 'b', parentId: a });
	await say(store, 'b', '2', 'another secret');
	for (const id of [a, 'b']) await store.forkSession(id, { fromMessageIndex: 0, title: `fork of ${id}` });
}
async function labelled(store: SessionStore): Promise<void> {
	await tree(store);
	await store.createSnapshot(a);
	await say(store, a, '3');
}
async function reverted(store: SessionStore): Promise<void> {
	await tree(store);
	await store.revertToMessage(a, { index: 0 });
}
async function deleted(store: SessionStore): Promise<void> {
	await tree(store);
	await store.deleteSession(a);
}
/** A session and its fork, neither of which goes with the other. */
async function imported(store: SessionStore): Promise<void> {
	await tree(store);
	await store.importSession(await store.exportSession('b', { descendants: true }));
}
async function bundle(): Promise<Bundle> {
	const store = await SessionStore.open('/.sessions', { files: new PowerCutDisk().files });
	await tree(store);
	return store.exportSession('b', { descendants: true });
}
let restorable = '';
let redoable = '';
const latest = async (store: SessionStore): Promise<string> =>
	(await store.getOperations({ limit: 1 }))[0]?.id ?? '';
const snapshot = async (store: SessionStore): Promise<string> => (await store.getSnapshots(a))[0]?.id ?? '';

const trials: Readonly<Record<string, Trial>> = {
	'the first session': { run: (store) => store.createSession(), precaution: /^flushFolder \/\.sessions$/ },
	'the first session in folders that are not there': {
		folder: '/one/two/.sessions',
		run: (store) => store.createSession(),
		precaution: /^flushFolder \/one\/two\/\.sessions$/,
	},
	'the first session in a folder that another process has just made': {
		damage: (disk) => {
			disk.files.makeFolder('/.sessions');
			return disk;
		},
		run: (store) => store.createSession(),
		precaution: /^flushFolder \/\.sessions$/,
	},
	'an import as the first command': { run: async (store) => store.importSession(await bundle()) },
	'an import after .local was deleted': {
		prepare: tree,
		damage: (disk) => disk.copied(/\/\.local/),
		precaution: /^flushFolder \/$/,
		run: async (store) => store.importSession(await bundle()),
	},
	createSession: { prepare: tree, run: (store) => store.createSession({ parentId: a }) },
	addMessage: { prepare: tree, run: (store) => store.addMessage(a, said('new')) },
	addMessages: { prepare: tree, run: (store) => store.addMessages(a, [said('new'), said('newer')]) },
	'addMessages to a log that came from elsewhere': {
		prepare: tree,
		damage: (disk) => disk.copied(),
		run: (store) => store.addMessages(a, [said('new'), said('newer')]),
	},
	'a message added after a torn line': {
		prepare: tree,
		damage: (disk) => disk.torn(/a\.\w+\.jsonl$/),
		run: (store) => store.addMessage(a, said('new')),
	},
	forkSession: { prepare: tree, run: (store) => store.forkSession(a) },
	createSnapshot: { prepare: tree, run: (store) => store.createSnapshot(a) },
	deleteSnapshot: {
		prepare: labelled,
		run: async (store) => store.deleteSnapshot(a, await snapshot(store)),
	},
	restoreSnapshot: {
		prepare: async (store) => {
			await labelled(store);
			restorable = await snapshot(store);
			await store.deleteSnapshot(a, restorable);
		},
		run: (store) => store.restoreSnapshot(a, restorable),
	},
	revertToSnapshot: {
		prepare: labelled,
		run: async (store) => store.revertToSnapshot(a, await snapshot(store)),
	},
	revertToMessage: { prepare: tree, run: (store) => store.revertToMessage(a, { index: 0 }) },
	undoRevert: { prepare: reverted, run: (store) => store.undoRevert(a) },
	setTitle: { prepare: tree, run: (store) => store.setTitle(a, 'New') },
	setMetadata: { prepare: tree, run: (store) => store.setMetadata(a, { x: 1 }) },
	setAgentInfo: { prepare: tree, run: (store) => store.setAgentInfo(a, { agentName: 'New' }) },
	shareSession: { prepare: tree, run: (store) => store.shareSession(a) },
	unshareSession: {
		prepare: async (store) => {
			await tree(store);
			await store.shareSession(a);
		},
		run: (store) => store.unshareSession(a),
	},
	moveSession: { prepare: tree, run: (store) => store.moveSession(a, null) },
	deleteSession: { prepare: tree, run: (store) => store.deleteSession(a) },
	restoreSession: { prepare: deleted, run: (store) => store.restoreSession(a) },
	purgeSession: {
		prepare: async (store) => {
			await tree(store);
			await store.deleteSession('b');
		},
		run: (store) => store.purgeSession('b'),
		erases: 'another secret',
	},
	'purgeSession with children': { prepare: deleted, run: (store) => store.purgeSession(a), erases: secret },
	'a write that finishes a purge': {
		prepare: deleted,
		damage: (disk) => interrupted(disk, /^truncate/, (store) => store.purgeSession(a)),
		run: (store) => store.createSession(),
		erases: secret,
	},
	'importSession of one': {
		prepare: tree,
		run: async (store) => store.importSession(await store.exportSession(a)),
		precaution: /^flushFolder .*\.local/,
	},
	'importSession of several': { prepare: tree, run: async (store) => store.importSession(await bundle()) },
	'a write that finishes an import': {
		prepare: tree,
		damage: (disk) =>
			interrupted(disk, /^rename .*jsonl/, async (store) => store.importSession(await bundle())),
		run: (store) => store.createSession(),
	},
	'undoOperation of a revert': {
		prepare: reverted,
		run: async (store) => store.undoOperation(await latest(store)),
	},
	'undoOperation of an import of several': {
		prepare: imported,
		run: async (store) => store.undoOperation(await latest(store)),
	},
	'redoOperation of an import of several': {
		prepare: async (store) => {
			await imported(store);
			redoable = await latest(store);
			await store.undoOperation(redoable);
		},
		run: (store) => store.redoOperation(redoable),
	},
};

describe('The disk of these tests', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	/** What each call gives, or the code of its error. */
	function tried(files: Files, root: string): readonly unknown[] {
		const [folder, file, other] = [join(root, 'a', 'b'), join(root, 'a', 'x'), join(root, 'a', 'y')];
		const sorted = (path: string): readonly string[] => [...files.list(path)].sort();
		const bytes = (opened: number): string => {
			const into = Buffer.alloc(9);
			return into.toString('latin1', 0, files.read(opened, into, 1));
		};
		const calls: readonly (() => unknown)[] = [
			() => files.stat(folder),
			() => sorted(folder),
			() => files.open(file, 'create'),
			() => files.realPath(folder),
			() => {
				files.makeFolder(folder);
			},
			() => {
				files.makeFolder(folder);
			},
			() => files.open(file, 'append'),
			() => files.write(files.open(file, 'create'), Buffer.from('abc')),
			() => files.open(file, 'create'),
			() => files.write(files.open(file, 'append'), Buffer.from('de')),
			() => [files.stat(file)?.size, bytes(files.open(file, 'read'))],
			() => {
				files.truncate(files.open(file, 'append'), 2);
			},
			() => [files.keyOf(files.open(file, 'read')).size, bytes(files.open(file, 'read'))],
			() => {
				files.removeFolder(join(root, 'a'));
			},
			() => {
				files.rename(other, file);
			},
			() => {
				files.rename(file, join(folder, 'x'));
			},
			() => {
				files.rename(file, join(folder, 'x'));
			},
			() => {
				files.rename(folder, other);
			},
			() => [sorted(join(root, 'a')), sorted(other), sorted(folder)],
			() => {
				files.makeFolder(folder);
			},
			() => {
				files.rename(folder, other);
			},
			() => {
				files.unlink(join(other, 'x'));
			},
			() => {
				files.unlink(join(other, 'x'));
			},
			() => {
				files.rename(folder, other);
			},
			() => {
				files.removeFolder(other);
			},
			() => sorted(join(root, 'a')),
		];
		return calls.map((call) => {
			try {
				return call() ?? 'done';
			} catch (error) {
				return errnoOf(error);
			}
		});
	}
	it('does what a real one does', () => {
		assert.deepEqual(tried(new PowerCutDisk().files, '/'), tried(nodeFiles, temporary.root));
	});
});

describe('A power cut', () => {
	for (const [name, trial] of Object.entries(trials)) {
		it(`leaves ${name} done or not begun, done once it is acknowledged, and needs each flush for that`, async () => {
			const { flushes, faults } = await cutPower(trial);
			assert.deepEqual(faults, []);
			assert.ok(flushes.length > 0);
			const needless: string[] = [];
			for (const [nth, flush] of flushes.entries()) {
				if (trial.precaution?.test(flush) !== true && (await cutPower(trial, nth)).faults.length === 0)
					needless.push(flush);
			}
			assert.deepEqual(needless, []);
		});
	}
});
