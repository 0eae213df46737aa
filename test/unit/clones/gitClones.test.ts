import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { canonical } from '../store/canonical.js';
import { say, Temporary, texts } from '../store/temporary.js';
import type { Everything } from './everything.js';
import { Follower } from './follower.js';
import { Clone } from './git.js';
import { areBeginningsOfOneText } from './prefixes.js';

type Name = 'a' | 'b' | 'c';
/** Who pulls from whom, one after the other. */
type Pulls = readonly (readonly [puller: Name, pulled: Name])[];

const orders: readonly (readonly [Name, Name, Name])[] = [
	['a', 'b', 'c'],
	['a', 'c', 'b'],
	['b', 'a', 'c'],
	['b', 'c', 'a'],
	['c', 'a', 'b'],
	['c', 'b', 'a'],
];
const graphs: readonly Pulls[] = orders.flatMap(([x, y, z]): readonly Pulls[] => [
	// One collects, the others take.
	[
		[x, y],
		[x, z],
		[y, x],
		[z, x],
	],
	// From hand to hand, and back.
	[
		[y, x],
		[z, y],
		[x, z],
		[y, z],
	],
	// Two pull the third before they see each other: both make a merge of the same two.
	[
		[x, y],
		[z, y],
		[x, z],
		[z, x],
		[y, x],
	],
]);

interface Sessions {
	readonly main: string;
	readonly child: string;
	readonly fork: string;
	readonly other: string;
}

