import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { writeBundle } from '../../../src/formats/bundleWriter.js';
import { Spool } from '../../../src/formats/spool.js';
import { readSources } from '../../../src/formats/readSources.js';
import type { Bundle, BundleSession } from '../../../src/store/bundleModel.js';
import type { Json } from '../../../src/store/model.js';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { aBundle } from '../formats/bundleArbitrary.js';
import { picked } from '../formats/fixtures.js';
import { canonical } from './canonical.js';
import { session } from './incomingSessions.js';
import { say, Temporary } from './temporary.js';

/** Each root with all that is below it. */
function trees({ sessions, ...bundle }: Bundle): readonly Bundle[] {
	const roots = new Map<string, string>();
	for (const { id, parentId } of sessions)
		roots.set(id, parentId === null ? id : (roots.get(parentId) ?? id));
	return [...new Set(roots.values())].map((root) => ({
		...bundle,
		sessions: sessions.filter(({ id }) => roots.get(id) === root),
	}));
}

/** As sessions are in which people say the same at the same time. */
function alike(bundle: Bundle, words: (at: number) => string): Bundle {
	const sessions = bundle.sessions.map((each): BundleSession => ({
		...each,
		messages: each.messages.map(({ id, after }, at) => ({
			...{ id, after, role: 'user', timestamp: 1, metadata: {} },
			content: words(at),
		})),
	}));
	return { ...bundle, sessions };
}

async function readAgain(bundle: Bundle): Promise<readonly IncomingSession[]> {
	return (await readSources([picked('b.json', writeBundle(bundle))])).sessions;
}

/** Without the last message of every session, where nothing goes on from it. */
function shortened(bundle: Bundle): Bundle {
	const needed = new Set(
		bundle.sessions.flatMap(({ messages, forkPoint }) => [
			forkPoint?.messageId,
			...messages.map(({ after }) => after),
		]),
	);
	const gone = new Set(
		bundle.sessions.flatMap(({ messages }) => messages.at(-1)?.id ?? []).filter((id) => !needed.has(id)),
	);
	const isLeft = (id: string | null): boolean => id === null || !gone.has(id);
	return {
		...bundle,
		sessions: bundle.sessions.map((each) => ({
			...each,
			messages: each.messages.filter(({ id }) => isLeft(id)),
			head: isLeft(each.head) ? each.head : null,
			snapshots: each.snapshots.filter(({ messageId }) => isLeft(messageId)),
			discarded: each.discarded.filter(isLeft),
		})),
	};
}

