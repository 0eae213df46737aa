import { strict as assert } from 'node:assert';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readSources } from '../../../src/formats/readSources.js';
import { sourcesIn } from '../../../src/sources/sourceFiles.js';
import { TestFolder, pathsOf, textOf, textsOf } from './folder.js';

describe('the files of what was picked', () => {
	let folder: TestFolder;

	beforeEach(async () => {
		folder = await TestFolder.make();
	});

	afterEach(() => folder.remove());

	it('are a picked file itself, with its time', async () => {
		await folder.write('a.json', '{}', 1_600_000_000);
		const { files, warnings, failures } = await folder.sources('a.json');
		assert.deepEqual(
			{
				files: files.map(({ path, size, modified, picked }) => ({ path, size, modified, picked })),
				warnings,
				failures,
			},
			{
				files: [{ path: 'a.json', size: 2, modified: 1_600_000_000_000, picked: true }],
				warnings: [],
				failures: [],
			},
		);
		assert.equal(await textOf(files[0]), '{}');
	});

	it('are all that lies below a picked folder, in the order of their paths', async () => {
		await folder.write('in/b/c.jsonl', '1');
		await folder.write('in/b.json', '2');
		await folder.write('in/a/x', '3');
		const sources = await folder.sources('in');
		assert.deepEqual(await textsOf(sources), { 'a/x': '3', 'b.json': '2', 'b/c.jsonl': '1' });
		assert.deepEqual(pathsOf(sources), ['a/x', 'b.json', 'b/c.jsonl']);
		assert.ok(sources.files.every(({ picked }) => !picked));
	});

	it("are not what tools keep, nor a store's own logs, nor what links lead to", async () => {
		await folder.write('elsewhere/secret.json', '{}');
		await folder.write('in/node_modules/x/package.json', '{}');
		await folder.write('in/.git/config', '');
		await folder.write('in/.sessions/session1.0123456789.jsonl', '{}');
		await folder.write('in/own.json', '{}');
		await symlink(folder.at('elsewhere'), folder.at('in/linked'));
		await symlink(folder.at('elsewhere/secret.json'), folder.at('in/linked.json'));
		await symlink('.', folder.at('in/circle'));
		assert.deepEqual(pathsOf(await folder.sources('in')), ['own.json']);
	});

	it('may lie very deep', async () => {
		const deep = 'd/'.repeat(900);
		await folder.write(`in/${deep}x.json`, '{}');
		assert.deepEqual(pathsOf(await folder.sources('in')), [`${deep}x.json`]);
	});

	it('take along the folder of its name beside a picked .jsonl', async () => {
		await folder.write('p/s1.jsonl', 'main');
		await folder.write('p/s1/subagents/agent-1.jsonl', 'one');
		await folder.write('p/s1/subagents/workflows/w/agent-2.jsonl', 'two');
		await folder.write('p/s2.jsonl', 'other');
		const { files } = await folder.sources('p/s1.jsonl');
		assert.deepEqual(
			files.map(({ path, picked }) => [path, picked]),
			[
				['s1.jsonl', true],
				['s1/subagents/agent-1.jsonl', false],
				['s1/subagents/workflows/w/agent-2.jsonl', false],
			],
		);
	});

	it('take nothing along with another file', async () => {
		await folder.write('src.json', '{}');
		await folder.write('src/x.json', '{}');
		assert.deepEqual(pathsOf(await folder.sources('src.json')), ['src.json']);
	});

	it('are named from the folder that holds the companions, too', async () => {
		const path = await folder.write('base/tasks/1/talk.json', 'talk');
		await folder.write('base/other/2/x.json', 'x');
		const companions = [await folder.write('base/state/history.json', 'history'), folder.at('base/other/2')];
		assert.deepEqual(await textsOf(await folder.sources({ path, companions })), {
			'other/2/x.json': 'x',
			'state/history.json': 'history',
			'tasks/1/talk.json': 'talk',
		});
	});

	it('are told apart by the folders above them, where two have one name', async () => {
		await folder.write('a/x.json', '1');
		await folder.write('b/x.json', '2');
		assert.deepEqual(await textsOf(await folder.sources('a/x.json', 'b/x.json')), {
			'x.json': '1',
			[folder.at('b/x.json')]: '2',
		});
	});

	it('are of the same session however they are picked, where folders are named by sessions', async () => {
		const task = 'tasks/1718000000123/api_conversation_history.json';
		await folder.write(task, JSON.stringify([{ role: 'user', content: '<task>\nDo it\n</task>' }]));
		const [chat, agent] = ['33333333-cccc-4ccc-8ccc-333333333333', '44444444-dddd-4ddd-8ddd-444444444444'];
		const log = [
			{ sessionId: agent, projectHash: 'x', kind: 'subagent' },
			{ id: 'm', type: 'user', content: 'Hi' },
		];
		await folder.write(`chats/${chat}/${agent}.jsonl`, log);
		const read = async (...names: readonly string[]): Promise<readonly unknown[]> => {
			const { sessions } = await readSources((await folder.sources(...names)).files);
			return sessions.map(({ source, parent }) => [source.id, parent?.id]);
		};
		const found = [
			[agent, chat],
			['1718000000123', undefined],
		];
		assert.deepEqual(await read(''), found);
		assert.deepEqual(await read(`chats/${chat}`, dirname(task)), found);
		assert.deepEqual(await read(`chats/${chat}/${agent}.jsonl`, task), found);
	});

	it('are read once, where the names say most, when they were picked in two ways', async () => {
		await folder.write('p/s1.jsonl', '');
		await folder.write('p/s1/subagents/agent-1.jsonl', '');
		const { files } = await folder.sources('p/s1', 'p', 'p/s1.jsonl');
		assert.deepEqual(
			files.map(({ path, picked }) => [path, picked]),
			[
				['s1.jsonl', true],
				['s1/subagents/agent-1.jsonl', false],
			],
		);
	});

	it('are failures in words where they cannot be read', async () => {
		await folder.write('in/x.json', '{}');
		await folder.write('in/locked/y.json', '{}');
		await chmod(folder.path, 0o755);
		await chmod(folder.at('in/locked'), 0);
		const sources = await asNobody(() => folder.sources('gone.json', 'in'));
		await chmod(folder.at('in/locked'), 0o755);
		assert.deepEqual(pathsOf(sources), ['x.json']);
		assert.deepEqual(
			sources.failures.map(({ path }) => path),
			['gone.json', 'locked'],
		);
		assert.match(sources.failures[0]?.message ?? '', /^gone\.json: cannot be read \(ENOENT/);
		assert.match(sources.failures[1]?.message ?? '', /^locked: cannot be read \(EACCES/);
	}).timeout(5_000);

	it('are none once the search was called off', async () => {
		await mkdir(folder.at('in'));
		const abort = new AbortController();
		abort.abort();
		await assert.rejects(sourcesIn([folder.at('in')], { signal: abort.signal }), { name: 'AbortError' });
	});
});

/** The superuser may read everything. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
	if (process.getuid?.() !== 0) return run();
	process.seteuid?.(65_534);
	try {
		return await run();
	} finally {
		process.seteuid?.(0);
	}
}
