import { strict as assert } from 'node:assert';
import { appendFile, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { late, message, record } from './handmade.js';
import { numbers, say, Temporary, texts } from './temporary.js';

describe('Files that others wrote', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id = '';
	let log = '';
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		log = join(temporary.folder, (await temporary.logs())[0] ?? '');
	});
	afterEach(() => temporary.remove());

	const lines = async (): Promise<string[]> => (await readFile(log, 'utf8')).split('\n').slice(0, -1);

	it('say the same with their lines doubled and in any order', async () => {
		await say(store, id, 'a', 'b', 'c');
		const snapshot = await store.createSnapshot(id);
		await store.revertToMessage(id, { index: 0 });
		await say(store, id, 'd');
		await store.setTitle(id, 'U');
		await store.deleteSnapshot(id, snapshot);
		await store.restoreSnapshot(id, snapshot);
		const seen = async (reader: SessionStore): Promise<unknown> => [
			await reader.getSession(id),
			await reader.getMessages(id),
			await reader.getBranches(id),
			await reader.getSnapshots(id),
			await reader.getOperations(),
		];
		const expected = await seen(store);
		const all = await lines();
		for (const mixed of [
			all.toReversed(),
			[...all, ...all],
			[...all.toReversed(), ...all],
			all.slice(1).concat(all),
		]) {
			await writeFile(log, `${mixed.join('\n')}\n`);
			assert.deepEqual(await seen(await temporary.open()), expected);
		}
		assert.deepEqual(await seen(store), expected);
	});
	it('with one id twice say what the earlier record says, in whatever order they come', async () => {
		const said = (nth: number, content: string, fields: object): string =>
			record('message', late(nth), { after: null, role: 'user', content, timestamp: 1, ...fields });
		const first = said(1, 'first', { id: 'one' });
		const again = said(2, 'again', { id: 'one' });
		const label = record('snapshot', late(3), { session: id, messageId: 'one', label: 'L', createdAt: 1 });
		const labelAgain = record('snapshot', late(4), {
			...(JSON.parse(label) as object),
			at: late(4),
			label: 'M',
		});
		const next = said(5, 'next', { after: 'one' });
		const head = await readFile(log, 'utf8');
		for (const lines of [
			[first, again, label, labelAgain, next],
			[next, labelAgain, label, again, first],
		]) {
			await writeFile(log, head + lines.join(''));
			const reader = await temporary.open();
			const labels = (await reader.getSnapshots(id)).map((snapshot) => snapshot.label);
			assert.deepEqual([await texts(reader, id), labels], [['first', 'next'], ['L']]);
		}
	});
	it("end where nothing follows, also where a fork's own message comes after the point that names it", async () => {
		const at = late(1);
		const said = (nth: number, after: string | null): string =>
			record('message', at + nth, { id: `m${nth}`, after, role: 'user', content: '', timestamp: 1 });
		const forkPoint = { sessionId: id, messageId: 'm1' };
		const lines = [
			record('session', at, { session: 'f', title: 'F', relation: 'fork', forkPoint }),
			...[said(1, null), said(2, 'm1'), said(3, null)],
		];
		await writeFile(join(temporary.folder, 'f.0000000000.jsonl'), lines.join(''));
		const branches = await store.getBranches('f');
		assert.deepEqual(
			branches.map(({ messageId }) => messageId),
			['m2'],
		);
	});
	it('spread over several logs say the same', async () => {
		await say(store, id, 'a', 'b', 'c');
		const [head = '', ...rest] = await lines();
		const expected = await store.getMessages(id);
		for (const [nth, line] of rest.entries())
			await writeFile(join(temporary.folder, `${id}.000000000${nth}.jsonl`), `${head}\n${line}\n`);
		await writeFile(log, `${head}\n`);
		assert.deepEqual(await (await temporary.open()).getMessages(id), expected);
		assert.deepEqual(await store.getMessages(id), expected);
	});
	it('of two records with one id count the lesser', async () => {
		const at = late(1);
		const say2 = (content: string, when: number): string =>
			record('message', when, { id: 'm', after: null, role: 'user', content, timestamp: 1 });
		for (const order of [
			[say2('b', at), say2('a', at), say2('0', at + 1)],
			[say2('0', at + 1), say2('a', at), say2('b', at)],
		]) {
			const folder = join(temporary.root, `twins${String(order[0]?.length)}${order[0]?.includes('"b"')}`);
			await cp(temporary.folder, folder, { recursive: true });
			await appendFile(join(folder, log.slice(log.lastIndexOf('/'))), order.join(''));
			assert.deepEqual(await texts(await temporary.open({}, folder), id), ['a']);
		}
	});
	it('keep unknown kinds, fields and parts, and hand out a part as data', async () => {
		await appendFile(
			log,
			[
				record('hologram', late(1), { session: id, depth: 3 }),
				`[${record('hologram', late(2), {}).trim()},${message(3, 'in a list', null).trim()}]\n`,
				record('message', late(4), {
					after: null,
					role: 'user',
					content: [{ type: 'smell', of: 'roses' }, { type: 'text' }],
					timestamp: 1,
					mood: 'fine',
				}),
				record('set', late(5), { session: id, fields: { title: 'U', colour: 'red' } }),
			].join(''),
		);
		assert.equal((await store.getSession(id)).title, 'U');
		assert.deepEqual(store.getProblems(), []);
		assert.deepEqual((await store.getMessages(id))[0]?.content, [
			{ type: 'data', source: 'unknown', value: { type: 'smell', of: 'roses' } },
			{ type: 'data', source: 'unknown', value: { type: 'text' } },
		]);
		await say(store, id, 'x');
		assert.match(await readFile(log, 'utf8'), /hologram.*hologram.*mood.*colour/s);
	});
	it('with broken lines are read around them, and say where', async () => {
		const broken = [
			'not json\n',
			'[]\n',
			'3\n',
			'null\n',
			'[[]]\n',
			'{"type":"message"}\n',
			record('message', late(1), { after: null, role: 'robot', content: '', timestamp: 1 }),
			record('message', late(2), { after: null, role: 'user', content: null, timestamp: 1 }),
			record('head', late(3), { session: id, to: 5, from: null }),
			record('set', -5, { session: id, fields: { title: 'no' } }),
			record('set', 2 ** 60, { session: id, fields: { title: 'no' } }),
			record('set', late(4), { session: id, fields: { title: 3 } }),
			record('set', late(5), { session: 'another', fields: { title: 'no' } }),
			`[${message(6, 'half', null).trim()},{"type":"head"}]\n`,
			'\n',
			'\r\n',
			`${'['.repeat(100_000)}\n`,
		].join('');
		await appendFile(log, broken);
		await appendFile(log, Buffer.from([0xff, 0xfe, 10, 0, 0, 10]));
		await appendFile(log, message(7, 'after all that', null));
		for (const reader of [store, await temporary.open()]) {
			assert.deepEqual(await texts(reader, id), ['after all that']);
			assert.equal((await reader.getSession(id)).title, 'T');
			const problems = reader.getProblems();
			assert.equal(problems.length, 16);
			assert.equal(problems.filter(({ reason }) => reason === 'a record of another session').length, 1);
			const bytes = await readFile(log);
			for (const { offset } of problems) assert.ok(offset === 0 || bytes[offset - 1] === 10);
		}
	});
	it('with a line that is not whole yet say so until it is', async () => {
		const line = message(1, 'late', null);
		const offset = (await readFile(log)).length;
		await appendFile(log, line.slice(0, 40));
		for (const reader of [store, await temporary.open()]) {
			assert.equal((await reader.getSession(id)).damaged, true);
			const problems = reader
				.getProblems()
				.map(({ file, offset: at, reason }) => ({ file, offset: at, reason }));
			assert.deepEqual(problems, [
				{
					file: log.slice(log.lastIndexOf('/') + 1),
					offset,
					reason: 'not whole: a crash tore it, or it is still being written',
				},
			]);
		}
		await appendFile(log, line.slice(40));
		for (const reader of [store, await temporary.open()]) {
			assert.deepEqual(await texts(reader, id), ['late']);
			assert.deepEqual(reader.getProblems(), []);
		}
	});
	it('with damage, and a higher version, that come while they are watched are told of', async () => {
		const told: string[][] = [];
		store.onDidChange(({ structure }) => told.push([...structure]));
		const line = message(1, 'late', null);
		const lines = ['nonsense\n', record('log', late(2), { session: id, v: 2 })];
		for (const text of [line.slice(0, 40), line.slice(40), ...lines]) {
			await appendFile(log, text);
			await store.refresh();
		}
		assert.deepEqual(told, [[id], [id], [id], [id]]);
	});
	it('with a line nested deeper than any program may get say what the others say, even if it is there twice', async () => {
		const nested = (levels: number): string =>
			message(levels, `${levels} deep`, null).replace(
				/}\n$/,
				`,"metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}\n`,
			);
		await appendFile(log, [nested(400), nested(100_000), nested(100_000), nested(400)].join(''));
		for (const reader of [store, await temporary.open()]) {
			assert.deepEqual(await texts(reader, id), ['400 deep']);
			assert.deepEqual(
				reader.getProblems().map(({ reason }) => reason),
				['nested too deeply', 'nested too deeply'],
			);
		}
	});
	it('with times that no clock shows hand out what a date can hold, and no source that is none', async () => {
		await appendFile(
			log,
			[
				record('session', late(1), {
					session: id,
					title: 'T',
					createdAt: -1e300,
					updatedAt: 1e300,
					source: 5,
				}),
				record('snapshot', late(2), { session: id, messageId: null, label: 'L', createdAt: -1e300 }),
				record('message', late(3), { after: null, role: 'user', content: '', timestamp: -1e300 }),
			].join(''),
		);
		const { createdAt, updatedAt, source } = await store.getSession(id);
		const times = [createdAt, updatedAt];
		for (const snapshot of await store.getSnapshots(id)) times.push(snapshot.createdAt);
		for (const { timestamp } of await store.getMessages(id)) times.push(timestamp);
		assert.deepEqual([times, source], [[-8.64e15, 8.64e15, -8.64e15, -8.64e15], null]);
	});
	it('with hostile keys pollute nothing', async () => {
		await appendFile(
			log,
			`{"type":"set","id":"x","at":${late(1)},"op":"op","session":"${id}","metadata":{"__proto__":{"polluted":1},"constructor":2},"fields":{"__proto__":{"title":"no"}}}\n`,
		);
		const { metadata, title } = await store.getSession(id);
		assert.deepEqual(Object.keys(metadata), ['__proto__', 'constructor']);
		assert.equal(title, 'T');
		assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
		await store.setMetadata(id, { constructor: null });
		assert.deepEqual(Object.keys((await store.getSession(id)).metadata), ['__proto__']);
	});
	it('of a higher version are read only, with words', async () => {
		await say(store, id, 'a');
		await writeFile(`${log}.tmp`, (await readFile(log, 'utf8')).replace('"v":1', '"v":2'));
		await rename(`${log}.tmp`, log);
		for (const reader of [store, await temporary.open()]) {
			assert.equal((await reader.getSession(id)).readOnly, true);
			assert.deepEqual(await texts(reader, id), ['a']);
			const before = await temporary.bytes();
			for (const call of [
				() => say(reader, id, 'b'),
				() => reader.setTitle(id, 'U'),
				() => reader.deleteSession(id),
				() => reader.revertToMessage(id, { index: -1 }),
			])
				await assert.rejects(call, { code: 'READ_ONLY', message: /newer version.*“T”/ });
			assert.deepEqual(await temporary.bytes(), before);
		}
		assert.deepEqual(await texts(store, await store.forkSession(id)), ['a']);
	});
	it('of a higher version may have another header, anywhere', async () => {
		await writeFile(log, (await readFile(log, 'utf8')).replace(/"v":1,"origin":"[^"]*"/, '"v":2'));
		assert.equal((await store.getSession(id)).readOnly, true);
		const [first = ''] = await lines();
		await writeFile(log, `${message(1, 'a', null)}${first}\n`);
		assert.equal((await store.getSession(id)).readOnly, true);
	});

	it('may hold cycles', async () => {
		const sessions = numbers(0, 4).map((name) => `s${name}`);
		for (const [nth, name] of sessions.entries()) {
			const next = sessions[(nth + 1) % sessions.length] ?? '';
			const fields = { session: name, title: name, parentId: next, relation: nth === 2 ? 'child' : 'fork' };
			await writeFile(
				join(temporary.folder, `${name}.0000000000.jsonl`),
				record('session', late(nth), { ...fields, forkPoint: { sessionId: next, messageId: 'm' } }) +
					message(10 + nth, name, `r${late(10 + ((nth + 1) % 4))}`) +
					message(20 + nth, 'self', `r${late(20 + nth)}`),
			);
		}
		for (const reader of [store, await temporary.open()]) {
			assert.equal((await reader.listSessions()).length, 5);
			const count = (trees: readonly { readonly children: readonly unknown[] }[]): number =>
				trees.reduce((sum, { children }) => sum + 1 + count(children as typeof trees), 0);
			assert.equal(count(await reader.getSessionTree()), 5);
			for (const name of sessions) {
				assert.equal((await reader.getSession(name)).incomplete, true);
				assert.deepEqual(await texts(reader, name), ['self']);
				await reader.getBranches(name);
				await reader.exportSession(name, { descendants: true });
			}
		}
	});
	it('may hold a chain 100,000 deep', async () => {
		const depth = 100_000;
		const folder = join(temporary.root, 'deep');
		await mkdir(join(folder, '.local', 'in-1'), { recursive: true });
		const path = (name: string): string => join(folder, `${name}.0000000000.jsonl`);
		// Its sessions need no file each to be a deep chain of messages.
		let text = record('session', 1, { session: 'long', title: 'long', parentId: null, relation: 'child' });
		for (let nth = 2; nth < depth; nth++)
			text += record('message', nth, {
				after: nth === 2 ? null : `r${nth - 1}`,
				role: 'user',
				content: '',
				timestamp: 1,
			});
		await writeFile(path('long'), text);
		const deep = await temporary.open({}, folder);
		assert.equal((await deep.getSession('long')).messageCount, depth - 2);
		assert.equal((await deep.getMessages('long')).length, depth - 2);
		const fork = await deep.forkSession('long', { fromMessageIndex: 70_000 });
		assert.equal((await deep.getSession(fork)).messageCount, 70_001);
		assert.equal((await deep.getMessages(fork, { start: 69_990 })).length, 11);
	});
});
