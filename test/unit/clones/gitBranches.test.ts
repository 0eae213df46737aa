import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { say, Temporary, texts } from '../store/temporary.js';
import { Follower } from './follower.js';
import { Clone } from './git.js';
import { areBeginningsOfOneText } from './prefixes.js';

/** Each joins the branch `left` into `right`, which is checked out. */
const joins: Readonly<Record<string, (clone: Clone) => Promise<void>>> = {
	'a merge': async (clone) => {
		await clone.git('merge', '-q', '--no-edit', 'left');
	},
	'a rebase': async (clone) => {
		await clone.git('rebase', '-q', 'left');
	},
	'a squashed merge': async (clone) => {
		await clone.git('merge', '-q', '--squash', 'left');
		await clone.commit('squashed');
	},
	'cherry-picking all of it': async (clone) => {
		await clone.git('cherry-pick', 'main..left');
	},
	'cherry-picking all of it, then a merge': async (clone) => {
		await clone.git('cherry-pick', 'main..left');
		await clone.git('merge', '-q', '--no-edit', 'left');
	},
	'a squashed merge, then a rebase': async (clone) => {
		await clone.git('merge', '-q', '--squash', 'left');
		await clone.commit('squashed');
		await clone.git('rebase', '-q', 'left');
	},
	'a squashed merge twice, of what went on meanwhile': async (clone) => {
		await clone.git('merge', '-q', '--squash', 'left~1');
		await clone.commit('half of it');
		await clone.git('merge', '-q', '--squash', 'left');
		await clone.commit('the rest');
	},
};

describe('Two git branches of one clone', () => {
	let temporary: Temporary;
	let clone: Clone;
	let follower: Follower;
	let main = '';
	let child = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		clone = await Clone.init(join(temporary.root, 'clone'));
		follower = await Follower.open(clone.folder);
		const { store } = follower;
		main = await store.createSession({ title: 'Main' });
		await say(store, main, '1', '2');
		child = await store.createSession({ title: 'Child', parentId: main });
		await clone.commit();
		for (const branch of ['left', 'right']) await work(branch);
	});
	afterEach(async () => {
		await follower.store.close();
		await temporary.remove();
	});

	/** Two commits on a branch of its own, both of them made while the store is open. */
	async function work(branch: string): Promise<void> {
		const { store } = follower;
		await clone.git('checkout', '-q', 'main');
		await clone.git('checkout', '-q', '-b', branch);
		await follower.follows();
		assert.deepEqual(await texts(store, main), ['1', '2']);
		for (const nth of ['first', 'second']) {
			await say(store, main, `${branch} ${nth}`);
			await say(store, child, `${branch} ${nth} in the child`);
			await store.setTitle(main, `${branch} ${nth}`);
			await store.createSnapshot(main, { label: `${branch} ${nth}` });
			await store.revertToMessage(main, { index: 1 });
			await store.forkSession(main, { title: `Fork on the ${branch}` });
			await follower.follows();
			await clone.commit(`${branch} ${nth}`);
		}
	}

	async function told(): Promise<unknown> {
		const { sessions } = await follower.follows();
		const ends = (id: string): unknown =>
			sessions[id]?.branches.map(({ state, path }) => [state, path.at(-1)?.content]);
		return {
			title: sessions[main]?.session.title,
			main: sessions[main]?.messages.map(({ content }) => content),
			ends: ends(main),
			labels: sessions[main]?.snapshots.map(({ label }) => label),
			child: sessions[child]?.messages.map(({ content }) => content),
			childEnds: ends(child),
			forks: sessions[main]?.children.map((id) => sessions[id]?.session.title).slice(1),
		};
	}
	const expected = {
		title: 'right second',
		main: ['1', '2'],
		ends: [
			['discarded', 'left first'],
			['discarded', 'left second'],
			['discarded', 'right first'],
			['discarded', 'right second'],
		],
		labels: ['left first', 'left second', 'right first', 'right second'],
		child: ['right first in the child', 'right second in the child'],
		childEnds: [['diverged', 'left second in the child']],
		forks: ['Fork on the left', 'Fork on the left', 'Fork on the right', 'Fork on the right'],
	};

	for (const [name, join] of Object.entries(joins)) {
		it(`are joined by ${name}, under an open store`, async () => {
			await join(clone);
			assert.deepEqual(await told(), expected);
			assert.deepEqual(follower.store.getProblems(), []);
			await say(follower.store, main, 'on');
			assert.deepEqual(await texts(follower.store, main), ['1', '2', 'on']);
			await clone.commit('on');
			// What both branches hold now meets once more.
			await clone.git('checkout', '-q', 'left');
			await follower.follows();
			await say(follower.store, child, 'late on the left');
			await clone.commit('late');
			await clone.git('checkout', '-q', 'right');
			await clone.git('merge', '-q', '--no-edit', 'left');
			assert.deepEqual(await told(), {
				...expected,
				main: ['1', '2', 'on'],
				child: ['left first in the child', 'left second in the child', 'late on the left'],
				childEnds: [['diverged', 'right second in the child']],
			});
		});
	}

	it('grow no log in two places, and go back to their own', async () => {
		const versions: ReadonlyMap<string, string>[] = [];
		for (const branch of ['left', 'right', 'main', 'right', 'left']) {
			await clone.git('checkout', '-q', branch);
			await follower.follows();
			await say(follower.store, main, branch);
			await say(follower.store, main, `${branch} again`);
			versions.push(await clone.logs());
			await clone.commit();
		}
		areBeginningsOfOneText(...versions);
	});

	it('are told apart when a commit that goes on with a log is taken alone', async () => {
		await clone.git('cherry-pick', 'left~1');
		const { sessions } = await follower.follows();
		assert.deepEqual(
			sessions[main]?.snapshots.map(({ label }) => label),
			['left first', 'right first', 'right second'],
		);
	});
});
