import { strict as assert } from 'node:assert';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { Spool } from '../../../src/formats/spool.js';
import { readAll } from '../formats/importing.js';
import { fork, session, source } from './incomingSessions.js';
import { numbers, Temporary, texts } from './temporary.js';

describe('Merging into a tree that changed meanwhile', () => {
	let temporary: Temporary;
	let store: SessionStore;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
	});
	afterEach(() => temporary.remove());

	const merge = async (...sessions: readonly IncomingSession[]): Promise<readonly string[]> =>
		(await store.mergeSessions(sessions)).sessionIds;
	const child = (id: string, of: string, ...names: readonly string[]): IncomingSession =>
		session(id, names, { parent: source(of) });
	/** As lines `title > parent's title`, of living sessions. */
	const tree = async (): Promise<readonly string[]> => {
		const all = await store.listSessions();
		const title = new Map(all.map((each) => [each.id, each.title.replace('Title of ', '')]));
		return all
			.map(({ id, parentId }) => `${title.get(id) ?? ''} > ${title.get(parentId ?? '') ?? ''}`)
			.sort();
	};
	const findings = async (): Promise<readonly string[]> =>
		(await store.check()).findings.map(({ kind }) => kind);

	/** As if a newer version had written all logs of that session. */
	async function renew(id: string): Promise<void> {
		for (const name of await temporary.logs()) {
			if (!name.startsWith(`${id}.`)) continue;
			const log = join(temporary.folder, name);
			await writeFile(`${log}.tmp`, (await readFile(log, 'utf8')).replace('"v":1', '"v":2'));
			await rename(`${log}.tmp`, log);
		}
	}

	it('is refused where a newer version wrote a session that would get something', async () => {
		const [id = ''] = await merge(session('s', ['a', 'b']));
		await renew(id);
		for (const reader of [store, await temporary.open()]) {
			const refuses = temporary.refusing(reader);
			await refuses('READ_ONLY', () =>
				reader.mergeSessions([session('t', ['x']), session('s', ['a', 'b', 'c'])]),
			);
			await refuses('READ_ONLY', () => reader.mergeSessions([session('s', ['a', 'b'], { title: 'New' })]));
			assert.equal((await reader.mergeSessions([session('s', ['a', 'b'])])).operation, null);
		}
		await merge(fork('f', 's', ['a', 'b', 'x']));
		assert.deepEqual(await tree(), ['f > s', 's > ']);
	});

	it('leaves a child of a newer version where it is when its parent comes', async () => {
		const [id = ''] = await merge(child('c', 's', '1'));
		await renew(id);
		await merge(session('s', ['a']));
		assert.deepEqual(await tree(), ['c > ', 's > ']);
	});

	it('puts two that are each the parent of the other one below the other, in imports of their own', async () => {
		await merge(child('s', 't', 'a'));
		await merge(child('t', 's', 'x'));
		await merge(child('s', 't', 'a', 'b'), child('t', 's', 'x', 'y'));
		assert.deepEqual([await tree(), await findings()], [['s > ', 't > s'], []]);
	});

	it('moves nothing below what comes in below it', async () => {
		await merge(child('s', 't', 'a'));
		await merge(child('t', 'u', 'x'), child('u', 's', '1'));
		assert.deepEqual([await tree(), await findings()], [['s > ', 't > u', 'u > s'], []]);
	});

	it('moves two that await each other once', async () => {
		const [s = ''] = await merge(child('s', 't', 'a'));
		await store.deleteSession(s);
		await merge(child('t', 's', 'x'));
		await store.restoreSession(s);
		await merge(session('u', ['1']));
		assert.equal((await tree()).filter((line) => !line.endsWith('> ')).length, 1, (await tree()).join());
		assert.deepEqual(await findings(), []);
	});

	it('leaves out new children of what is in the trash, where that is left there', async () => {
		const [s = ''] = await merge(session('s', ['a']));
		await store.deleteSession(s);
		const all = [
			session('s', ['a', 'b']),
			child('c', 's', '1'),
			child('d', 'c', '2'),
			fork('f', 's', ['a', 'x']),
		];
		await store.mergeSessions(all, { trashed: 'leave' });
		assert.deepEqual(await tree(), ['f > ']);
		await store.mergeSessions(all.slice(1, 3), { trashed: 'leave' });
		assert.deepEqual(await tree(), ['f > ']);
		await store.restoreSession(s);
		await store.mergeSessions(all, { trashed: 'leave' });
		assert.deepEqual(await tree(), ['c > s', 'd > c', 'f > s', 's > ']);
	});

	it('leaves a session where a person has put it', async () => {
		const [, c = ''] = await merge(session('s', ['a']), child('c', 's', '1'));
		const place = await store.createSession({ title: 'A place' });
		await store.moveSession(c, place);
		await merge(session('s', ['a', 'b']), child('c', 's', '1', '2'), child('d', 'c', '3'));
		assert.deepEqual(await tree(), ['A place > ', 'c > A place', 'd > c', 's > ']);
		assert.deepEqual(await texts(store, c), ['1', '2']);
	});

	it('can be taken back once what came after it was, and comes in again as it was', async () => {
		const first = await store.mergeSessions([session('s', ['a'])]);
		const [id = ''] = first.sessionIds;
		const more = await store.mergeSessions([session('s', ['a', 'b'])]);
		await assert.rejects(store.undoOperation(first.operation ?? ''), { code: 'CHANGED_SINCE' });
		await store.undoOperation(more.operation ?? '');
		assert.deepEqual(await texts(store, id), ['a']);
		const again = await store.mergeSessions([session('s', ['a', 'b']), session('s', ['a', 'b'])]);
		assert.deepEqual([again.updated, again.grown, again.known], [[id], 1, 3]);
		assert.deepEqual(await texts(store, id), ['a', 'b']);
		await store.undoOperation(again.operation ?? '');
		assert.deepEqual(await texts(store, id), ['a']);
	});

	it('leaves the head where a person has reverted to', async () => {
		const [id = ''] = await merge(session('s', ['a']));
		await merge(session('s', ['a', 'b']));
		await store.revertToMessage(id, { index: 0 });
		assert.equal((await store.mergeSessions([session('s', ['a', 'b'])])).operation, null);
		assert.deepEqual(await texts(store, id), ['a']);
	});

	it('follows the source where that took back what was imported and went on otherwise', async () => {
		const later = (name: string): IncomingSession => {
			const { messages, ...more } = session('s', ['a', 'b', name]);
			const [first, second, third] = messages;
			assert.ok(first && second && third);
			const said = JSON.parse(third.body.text) as JsonObject;
			const body = new Spool().add(JSON.stringify({ ...said, timestamp: 5000 }));
			return { ...more, messages: [first, second, { ...third, timestamp: 5000, body }] };
		};
		const [id = ''] = await merge(session('s', ['a', 'b', 'c']));
		await merge(session('s', ['a', 'b', 'c', 'd']));
		await merge(later('better'));
		assert.deepEqual(await texts(store, id), ['a', 'b', 'better']);
		await merge(session('s', ['a', 'b', 'of old']));
		assert.deepEqual(await texts(store, id), ['a', 'b', 'better']);
		await store.addMessage(id, { role: 'user', content: 'mine' });
		await merge(later('best'));
		assert.deepEqual(await texts(store, id), ['a', 'b', 'better', 'mine']);
	});

	it('goes on after what was taken back', async () => {
		const [id = ''] = await merge(session('s', ['a']));
		const { operation } = await store.mergeSessions([session('s', ['a', 'b', 'c'])]);
		await store.undoOperation(operation ?? '');
		await merge(session('s', ['a', 'b', 'c', 'd']));
		assert.deepEqual([await texts(store, id), await store.getBranches(id)], [['a', 'b', 'c', 'd'], []]);
	});

	it('comes in anew after it was taken back as a whole, with its children', async () => {
		const all = [session('s', ['a']), child('c', 's', '1'), fork('f', 's', ['a', 'x'])];
		const { operation } = await store.mergeSessions(all);
		await store.undoOperation(operation ?? '');
		await merge(...all);
		assert.deepEqual([await tree(), await findings()], [['c > s', 'f > s', 's > '], []]);
	});

	it('ends when that is asked for while it writes, and leaves nothing behind', async () => {
		await merge(session('s', ['a']));
		const before = await temporary.bytes();
		const abort = new AbortController();
		const many = session('s', ['a', ...numbers(0, 2000)]);
		const all = many.messages.map((each, at) => ({
			...each,
			body: {
				text: each.body.text,
				get bytes() {
					if (at === 1900) abort.abort();
					return each.body.bytes;
				},
			},
		}));
		await assert.rejects(
			store.mergeSessions([{ ...many, messages: all }, session('t', ['x'])], { signal: abort.signal }),
			{ name: 'AbortError' },
		);
		await store.refresh();
		assert.deepEqual([await temporary.bytes(), await tree()], [before, ['s > ']]);
		const local = await readdir(join(temporary.folder, '.local'));
		assert.deepEqual(
			local.filter((name) => name.startsWith('in-')),
			[],
		);
		assert.equal((await store.mergeSessions([many])).grown, 2000);
	});

	/** PraisonAI's messages have no ids: what they say and how often it was said before tells them apart. */
	function praison(id: string, texts: readonly string[], about: JsonObject = {}): Json {
		const messages = texts.map((content) => ({
			role: 'user',
			content,
			timestamp: 1_700_000_000 + (content === 'Why?' ? 1 : 0),
			metadata: {},
		}));
		return { session_id: id, messages, metadata: {}, snapshots: [], title: id, ...about };
	}

	const forkOf = (parent: string, index: number): JsonObject => ({
		parent_id: parent,
		forked_from_message_id: String(index),
	});

	it('finds what a fork says again, in the words and at the time of a message that it shares, when it comes alone', async () => {
		const whole = praison('b', ['Go on', 'Why?', 'Go on'], forkOf('a', 1));
		const files = { 'a.json': praison('a', ['Go on', 'Why?']), 'b.json': whole };
		await store.mergeSessions((await readAll(files)).sessions);
		const anew = await temporary.open();
		const { operation, grown, known } = await anew.mergeSessions(
			(await readAll({ 'b.json': whole })).sessions,
		);
		assert.deepEqual([operation, grown, known], [null, 0, 3]);
	});

	it('adds nothing twice of forks of forks that came alone before what they share', async () => {
		const files = {
			'a.json': praison('a', ['Go on', 'Why?']),
			'b.json': praison('b', ['Go on', 'Why?', 'Go on'], forkOf('a', 1)),
			'c.json': praison('c', ['Go on', 'Why?', 'Go on', 'Go on'], forkOf('b', 2)),
		};
		const alone = (name: keyof typeof files): object => ({ [name]: files[name] });
		const orders = [
			[alone('c.json'), alone('b.json'), alone('a.json'), files, files],
			[alone('b.json'), files, alone('c.json'), files],
			[files, alone('c.json'), alone('b.json'), alone('a.json'), files],
			[{ ...alone('b.json'), ...alone('c.json') }, files, alone('c.json'), files],
		];
		const counts: number[][] = [];
		for (const order of orders) {
			const place = await Temporary.make();
			try {
				const added: number[] = [];
				for (const each of order) {
					const { sessions } = await readAll(each as Record<string, Json>);
					const { messages, grown } = await (await place.open()).mergeSessions(sessions);
					added.push(messages + grown);
				}
				counts.push(added);
			} finally {
				await place.remove();
			}
		}
		assert.deepEqual(counts, [
			[4, 3, 2, 0, 0],
			[3, 3, 0, 0],
			[4, 0, 0, 0, 0],
			[4, 2, 0, 0],
		]);
	});
});