describe('A bundle that goes into a store and out again', function () {
	this.timeout(60_000);
	let temporary: Temporary;
	let count = 0;
	beforeEach(async () => {
		temporary = await Temporary.make();
	});
	afterEach(() => temporary.remove());

	const fresh = (): Promise<SessionStore> => temporary.openOther(`store ${String(++count)}`);

	/** As a store writes it. */
	async function written(bundle: Bundle): Promise<Bundle> {
		const store = await fresh();
		const { sessionId } = await store.importSession(bundle);
		return store.exportSession(sessionId, { descendants: true });
	}

	const bundles: readonly (readonly [string, fc.Arbitrary<Bundle>])[] = [
		['is the same', aBundle],
		[
			'is the same where sessions say the same',
			aBundle.map((bundle) => alike(bundle, (at) => `message ${String(at)}`)),
		],
		['is the same where one thing is said again and again', aBundle.map((bundle) => alike(bundle, () => ''))],
	];
	for (const [what, arbitrary] of bundles) {
		it(what, () =>
			fc.assert(
				fc.asyncProperty(arbitrary, async (bundle) => {
					for (const tree of trees(bundle)) {
						const before = await written(tree);
						const store = await fresh();
						const sessions = await readAgain(before);
						const { sessionIds, warnings } = await store.mergeSessions(sessions);
						const after = await store.exportSession(sessionIds[0] ?? '', { descendants: true });
						assert.deepEqual(canonical(after), canonical(before));
						assert.deepEqual([(await store.mergeSessions(sessions)).operation, warnings], [null, []]);
					}
				}),
				{ numRuns: 40 },
			),
		);
	}

	it('adds only what is new to an older one', () =>
		fc.assert(
			fc.asyncProperty(
				aBundle.map((bundle) => alike(bundle, (at) => `message ${String(at)}`)),
				async (bundle) => {
					for (const tree of trees(bundle)) {
						const whole = await written(tree);
						const part = shortened(whole);
						const store = await fresh();
						await store.mergeSessions(await readAgain(part));
						const { created, grown, sessionIds } = await store.mergeSessions(await readAgain(whole));
						const after = await store.exportSession(sessionIds[0] ?? '', { descendants: true });
						const counts = ({ sessions }: Bundle): unknown => sessions.map(({ messages }) => messages.length);
						const sum = ({ sessions }: Bundle): number => sessions.flatMap(({ messages }) => messages).length;
						assert.deepEqual([created, grown, counts(after)], [[], sum(whole) - sum(part), counts(whole)]);
						for (const known of [part, whole])
							assert.equal((await store.mergeSessions(await readAgain(known))).operation, null);
					}
				},
			),
			{ numRuns: 40 },
		));

	it('keeps a message beside the half of it that came first', async () => {
		const store = await fresh();
		const half = session('s', ['a', 'b']);
		await store.mergeSessions([half]);
		const messages = half.messages.map((each) => ({
			...each,
			body: new Spool().add(each.body.text.replace('"content":"b"', '"content":"b, and more"')),
		}));
		const [id = ''] = (await store.mergeSessions([{ ...half, messages }])).sessionIds;
		const before = await store.exportSession(id);
		const other = await fresh();
		const sessions = await readAgain(before);
		const [copy = ''] = (await other.mergeSessions(sessions)).sessionIds;
		assert.deepEqual(canonical(await other.exportSession(copy)), canonical(before));
		assert.equal((await store.mergeSessions(sessions)).operation, null);
		assert.equal((await other.mergeSessions(sessions)).operation, null);
	});

	it('keeps what is nested as deep as a store takes it', async () => {
		const store = await fresh();
		const id = await store.createSession({ title: 'Deep' });
		let value: Json = 0;
		for (let levels = 1; levels < 195; levels++) {
			value = [value];
			const deep = { deep: value };
			// Each has a depth at which it is refused.
			await Promise.allSettled([
				store.addMessage(id, { role: 'user', content: 'metadata', metadata: deep }),
				store.addMessage(id, { role: 'user', content: [{ type: 'data', source: 'any', value }] }),
				store.addMessage(id, {
					role: 'assistant',
					content: '',
					toolCalls: [{ id: 'c', name: 'n', arguments: '', extra: deep }],
				}),
				store.createSnapshot(id, { label: String(levels), metadata: deep }),
				store.setMetadata(id, deep),
			]);
		}
		const before = await store.exportSession(id);
		const { sessions, failures } = await readSources([picked('b.json', writeBundle(before))]);
		assert.deepEqual(failures, []);
		const other = await fresh();
		const [copy = ''] = (await other.mergeSessions(sessions)).sessionIds;
		assert.deepEqual(canonical(await other.exportSession(copy)), canonical(before));
	});

	it('goes on with a fork that was brought in alone when it comes with its parent', async () => {
		const store = await fresh();
		const id = await store.createSession({ title: 'Main' });
		const [, b = ''] = await say(store, id, 'a', 'b', 'c');
		const forked = await store.forkSession(id, { fromMessageId: b });
		const other = await fresh();
		await other.mergeSessions(await readAgain(await store.exportSession(forked)));
		await say(store, forked, 'd');
		await other.mergeSessions(await readAgain(await store.exportSession(id, { descendants: true })));
		const texts = await Promise.all(
			(await other.listSessions()).map(async (each) =>
				(await other.getMessages(each.id)).map(({ content }) => content),
			),
		);
		assert.deepEqual(texts.sort(), [
			['a', 'b', 'c'],
			['a', 'b', 'd'],
		]);
	});
});
