import assert from 'node:assert/strict';
import { StoreGenerator } from '../../support/storeGenerator.js';
import { Temporary } from './temporary.js';

describe('the store generator', () => {
	let temporary: Temporary;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	it('writes what it says, and the store reads just that', async () => {
		const { sessions, messages } = new StoreGenerator(temporary.folder, 1).store(300, 6000);
		const store = await temporary.open();
		const read = await Promise.all(
			(await store.listSessions()).map(
				async ({
					id,
					title,
					parentId,
					relation,
					forkPoint,
					head,
					messageCount,
					snapshotCount,
					incomplete,
				}) => {
					const branchCount = (await store.getBranches(id)).length;
					const [shape, counts] = [
						{ id, title, parentId, relation, forkPoint, head },
						{ messageCount, snapshotCount },
					];
					return { ...shape, ...counts, branchCount, incomplete, ownMessages: undefined };
				},
			),
		);
		const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
		assert.deepEqual(
			read.sort(byId),
			sessions.map((said) => ({ ...said, incomplete: false, ownMessages: undefined })).sort(byId),
		);
		assert.deepEqual([messages, store.getProblems()], [6000, []]);
	});

	it('makes every kind of session, message and branch', async () => {
		const { sessions } = new StoreGenerator(temporary.folder, 2).store(300, 6000);
		const store = await temporary.open();
		const talk = (await Promise.all(sessions.map(({ id }) => store.getMessages(id)))).flat();
		const some = {
			roots: sessions.some(({ parentId }) => parentId === null),
			children: sessions.some(({ parentId, relation }) => parentId !== null && relation === 'child'),
			forks: sessions.some(({ forkPoint, ownMessages }) => forkPoint !== null && ownMessages > 0),
			snapshots: sessions.some(({ snapshotCount }) => snapshotCount > 1),
			branches: sessions.some(({ branchCount }) => branchCount > 1),
			logsOfOneSession: (await temporary.logs()).length > sessions.length,
			roles: [...new Set(talk.map(({ role }) => role))].sort(),
			toolCalls: talk.some(({ toolCalls }) => toolCalls && toolCalls.length > 1),
			parts: talk.some(({ content }) => typeof content !== 'string'),
			short: talk.some(({ content }) => content.length > 0 && content.length < 50),
			long: talk.some(({ content }) => content.length > 4000),
		};
		const all = Object.fromEntries(Object.keys(some).map((kind) => [kind, true]));
		assert.deepEqual(some, { ...all, roles: ['assistant', 'system', 'tool', 'user'] });
	});

	it('makes one session of a given length, and a chain of forks of a given depth', async () => {
		const generator = new StoreGenerator(temporary.folder, 3);
		const { id } = generator.session(1234);
		const { sessions } = generator.forkChain(50, 3);
		const store = await temporary.open();
		const deepest = sessions.at(-1)?.id ?? '';
		assert.deepEqual(
			[(await store.getMessages(id)).length, (await store.getMessages(deepest)).length, sessions.length],
			[1234, 150, 50],
		);
	});

	it('writes the same bytes for the same seed, and others for another', async () => {
		const folders = ['a', 'b', 'c'].map((name) => `${temporary.root}/${name}`);
		const [a, b, c] = await Promise.all(
			folders.map((folder, nth) => {
				new StoreGenerator(folder, nth < 2 ? 7 : 8).store(20, 200);
				return temporary.bytes(folder);
			}),
		);
		assert.deepEqual(a, b);
		assert.notDeepEqual(a, c);
	});

	it('leaves logs that are of another machine: who goes on begins one, and goes on with that', async () => {
		const { id } = new StoreGenerator(temporary.folder, 4).session(10);
		const store = await temporary.open();
		await store.addMessage(id, { role: 'user', content: 'here' });
		await store.addMessage(id, { role: 'user', content: 'and on' });
		assert.equal((await temporary.logs()).length, 2);
		assert.equal((await store.getSession(id)).messageCount, 12);
	});
});