describe('Three clones of a git repository', () => {
	let temporary: Temporary;
	let clones: Readonly<Record<Name, Clone>>;
	let followers: Readonly<Record<Name, Follower>>;
	let starts: Readonly<Record<Name, string>>;
	let sessions: Sessions;
	const names = ['a', 'b', 'c'] as const;
	const each = async <Result>(make: (name: Name) => Promise<Result>): Promise<Record<Name, Result>> => ({
		a: await make('a'),
		b: await make('b'),
		c: await make('c'),
	});

	before(async () => {
		temporary = await Temporary.make();
		const a = await Clone.init(join(temporary.root, 'a'));
		const store = await temporary.open({}, a.folder);
		sessions = await begin(store);
		await a.commit();
		const [b, c] = [await a.clone(join(temporary.root, 'b')), await a.clone(join(temporary.root, 'c'))];
		clones = { a, b, c };
		followers = await each((name) => Follower.open(clones[name].folder));
		starts = await each(async (name) => {
			await work(name, followers[name].store, sessions);
			return clones[name].commit();
		});
	});
	after(async () => {
		for (const name of names) await followers[name].store.close();
		await temporary.remove();
	});
	beforeEach(async () => {
		for (const name of names) await clones[name].git('reset', '-q', '--hard', starts[name]);
	});

	/** The same commands in each, on the same sessions. */
	async function work(
		name: Name,
		store: SessionStore,
		{ main, child, fork, other }: Sessions,
	): Promise<void> {
		await say(store, main, `${name} 1`, `${name} 2`);
		const own = await store.forkSession(main, { fromMessageIndex: 0, title: `Fork of ${name}` });
		await say(store, own, name);
		await store.createSnapshot(main, { label: name });
		await store.setTitle(main, name);
		await store.setMetadata(main, { [name]: 1, last: name });
		await store.revertToMessage(child, { index: 0 });
		await say(store, child, `${name} child`);
		// Each move is fine where it is made; the last of them would close a cycle.
		const [moved, to] = { a: [main, other], b: [other, main], c: [fork, other] }[name];
		await store.moveSession(moved ?? '', to ?? null);
		await say(store, fork, `${name} fork`);
		if (name !== 'b') await store.deleteSession(fork);
	}

	async function mergeAll(pulls: Pulls): Promise<Everything> {
		for (const [puller, pulled] of pulls) {
			await clones[puller].pull(clones[pulled]);
			await followers[puller].follows();
		}
		const [a, b, c] = await Promise.all(names.map((name) => followers[name].follows()));
		assert.ok(a);
		assert.deepEqual([b, c], [a, a]);
		return a;
	}

	async function noLogGrewTwice(): Promise<void> {
		areBeginningsOfOneText(...(await Promise.all(names.map((name) => clones[name].logs()))));
	}

	it('say the same without a conflict, in whatever order they merge', async () => {
		const results: Everything[] = [];
		for (const pulls of graphs) {
			for (const name of names) await clones[name].git('reset', '-q', '--hard', starts[name]);
			results.push(await mergeAll(pulls));
			assert.deepEqual(results.at(-1), results[0], pulls.map((pull) => pull.join(' pulls ')).join(', '));
		}
	}).timeout(180_000);

	it('keep what each of them did', async () => {
		const { main, child, fork, other } = sessions;
		const said = await mergeAll(graphs[0] ?? []);
		const { store } = followers.a;
		const contents = (id: string): unknown => said.sessions[id]?.messages.map(({ content }) => content);
		const ends = (id: string): unknown =>
			said.sessions[id]?.branches.map(({ state, path }) => [state, path.at(-1)?.content]);
		assert.deepEqual(
			{
				main: contents(main),
				mainEnds: ends(main),
				child: contents(child),
				childEnds: ends(child),
				fork: contents(fork),
				labels: said.sessions[main]?.snapshots.map(({ label }) => label),
				title: said.sessions[main]?.session.title,
				metadata: said.sessions[main]?.session.metadata,
				trash: said.trash,
				places: [main, other].map((id) => said.sessions[id]?.session.parentId),
				forks: said.sessions[main]?.children.map((id) => said.sessions[id]?.session.title).sort(),
			},
			{
				main: ['1', '2', '3', 'c 1', 'c 2'],
				mainEnds: [
					['diverged', 'a 2'],
					['diverged', 'b 2'],
				],
				child: ['x', 'c child'],
				childEnds: [
					['discarded', 'y'],
					['diverged', 'a child'],
					['diverged', 'b child'],
				],
				fork: ['1', '2', 'c fork'],
				labels: ['base', 'a', 'b', 'c'],
				title: 'c',
				metadata: { a: 1, b: 1, c: 1, last: 'c' },
				trash: [fork],
				places: [other, null],
				forks: ['Child', 'Fork of a', 'Fork of b', 'Fork of c'],
			},
		);
		const bundles = await Promise.all(
			names.map((name) => followers[name].store.exportSession(main, { descendants: true })),
		);
		assert.deepEqual(bundles.map(canonical), Array(3).fill(canonical(bundles[0] ?? assert.fail())));
		assert.deepEqual(store.getProblems(), []);
	});

	it('switch to what diverged, fork it, and agree again', async () => {
		const { main } = sessions;
		const merged = await mergeAll(graphs[1] ?? []);
		const [ofA, ofB] = merged.sessions[main]?.branches ?? [];
		assert.ok(ofA && ofB);
		await followers.b.store.revertToMessage(main, { messageId: ofA.messageId });
		const fork = await followers.c.store.forkSession(main, { fromMessageId: ofB.messageId });
		await say(followers.b.store, main, 'on');
		await say(followers.c.store, fork, 'forked');
		await followers.a.store.createSnapshot(main, { messageId: ofB.messageId, label: 'diverged' });
		await noLogGrewTwice();
		for (const name of names) await clones[name].commit();
		const { sessions: after } = await mergeAll(graphs[2] ?? []);
		const { store } = followers.a;
		assert.deepEqual(
			[
				await texts(store, main),
				await texts(store, fork),
				after[main]?.branches.map(({ state, path }) => [state, path.at(-1)?.content]),
				after[main]?.snapshots.at(-1)?.messageCount,
			],
			[
				['1', '2', '3', 'a 1', 'a 2', 'on'],
				['1', '2', '3', 'b 1', 'b 2', 'forked'],
				[
					['diverged', 'b 2'],
					['discarded', 'c 2'],
				],
				5,
			],
		);
	});

	it('go on writing after each merge, each in its own logs', async () => {
		const { main } = sessions;
		for (const [puller, pulled] of graphs[1] ?? []) {
			await clones[puller].pull(clones[pulled]);
			await say(followers[puller].store, main, `${puller} after ${pulled}`);
			await noLogGrewTwice();
			await clones[puller].commit();
		}
		const said = await mergeAll(graphs[0] ?? []);
		await noLogGrewTwice();
		const all = said.sessions[main];
		const found = [...(all?.messages ?? []), ...(all?.branches ?? []).flatMap(({ path }) => path)];
		assert.deepEqual(
			(graphs[1] ?? []).filter(
				([puller, pulled]) => !found.some(({ content }) => content === `${puller} after ${pulled}`),
			),
			[],
		);
	});

	it('agree on a session that one of them purged while another went on with it', async () => {
		const { fork, main } = sessions;
		await followers.a.store.purgeSession(fork);
		await followers.b.store.deleteSession(main);
		await followers.b.store.purgeSession(main);
		await say(followers.c.store, main, 'unseen');
		for (const name of names) await clones[name].commit();
		const { sessions: said, trash } = await mergeAll(graphs[0] ?? []);
		// What the purge never saw comes back, in the trash.
		assert.deepEqual([...trash].sort(), [fork, main].sort());
		assert.equal(said[main]?.messages.at(-1)?.content, 'unseen');
	});
});

async function begin(store: SessionStore): Promise<Sessions> {
	const main = await store.createSession({ title: 'Main' });
	await say(store, main, '1', '2', '3');
	await store.createSnapshot(main, { label: 'base' });
	const child = await store.createSession({ title: 'Child', parentId: main });
	await say(store, child, 'x', 'y');
	const fork = await store.forkSession(main, { fromMessageIndex: 1 });
	const other = await store.createSession({ title: 'Other' });
	return { main, child, fork, other };
}
