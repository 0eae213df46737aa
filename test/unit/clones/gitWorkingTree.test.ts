import { strict as assert } from 'node:assert';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { say, Temporary, texts } from '../store/temporary.js';
import { Follower } from './follower.js';
import { Clone } from './git.js';
import { areBeginningsOfOneText } from './prefixes.js';

describe('A store that is open while git changes its files', () => {
	let temporary: Temporary;
	let clone: Clone;
	let follower: Follower;
	let main = '';
	const main1 = ['1', '2'];
	beforeEach(async () => {
		temporary = await Temporary.make();
		clone = await Clone.init(join(temporary.root, 'clone'));
		await clone.commit('before there were sessions');
		await clone.git('branch', 'without');
		follower = await Follower.open(clone.folder);
		main = await follower.store.createSession({ title: 'Main' });
		await say(follower.store, main, ...main1);
		await clone.commit();
		await follower.follows();
	});
	afterEach(async () => {
		await follower.store.close();
		await temporary.remove();
	});
	const now = async (): Promise<readonly unknown[]> => {
		await follower.follows();
		return texts(follower.store, main);
	};

	it('follows a stash, and its coming back after it went on', async () => {
		const { store } = follower;
		await say(store, main, 'stashed');
		const made = await store.createSession({ title: 'Made' });
		const before = await clone.logs();
		await clone.git('stash', '-u', '-q');
		assert.deepEqual(await now(), main1);
		await assert.rejects(store.getSession(made), { code: 'UNKNOWN_SESSION' });
		await say(store, main, 'meanwhile');
		const between = await clone.logs();
		await clone.git('stash', 'pop', '-q');
		assert.deepEqual(await now(), [...main1, 'meanwhile']);
		assert.equal((await store.getSession(made)).title, 'Made');
		const [branch] = await store.getBranches(main);
		assert.equal(branch?.state, 'diverged');
		await store.revertToMessage(main, { messageId: branch.messageId });
		await say(store, main, 'on');
		assert.deepEqual(await now(), [...main1, 'stashed', 'on']);
		areBeginningsOfOneText(before, between, await clone.logs());
	});

	it('follows a stash that leaves behind what git does not know', async () => {
		const { store } = follower;
		const fork = await store.forkSession(main);
		await say(store, main, 'stashed');
		const late = await store.forkSession(main);
		await clone.git('stash', '-q');
		await follower.follows();
		const states = async (): Promise<unknown> =>
			Promise.all([fork, late].map(async (id) => (await store.getSession(id)).incomplete));
		assert.deepEqual([await texts(store, fork), await states()], [main1, [false, true]]);
		await clone.git('stash', 'pop', '-q');
		await follower.follows();
		assert.deepEqual(
			[await texts(store, late), await states()],
			[
				[...main1, 'stashed'],
				[false, false],
			],
		);
	});

	it('follows a hard reset and a clean', async () => {
		const { store } = follower;
		await say(store, main, 'lost');
		const made = await store.createSession();
		const before = await clone.logs();
		await clone.git('reset', '-q', '--hard');
		assert.deepEqual(await now(), main1);
		assert.equal((await store.getSession(made)).messageCount, 0);
		await clone.git('clean', '-fdq');
		await follower.follows();
		await assert.rejects(say(store, made, 'x'), { code: 'UNKNOWN_SESSION' });
		await say(store, main, 'on');
		assert.deepEqual(await now(), [...main1, 'on']);
		areBeginningsOfOneText(before, await clone.logs());
	});

	it('follows a clean that takes the ignored files too, locks and all', async () => {
		await clone.git('clean', '-fdxq');
		await say(follower.store, main, 'on');
		assert.deepEqual(await now(), [...main1, 'on']);
	});

	it('follows to an older commit and back, and writes there too', async () => {
		const { store } = follower;
		const older = await clone.git('rev-parse', 'HEAD');
		await say(store, main, 'new');
		await clone.commit();
		await clone.git('checkout', '-q', older);
		assert.deepEqual(await now(), main1);
		await say(store, main, 'on the older one');
		const before = await clone.logs();
		const commit = await clone.commit();
		await clone.git('checkout', '-q', 'main');
		assert.deepEqual(await now(), [...main1, 'new']);
		await clone.git('merge', '-q', '--no-edit', commit);
		assert.deepEqual(await now(), [...main1, 'on the older one']);
		areBeginningsOfOneText(before, await clone.logs());
	});

	it('follows to a branch without sessions, and begins there as anywhere', async () => {
		const { store } = follower;
		await clone.git('checkout', '-q', 'without');
		await follower.follows();
		assert.deepEqual(await store.listSessions({ deleted: 'include' }), []);
		await assert.rejects(say(store, main, 'x'), { code: 'UNKNOWN_SESSION' });
		const other = await store.createSession({ title: 'Other' });
		await say(store, other, 'x');
		assert.deepEqual(await clone.git('status', '--porcelain', '-uall', '--', '.sessions/.local'), '');
		await clone.commit();
		await clone.git('checkout', '-q', 'main');
		assert.deepEqual(await now(), main1);
		await clone.git('merge', '-q', '--no-edit', 'without');
		assert.deepEqual(await now(), main1);
		assert.deepEqual(await texts(store, other), ['x']);
	});

	it('follows the folder away and back when it is checked out anew', async () => {
		await rm(clone.folder, { recursive: true });
		await follower.follows();
		assert.deepEqual(await follower.store.listSessions(), []);
		await clone.git('checkout', '-q', '--', '.sessions');
		assert.deepEqual(await now(), main1);
		const before = await clone.logs();
		await say(follower.store, main, 'on');
		assert.deepEqual(await now(), [...main1, 'on']);
		assert.equal((await clone.logs()).size, before.size + 1);
	});
});
