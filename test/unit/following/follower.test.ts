import { strict as assert } from 'node:assert';
import { appendFile, mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Follower, type Step } from '../../../src/following/follower.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { Temporary, texts } from '../store/temporary.js';

const never = new AbortController().signal;
const longAgo = new Date(2026, 0, 5);

/** Lines of pi's sessions, each entry after the one before; odd ones are answers. */
function entries(from: number, ...said: readonly string[]): string {
	return said
		.map((text, i) => {
			const at = from + i;
			const role = at % 2 === 0 ? 'user' : 'assistant';
			const message = { role, content: [{ type: 'text', text }], timestamp: 1000 + at };
			const parentId = at === 0 ? null : `e${String(at - 1)}`;
			return { type: 'message', id: `e${String(at)}`, parentId, timestamp: longAgo.toISOString(), message };
		})
		.map((entry) => `${JSON.stringify(entry)}\n`)
		.join('');
}

const header = `${JSON.stringify({ type: 'session', version: 3, id: 'p', timestamp: longAgo.toISOString(), cwd: '/a' })}\n`;

describe('Following a file', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let folder: string;
	let file: string;
	let follower: Follower;

	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		folder = await mkdtemp(join(tmpdir(), 'followed-'));
		file = join(folder, 'p.jsonl');
		follower = new Follower(folder, store);
	});
	afterEach(async () => {
		await rm(folder, { recursive: true });
		await temporary.remove();
	});

	/** A step after the file has rested since long. */
	async function step(at = longAgo): Promise<Step> {
		await utimes(file, at, at);
		return follower.step(never);
	}

	async function transcript(): Promise<readonly unknown[]> {
		const [session] = await store.listSessions();
		assert.ok(session);
		return texts(store, session.id);
	}

	it('brings in what is added, and reads nothing where nothing changed', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		await step();
		assert.equal((await step()).result, undefined);
		await appendFile(file, entries(2, 'c', 'd'));
		assert.equal((await step()).result?.grown, 2);
		assert.deepEqual(await transcript(), ['a', 'b', 'c', 'd']);
	});

	it('waits for the end of an answer while the file is being written', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		assert.equal((await step(new Date())).isOpen, true);
		assert.deepEqual(await transcript(), ['a']);
		assert.equal((await step()).isOpen, false);
		assert.deepEqual(await transcript(), ['a', 'b']);
	});

	it('takes a time that is yet to come for no time at all', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		assert.equal((await step(new Date(Date.now() + 3_600_000))).isOpen, false);
		assert.deepEqual(await transcript(), ['a', 'b']);
	});

	it('loses and doubles nothing when the file is cut, written anew and goes on', async () => {
		await writeFile(file, header + entries(0, 'a', 'b', 'c'));
		await step();
		await truncate(file, (header + entries(0, 'a')).length);
		await step();
		assert.deepEqual(await transcript(), ['a', 'b', 'c']);
		await writeFile(file, header + entries(0, 'a', 'b', 'c', 'd'));
		await step();
		assert.deepEqual(await transcript(), ['a', 'b', 'c', 'd']);
	});

	it('goes on when the file was moved away and another took its place', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		await step();
		await rename(file, join(folder, 'p.old.jsonl'));
		await writeFile(file, header + entries(0, 'a', 'b', 'c'));
		await step();
		assert.deepEqual([await transcript(), (await store.listSessions()).length], [['a', 'b', 'c'], 1]);
	});

	it('reads a torn last line once it is whole', async () => {
		const whole = header + entries(0, 'a', 'b');
		await writeFile(file, whole.slice(0, -20));
		assert.match((await step()).warnings[0]?.message ?? '', /not complete/);
		await writeFile(file, whole);
		await step();
		assert.deepEqual(await transcript(), ['a', 'b']);
	});

	it('leaves what a person put into the trash there', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		await step();
		const [session] = await store.listSessions();
		await store.deleteSession(session?.id ?? '');
		await appendFile(file, entries(2, 'c'));
		await step();
		assert.deepEqual(await store.listSessions(), []);
	});

	it('brings back what a person put into the trash where that is asked for', async () => {
		await writeFile(file, header + entries(0, 'a', 'b'));
		await step();
		const [session] = await store.listSessions();
		await store.deleteSession(session?.id ?? '');
		await new Follower(folder, store).step(never, 'anew');
		assert.deepEqual(await transcript(), ['a', 'b']);
	});

	it('doubles and loses nothing in two windows at once', async () => {
		const other = await temporary.open();
		const followers = [follower, new Follower(folder, other)];
		await writeFile(file, header);
		const said: string[] = [];
		for (let at = 0; at < 30; at++) {
			said.push(`m${String(at)}`);
			const writing = appendFile(file, entries(at, `m${String(at)}`));
			await Promise.all(followers.map((each) => each.step(never)));
			await writing;
		}
		await utimes(file, longAgo, longAgo);
		await Promise.all(followers.map((each) => each.step(never)));
		await store.refresh();
		const [session, ...more] = await store.listSessions();
		assert.deepEqual([await transcript(), more], [said, []]);
		assert.deepEqual(await store.getBranches(session?.id ?? ''), []);
	});
});
