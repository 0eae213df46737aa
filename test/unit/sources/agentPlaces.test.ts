import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdir, symlink } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { formats } from '../../../src/formats/formats.js';
import { type AgentSession, agentPlaces, findAgentSessions } from '../../../src/sources/agentPlaces.js';
import type { Machine } from '../../../src/sources/agents/search.js';
import { TestFolder, pathsOf } from './folder.js';

const work = '/work/my.app';
const uuid = '0d4c2c0e-5a7f-4f0a-8e0c-9a1b7c6d5e4f';

describe('sessions of the agents on this machine', () => {
	let home: TestFolder;

	beforeEach(async () => {
		home = await TestFolder.make();
	});

	afterEach(() => home.remove());

	const find = (folder = work, machine: Partial<Machine> = {}): Promise<readonly AgentSession[]> =>
		findAgentSessions(folder, {
			home: home.path,
			env: {},
			platform: 'linux',
			signal: new AbortController().signal,
			...machine,
		});
	const inHome = (path: string): string => path.slice(home.path.length + 1);
	/** Paths from the home folder, companions behind them. */
	const found = async (folder?: string, machine?: Partial<Machine>): Promise<readonly string[][]> =>
		(await find(folder, machine)).map(({ path, companions = [] }) => [path, ...companions].map(inHome));

	it('are none where no agent ever was', async () => {
		assert.deepEqual(await find(), []);
	});

	it('are of tools whose format can be read, and are called as the format is', () => {
		const known = new Map(formats.map(({ name, title }) => [name, title]));
		for (const { format, title } of agentPlaces) assert.equal(title, known.get(format));
	});

	it('are listed newest first, with what is known of them', async () => {
		await home.write('.claude/projects/-work-my-app/old.jsonl', [{ cwd: work }], 1_000);
		await home.write('.praisonai/sessions/new.json', '{}', 3_000);
		await home.write('.claude/projects/-work-my-app/middle.jsonl', [{ cwd: work }], 2_000);
		assert.deepEqual(await find(), [
			{
				agent: 'PraisonAI',
				format: 'praisonai',
				path: home.at('.praisonai/sessions/new.json'),
				modified: 3_000_000,
				size: 2,
			},
			{
				agent: 'Claude Code',
				format: 'claude-code',
				path: home.at('.claude/projects/-work-my-app/middle.jsonl'),
				modified: 2_000_000,
				size: 23,
			},
			{
				agent: 'Claude Code',
				format: 'claude-code',
				path: home.at('.claude/projects/-work-my-app/old.jsonl'),
				modified: 1_000_000,
				size: 23,
			},
		]);
	});

	it('can be read with their companions, under names that say where they lay', async () => {
		await home.write(`.claude/projects/-work-my-app/${uuid}.jsonl`, [{ cwd: work }]);
		await home.write(`.claude/projects/-work-my-app/${uuid}/subagents/agent-1.jsonl`, [{}]);
		await home.write('.codex/sessions/2026/01/02/rollout-1.jsonl', [{ payload: { cwd: work, id: 'a' } }]);
		await home.write('.codex/session_index.jsonl', [{ id: 'a', thread_name: 'A title' }]);
		assert.deepEqual(pathsOf(await home.sources(...(await find()))), [
			`${uuid}.jsonl`,
			`${uuid}/subagents/agent-1.jsonl`,
			'session_index.jsonl',
			'sessions/2026/01/02/rollout-1.jsonl',
		]);
	});

	it('count for a folder when its agent worked there or below, under any name of the folder', async () => {
		const line = (cwd: string): { cwd: string }[] => [{ cwd }];
		await home.write('.claude/projects/-work-my-app/here.jsonl', line(work), 4);
		await home.write('.claude/projects/-work-my-app-src/below.jsonl', line(`${work}/src`), 3);
		await home.write('.claude/projects/-work-my-app/lookalike.jsonl', line('/work/my-app'), 2);
		await home.write('.claude/projects/-work-my-app-2/sibling.jsonl', line(`${work}-2`), 1);
		await home.write('.claude/projects/-work/above.jsonl', line('/work'), 1);
		assert.deepEqual(
			(await found(`${work}/`)).flat().map((path) => path.split('/').at(-1)),
			['here.jsonl', 'below.jsonl'],
		);
		await mkdir(home.at('real'));
		await symlink(home.at('real'), home.at('linked'));
		const slug = home.at('real').replace(/[^A-Za-z0-9]/g, '-');
		await home.write(`.claude/projects/${slug}/r.jsonl`, line(home.at('real')));
		assert.deepEqual(await found(home.at('linked')), [[`.claude/projects/${slug}/r.jsonl`]]);
	});

	it('stop when they are called off', async () => {
		const abort = new AbortController();
		abort.abort();
		await assert.rejects(find(work, { signal: abort.signal }), { name: 'AbortError' });
	});

	it('are at most a thousand of one tool', async () => {
		for (let i = 0; i < 1_003; i++) await home.write(`.praisonai/sessions/${i}.json`, '{}', i);
		const sessions = await find();
		assert.equal(sessions.length, 1_000);
		assert.equal(sessions.at(-1)?.modified, 3_000);
	});

	it('of Claude Code are told by the first folder they name; summaries alone are none', async () => {
		const place = 'elsewhere/projects/-work-my-app';
		const summary = { type: 'summary', summary: 'x', leafUuid: 'y' };
		await home.write(`${place}/late.jsonl`, [summary, { type: 'queue-operation' }, { cwd: work }], 5);
		await home.write(`${place}/summaries.jsonl`, [summary], 4);
		await home.write(`${place}/long.jsonl`, [{ type: 'x', text: 'x'.repeat(100_000) }, { cwd: work }], 3);
		await home.write(
			`${place}/broken.jsonl`,
			`not json\n{"cwd":"${work}","message":"${'x'.repeat(90_000)}"}`,
			2,
		);
		await home.write(`${place}/notes.txt`, work, 1);
		assert.deepEqual(await found(work, { env: { CLAUDE_CONFIG_DIR: home.at('elsewhere') } }), [
			[`${place}/late.jsonl`],
			[`${place}/long.jsonl`],
			[`${place}/broken.jsonl`],
		]);
	});

	it('of Claude Code 2.0 have their sub-agents beside them, and are as new as these', async () => {
		const place = '.claude/projects/-work-my-app';
		await home.write(`${place}/s1.jsonl`, [{ cwd: work, sessionId: 's1' }], 1);
		await home.write(`${place}/agent-1.jsonl`, [{ cwd: work, sessionId: 's1', isSidechain: true }], 9);
		await home.write(`${place}/agent-2.jsonl`, [{ cwd: work, sessionId: 'gone', isSidechain: true }], 5);
		await home.write(`${place}/s1/subagents/agent-3.jsonl`, [{}], 2);
		const sessions = await find();
		assert.deepEqual(
			sessions.map(({ path, companions, modified }) => [inHome(path), companions?.map(inHome), modified]),
			[
				[`${place}/s1.jsonl`, [`${place}/s1`, `${place}/agent-1.jsonl`], 9_000],
				[`${place}/agent-2.jsonl`, undefined, 5_000],
			],
		);
	});

	it('of Codex are rollouts, packed and archived ones too, sub-agents with the thread that started them', async () => {
		const meta = (id: string, more: object = {}): string =>
			`${JSON.stringify({ type: 'session_meta', payload: { id, cwd: work, ...more } })}\n`;
		const spawned = { source: { subagent: { thread_spawn: { parent_thread_id: 'a', depth: 1 } } } };
		const day = 'codex/sessions/2026/01/02';
		await home.write(`${day}/rollout-a.jsonl`, meta('a', { instructions: 'x'.repeat(200_000) }), 8);
		await home.write(`${day}/rollout-b.jsonl`, meta('b', spawned), 7);
		await home.write(`${day}/rollout-c.jsonl`, meta('c', { parent_thread_id: 'b' }), 6);
		await home.write('codex/sessions/2025/01/01/rollout-d.jsonl.zst', zstdCompressSync(meta('d')), 5);
		await home.write(`${day}/rollout-e.jsonl`, meta('e'), 4);
		await home.write(`${day}/rollout-e.jsonl.zst`, zstdCompressSync(meta('e')), 3);
		await home.write('codex/archived_sessions/rollout-f.jsonl', meta('f'), 2);
		const prompt = `<environment_context>\n  <cwd>${work}</cwd>\n</environment_context>`;
		const bare = [{ id: 'g', timestamp: '', instructions: null }, { content: [{ text: prompt }] }];
		await home.write('codex/sessions/2025/01/01/rollout-g.jsonl', bare, 1);
		await home.write(`${day}/rollout-x.jsonl`, meta('x', { cwd: '/other' }));
		await home.write(`${day}/rollout-y.jsonl.zst`, 'not packed at all');
		await home.write('codex/history.jsonl', [{ cwd: work }]);
		assert.deepEqual(await found(work, { env: { CODEX_HOME: home.at('codex') } }), [
			[`${day}/rollout-a.jsonl`, `${day}/rollout-b.jsonl`, `${day}/rollout-c.jsonl`],
			['codex/sessions/2025/01/01/rollout-d.jsonl.zst'],
			[`${day}/rollout-e.jsonl`],
			['codex/archived_sessions/rollout-f.jsonl'],
			['codex/sessions/2025/01/01/rollout-g.jsonl'],
		]);
	});

	it('whose parents lead round in a circle are listed once', async () => {
		const meta = (id: string, parent: string): object[] => [
			{ payload: { id, cwd: work, parent_thread_id: parent } },
		];
		await home.write('.codex/sessions/rollout-a.jsonl', meta('a', 'b') as never, 3);
		await home.write('.codex/sessions/rollout-b.jsonl', meta('b', 'a') as never, 2);
		await home.write('.codex/sessions/rollout-c.jsonl', meta('c', 'c') as never, 1);
		assert.deepEqual(await found(), [
			['.codex/sessions/rollout-a.jsonl', '.codex/sessions/rollout-b.jsonl'],
			['.codex/sessions/rollout-c.jsonl'],
		]);
	});

	it('of pi are told by their header', async () => {
		const header = (cwd: string): string => `${JSON.stringify({ type: 'session', id: 'x', cwd })}\n`;
		await home.write('.pi/agent/sessions/--work-my.app--/1.jsonl', header(work), 4);
		await home.write('.pi/agent/sessions/--work-my.app-src--/2.jsonl', header(`${work}/src`), 3);
		await home.write('.pi/agent/sessions/--work-my.app-src--/3.jsonl', header(`${work}-src`), 2);
		await home.write('.pi/agent/sessions/--other--/4.jsonl', header('/other'), 1);
		await home.write('mine/5.jsonl', header(work), 1);
		assert.deepEqual(await found(), [
			['.pi/agent/sessions/--work-my.app--/1.jsonl'],
			['.pi/agent/sessions/--work-my.app-src--/2.jsonl'],
		]);
		const env = { PI_CODING_AGENT_DIR: home.at('none'), PI_CODING_AGENT_SESSION_DIR: home.at('mine') };
		assert.deepEqual(await found(work, { env }), [['mine/5.jsonl']]);
	});

	it('of Gemini CLI lie under the hash of the folder, or a name that a list or a marker explains', async () => {
		const hash = createHash('sha256').update(work).digest('hex');
		const old = `{\n  "sessionId": "${uuid}",\n  "messages": []\n}`;
		await home.write(`.gemini/tmp/${hash}/chats/session-1.json`, old, 5);
		await home.write(`.gemini/tmp/${hash}/chats/session-2.json`, old, 4);
		await home.write(`.gemini/tmp/${hash}/chats/session-2.jsonl`, [{ sessionId: 'other' }], 4);
		await home.write(`.gemini/tmp/${hash}/chats/${uuid}/sub.jsonl`, [{ kind: 'subagent' }], 4);
		await home.write(`.gemini/tmp/${hash}/logs.json`, '[]', 4);
		await home.write('.gemini/projects.json', { projects: { [`${work}/src`]: 'src', '/other': 'other' } });
		await home.write('.gemini/tmp/src/chats/session-3.jsonl', [{}], 3);
		await home.write('.gemini/tmp/marked/.project_root', `${work}\n`);
		await home.write('.gemini/tmp/marked/chats/session-4.jsonl', [{}], 2);
		await home.write('.gemini/tmp/other/chats/session-5.jsonl', [{}], 1);
		const expected = [
			[`.gemini/tmp/${hash}/chats/session-1.json`, `.gemini/tmp/${hash}/chats/${uuid}`],
			[`.gemini/tmp/${hash}/chats/session-2.jsonl`],
			['.gemini/tmp/src/chats/session-3.jsonl'],
			['.gemini/tmp/marked/chats/session-4.jsonl'],
		];
		assert.deepEqual(await found(), expected);
		assert.deepEqual(await found(work, { home: '/none', env: { GEMINI_CLI_HOME: home.path } }), expected);
	});

	it('of VS Code lie in the storage of the workspace, per platform', async () => {
		const storage = async (base: string, hash: string, address: string): Promise<string> => {
			await home.write(`${base}/User/workspaceStorage/${hash}/workspace.json`, { folder: address });
			return (await home.write(`${base}/User/workspaceStorage/${hash}/chatSessions/1.json`, '{}')).slice(
				home.path.length + 1,
			);
		};
		const address = 'file:///work/my.app';
		const linux = [
			await storage('.config/Code', 'a', address),
			await storage('.config/Code - Insiders', 'a', `${address}/below%20it`),
			await storage('.config/VSCodium', 'a', address),
			await storage('.config/Cursor', 'a', address),
		];
		await storage('.config/Code', 'b', 'file:///work/my.app2');
		await storage('.config/Code', 'c', 'vscode-remote://ssh-remote+host/work/my.app');
		await storage('.config/Code', 'd', 'not an address');
		await home.write('.config/Code/User/workspaceStorage/e/workspace.json', 'not json');
		assert.deepEqual((await found()).flat().sort(), [...linux].sort());
		const xdg = await storage('xdg/Code', 'a', address);
		assert.deepEqual(await found(work, { env: { XDG_CONFIG_HOME: home.at('xdg') } }), [[xdg]]);
		const mac = await storage('Library/Application Support/Code', 'a', 'file:///Work/my.app');
		assert.deepEqual(await found(work, { platform: 'darwin' }), [[mac]]);
		const windows = await storage('roaming/Code', 'a', 'file:///c%3A/Work/My.App');
		const env = { APPDATA: home.at('roaming') };
		assert.deepEqual(await found('c:\\work\\my.app', { platform: 'win32', env }), [[windows]]);
	});

	it('of VS Code are read as lines where both forms are there', async () => {
		const storage = '.config/Code/User/workspaceStorage/a';
		await home.write(`${storage}/workspace.json`, { folder: 'file:///work/my.app' });
		await home.write(`${storage}/chatSessions/1.json`, '{}', 2);
		await home.write(`${storage}/chatSessions/1.jsonl`, '{}', 2);
		await home.write(`${storage}/chatSessions/2.json`, '{}', 1);
		assert.deepEqual(await found(), [
			[`${storage}/chatSessions/1.jsonl`],
			[`${storage}/chatSessions/2.json`],
		]);
	});

	it('of Cline are those of its list that began here', async () => {
		const root = '.vscode-server/data/User/globalStorage/saoudrizwan.claude-dev';
		const item = (id: string, cwd: string): object => ({
			id,
			task: 'x'.repeat(9_000),
			cwdOnTaskInitialization: cwd,
		});
		const list = ['1', '2', '4', '../../5'].map((id) => item(id, work));
		await home.write(
			`${root}/state/taskHistory.json`,
			JSON.stringify([...list, item('3', '/other'), null, 7]),
		);
		for (const id of ['1', '3', '6'])
			await home.write(`${root}/tasks/${id}/api_conversation_history.json`, '[]', 2);
		await home.write(`${root}/tasks/1/ui_messages.json`, '[]');
		await home.write(`${root}/tasks/1/task_metadata.json`, '{}');
		await home.write(`${root}/tasks/2/ui_messages.json`, '[]', 1);
		await home.write(`${root}/tasks/4/task_metadata.json`, '{}');
		const sessions = await find();
		assert.deepEqual(
			sessions.map(({ path, companions = [] }) => [path, ...companions].map(inHome)),
			[
				[
					`${root}/tasks/1/api_conversation_history.json`,
					`${root}/tasks/1/ui_messages.json`,
					`${root}/tasks/1/task_metadata.json`,
					`${root}/state/taskHistory.json`,
				],
				[`${root}/tasks/2/ui_messages.json`, `${root}/state/taskHistory.json`],
			],
		);
		assert.equal(pathsOf(await home.sources(...sessions))[1], 'tasks/1/api_conversation_history.json');
	});

	it("of Cline's command line are told by their manifests", async () => {
		const root = '.cline/data/sessions/s1';
		await home.write(`${root}/s1.json`, { session_id: 's1', cwd: work });
		await home.write(`${root}/s1.messages.json`, { messages: [] });
		await home.write('.cline/data/sessions/s2/s2.json', { session_id: 's2', cwd: work });
		assert.deepEqual(await found(), [[`${root}/s1.messages.json`, `${root}/s1.json`]]);
	});

	it('of opencode come with their messages, parts and sub-agents', async () => {
		const storage = 'data/opencode/storage';
		const info = (id: string, more: object = {}): string =>
			JSON.stringify({ id, projectID: 'p', directory: work, ...more }, null, 2);
		await home.write(`${storage}/session/p/ses_1.json`, info('ses_1'), 3);
		await home.write(`${storage}/session/p/ses_2.json`, info('ses_2', { parentID: 'ses_1' }), 2);
		await home.write(`${storage}/session/p/ses_3.json`, info('ses_3', { directory: '/other' }), 2);
		await home.write(`${storage}/session/p/ses_4.json`, info('ses_4'), 2);
		await home.write(`${storage}/session/p/ses_5.json`, info('../../../secret'), 2);
		await home.write('data/secret/msg_5.json', '{}');
		await home.write(`${storage}/message/ses_1/msg_1.json`, '{}');
		await home.write(`${storage}/message/ses_1/msg_2.json`, '{}');
		await home.write(`${storage}/part/msg_1/prt_1.json`, '{}');
		await home.write(`${storage}/message/ses_2/msg_3.json`, '{}');
		await home.write(`${storage}/message/ses_3/msg_4.json`, '{}');
		const sessions = await find(work, { env: { XDG_DATA_HOME: home.at('data') } });
		assert.deepEqual(
			sessions.map(({ path, companions = [] }) => [path, ...companions].map(inHome)),
			[
				[
					`${storage}/session/p/ses_1.json`,
					`${storage}/message/ses_1`,
					`${storage}/part/msg_1`,
					`${storage}/session/p/ses_2.json`,
					`${storage}/message/ses_2`,
				],
			],
		);
		assert.deepEqual(pathsOf(await home.sources(...sessions)), [
			'message/ses_1/msg_1.json',
			'message/ses_1/msg_2.json',
			'message/ses_2/msg_3.json',
			'part/msg_1/prt_1.json',
			'session/p/ses_1.json',
			'session/p/ses_2.json',
		]);
	});

	it('of PraisonAI are all there are', async () => {
		await home.write('.praisonai/sessions/a.json', '{}', 2);
		await home.write('.praison/sessions/b.json', '{}', 1);
		await home.write('.praisonai/sessions/a.json.lock', '');
		await home.write('own/sessions/c.json', '{}');
		assert.deepEqual(await found(), [['.praisonai/sessions/a.json'], ['.praison/sessions/b.json']]);
		assert.deepEqual(await found(work, { env: { PRAISONAI_HOME: home.at('own') } }), [
			['own/sessions/c.json'],
		]);
	});

	it('are passed over where places are not what they should be', async () => {
		for (const file of [
			'.claude/projects',
			'.codex/sessions',
			'.pi/agent',
			'.gemini',
			'.config/Code/User',
			'.cline',
		])
			await home.write(file, 'a file, and no folder');
		await mkdir(home.at('.praisonai/sessions/folder.json'), { recursive: true });
		await mkdir(home.at('.local/share/opencode/storage/session/p/ses_1.json'), { recursive: true });
		assert.deepEqual(await find(work, { env: { CLAUDE_CONFIG_DIR: ' ', CODEX_HOME: '' } }), []);
	});
});
