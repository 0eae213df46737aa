import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Follower, type Step } from '../../../src/following/follower.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import type { SessionStore } from '../../../src/store/sessionStore.js';
import { answer, call, mainId, ofAgent, piece, result, user } from '../formats/claudeCodeLines.js';
import { mainFile, slug } from '../formats/claudeCodeProjects.js';
import { asLines } from '../formats/importing.js';
import { idOf, info, talk } from '../formats/opencodeExports.js';
import { Temporary, texts } from '../store/temporary.js';

const longAgo = new Date(2026, 0, 5);

const day = 86_400_000;
/** Of more than this only what changed is read; what was written within a day may still be going on. */
const little = { bytes: Infinity, files: 0, settled: day };

describe('Following what is too much to be read at each change', () => {
	let temporary: Temporary;
	let store: SessionStore;
	let folder: string;
	let follower: Follower;

	beforeEach(async () => {
		temporary = await Temporary.make();
		store = await temporary.open();
		folder = await mkdtemp(join(tmpdir(), 'followed-'));
		follower = new Follower(folder, store, little);
	});
	afterEach(async () => {
		await rm(folder, { recursive: true });
		await temporary.remove();
	});

	async function write(path: string, text: string, at = longAgo): Promise<void> {
		const file = join(folder, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, text);
		await utimes(file, at, at);
	}

	const step = (): Promise<Step> => follower.step(new AbortController().signal);

	const transcripts = async (): Promise<Readonly<Record<string, Json>>> =>
		Object.fromEntries(
			await Promise.all(
				(await store.listSessions()).map(async ({ id, title }) => [title, (await texts(store, id)).length]),
			),
		) as Record<string, Json>;

	for (const [what, whole] of Object.entries({
		'many files': little,
		'long files': { ...little, bytes: 0 },
	})) {
		it(`of ${what}, keeps the title of a sub-agent that the file of its session tells`, async () => {
			follower = new Follower(folder, store, whole);
			const asked = call('c1', 'Task', { prompt: 'one', description: 'To dig', subagent_type: 'Explore' });
			await write(mainFile, asLines([user('u1', null, 'Search'), piece('a1', 'u1', 't', [asked])]));
			const agentFile = `${slug}/${mainId}/subagents/agent-ag1.jsonl`;
			const lines = [user('s1', null, 'one', 3), answer('s2', 's1', 'Found', 4)];
			await write(agentFile, asLines(ofAgent(lines, 'ag1')));
			await step();
			const more = [user('s3', 's2', 'And?', 5), answer('s4', 's3', 'Done', 6)];
			await write(agentFile, asLines(ofAgent([...lines, ...more], 'ag1')));
			const { result } = await step();
			assert.equal(result?.sessionIds.length, 1, 'the other file was not read');
			assert.deepEqual(await transcripts(), { Search: 2, 'To dig': 4 });
		});
	}

	it('reads all where a session lies in pieces', async () => {
		follower = new Follower(folder, store, { ...little, bytes: 0 });
		await write('storage/session/p/ses_1.json', JSON.stringify(info('ses_1')));
		for (const [at, each] of talk.entries()) {
			const { info: about, parts } = each as { info: JsonObject; parts: readonly JsonObject[] };
			await write(`storage/message/ses_1/${idOf(about)}.json`, JSON.stringify(about));
			for (const part of parts)
				await write(`storage/part/${idOf(about)}/${idOf(part)}.json`, JSON.stringify(part));
			if (at === 0) await step();
		}
		await step();
		assert.deepEqual(await transcripts(), { 'Title of ses_1': 5 });
	});

	it('reads the whole of a long result that was written before the line that names it', async () => {
		follower = new Follower(folder, store, { ...little, bytes: 0 });
		const lines = [user('u1', null, 'List all'), piece('a1', 'u1', 'm', [call('c1')])];
		await write(mainFile, asLines(lines));
		await step();
		const place = `${mainId}/tool-results/c1.txt`;
		await write(`${slug}/${place}`, 'all of it\n'.repeat(100));
		await step();
		const told = `<persisted-output>\nFull output saved to: /home/me/${place}\n`;
		await write(mainFile, asLines([...lines, result('r1', 'a1', 'c1', told)]));
		await step();
		const [{ id } = assert.fail()] = await store.listSessions();
		const said = (await store.getMessages(id)).at(-1);
		assert.match(JSON.stringify(said?.content), /all of it/);
	});

	it('reads again only what goes on while an agent writes, and the ends of the others once all rest', async () => {
		const fileOf = (id: string): string => `${slug}/${id}.jsonl`;
		const other = mainId.replace(/^./, 'f');
		const said = (id: string, count: number): string =>
			asLines(
				[user(`${id}1`, null, id), answer(`${id}2`, `${id}1`, 'b'), user(`${id}3`, `${id}2`, 'c')]
					.slice(0, count)
					.map((line) => ({ ...line, sessionId: id })),
			);
		await write(fileOf(mainId), said(mainId, 2));
		await write(fileOf(other), said(other, 1), new Date());
		await step();
		assert.deepEqual(await transcripts(), { [mainId]: 1, [other]: 1 });
		await write(fileOf(other), said(other, 3), new Date());
		assert.equal((await step()).result?.sessionIds.length, 1);
		assert.deepEqual(await transcripts(), { [mainId]: 1, [other]: 3 });
		await write(fileOf(other), said(other, 3));
		await step();
		assert.deepEqual(await transcripts(), { [mainId]: 2, [other]: 3 });
	});
});
