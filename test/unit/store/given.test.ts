import { strict as assert } from 'node:assert';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from '../../../src/formats/bundleWriter.js';
import type { Bundle } from '../../../src/store/bundleModel.js';
import type { Json } from '../../../src/store/model.js';
import { SessionStore } from '../../../src/store/sessionStore.js';
import { said, say, Temporary } from './temporary.js';

/** So many objects inside each other. */
function nested(levels: number): Json {
	let value: Json = {};
	for (let i = 1; i < levels; i++) value = { a: value };
	return value;
}

describe('What callers give', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let id: string;
	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		id = await store.createSession({ title: 'T' });
		await say(store, id, 'a');
	});
	afterEach(() => temporary.remove());

	const none = null as never;
	const calls: Readonly<Record<string, () => Promise<unknown>>> = {
		'open room null': () => SessionStore.open(temporary.folder, { room: none }),
		'open room of a text': () => SessionStore.open(temporary.folder, { room: { bytes: 'x' as never } }),
		'createSession(null)': () => store.createSession(none),
		'createSession(text)': () => store.createSession('x' as never),
		'forkSession(id, null)': () => store.forkSession(id, none),
		'forkSession fromMessageId null': () => store.forkSession(id, { fromMessageId: none }),
		'forkSession title null': () => store.forkSession(id, { title: none }),
		'addMessages(id, list, null)': () => store.addMessages(id, [said('b')], none),
		'createSnapshot(id, null)': () => store.createSnapshot(id, none),
		'createSnapshot label null': () => store.createSnapshot(id, { label: none }),
		'revertToMessage(id)': () => store.revertToMessage(id, undefined as never),
		'setAgentInfo(id)': () => store.setAgentInfo(id, undefined as never),
		'setMetadata(id)': () => store.setMetadata(id, undefined as never),
		'getMessages(id, null)': () => store.getMessages(id, none),
		'getMessages start NaN': () => store.getMessages(id, { start: NaN }),
		'getChatHistory NaN': () => store.getChatHistory(id, { maxMessages: NaN }),
		'getChatHistory null': () => store.getChatHistory(id, { maxMessages: none }),
		'listSessions(null)': () => store.listSessions(none),
		'getOperations(null)': () => store.getOperations(none),
		'exportSession(id, null)': () => store.exportSession(id, none),
		'open()': () => SessionStore.open(undefined as never),
		'open(folder, null)': () => SessionStore.open(temporary.folder, none),
		'a bundle of nothing': () =>
			store.importSession({ format: 'session-hierarchy', version: 1, sessions: [] } satisfies Bundle),
	};
	for (const [name, call] of Object.entries(calls)) {
		it(`is refused as INVALID: ${name}`, () => temporary.refusing(store)('INVALID', call));
	}

	const unfit: readonly (readonly [object, RegExp])[] = [
		[{ timestamp: 1e300 }, /^timestamp: /],
		[{ metadata: { deep: nested(195) } }, /^metadata\.deep.*nested deeper/],
		[{ toolCalls: [{ id: '1', name: 'n', arguments: '', extra: 5 }] }, /^toolCalls\[0\]\.extra: /],
		[{ content: [{ type: 'text' }] }, /^content\[0\]\.text: /],
	];
	for (const [fields, message] of unfit) {
		it(`is refused where no bundle could carry it: ${String(message)}`, async () => {
			const given = { ...said('b'), ...fields };
			await assert.rejects(store.addMessage(id, given), { name: 'StoreError', code: 'INVALID', message });
			await assert.rejects(store.addMessages(id, [said('b'), given]), { code: 'INVALID' });
		});
	}
	it('can be exported, if it is accepted, however deep', async () => {
		for (let levels = 180; levels < 205; levels++) {
			const metadata = { deep: nested(levels) };
			const extra = { id: '1', name: 'n', arguments: '', extra: metadata };
			const tries = [
				store.addMessage(id, { ...said('b'), metadata }),
				store.addMessage(id, { ...said('b'), toolCalls: [extra] }),
				store.addMessage(id, { role: 'user', content: [{ type: 'data', source: 's', value: metadata }] }),
				store.createSession({ metadata, parentId: id }),
				store.setMetadata(id, metadata),
				store.createSnapshot(id, { metadata }),
			];
			const done = await Promise.allSettled(tries);
			if (levels === 180) assert.ok(done.every(({ status }) => status === 'fulfilled'));
			const bundle = await store.exportSession(id, { descendants: true });
			assert.doesNotMatch(writeBundle(bundle), /: "\{/);
		}
	});
	it('is exported in some form when it is on disk already', async () => {
		const [log = ''] = await temporary.logs();
		const at = Date.now() * 1000;
		const base = { type: 'message', at, op: 'o', after: null, role: 'user', timestamp: 1 };
		const calls = [{ id: '1', name: 'n', arguments: '', extra: 5 }];
		const records = [
			{ ...base, id: 'late', content: '', timestamp: 1e300 },
			{ ...base, id: 'early', content: '', timestamp: -1e300, metadata: { deep: nested(198) } },
			{ ...base, id: 'parts', content: [{ type: 'text' }, { type: 'thinking', text: '', signature: 5 }] },
			{ ...base, id: 'calls', content: '', toolCalls: calls },
		];
		const lines = records.map((record) => JSON.stringify(record));
		lines.push(
			JSON.stringify({ ...base, id: 'proto', content: '' }).replace('{', '{"metadata":{"__proto__":{}},'),
		);
		await appendFile(join(temporary.folder, log), `${lines.join('\n')}\n`);
		const bundle = await store.exportSession(id);
		writeBundle(bundle);
		const found = new Map(bundle.sessions[0]?.messages.map((message) => [message.id, message]));
		assert.deepEqual(
			[
				found.get('late')?.timestamp,
				found.get('early')?.timestamp,
				found.get('early')?.metadata,
				found.get('calls')?.toolCalls?.[0]?.extra,
			],
			[8.64e15, -8.64e15, { deep: JSON.stringify(nested(198)) }, { extra: 5 }],
		);
	});
	it('has a name and says so when the first line of its log is damaged', async () => {
		assert.equal((await store.getSession(id)).damaged, false);
		const [log = ''] = await temporary.logs();
		const path = join(temporary.folder, log);
		const text = await readFile(path, 'utf8');
		await writeFile(path, `x${text.slice(1)}`);
		const { title, damaged, messageCount } = await (await temporary.open()).getSession(id);
		assert.deepEqual(
			{ title, damaged, messageCount },
			{ title: `Session ${id}`, damaged: true, messageCount: 1 },
		);
	});
	it('takes no child out of a trash in which its parent lies', async () => {
		const child = await store.createSession({ parentId: id });
		const create = (await store.getOperations({ sessionId: child }))[0]?.id ?? '';
		await store.deleteSession(id);
		const back = await store
			.undoOperation(create)
			.then(
				() => store.redoOperation(create),
				(error: unknown) => Promise.reject(error as Error),
			)
			.catch((error: unknown) => (error as { code?: string }).code);
		assert.equal(back, 'CHANGED_SINCE');
		assert.equal((await store.getSession(child)).deleted, true);
	});
	it('keeps the whole milliseconds of its own time', async () => {
		const old = await store.exportSession(id);
		const [session] = old.sessions;
		const [message] = session?.messages ?? [];
		assert.ok(session && message);
		const made = { ...session, createdAt: 5, updatedAt: 7, messages: [{ ...message, timestamp: 7.9 }] };
		const { sessionId } = await store.importSession({ ...old, sessions: [made] });
		assert.equal((await store.getSession(sessionId)).updatedAt, 7);
	});
});
