import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { AgentHome, sessionId, work } from './agentHome.js';
import { pathsOf } from './folder.js';

describe('found sessions', () => {
	let home: AgentHome;

	beforeEach(async () => {
		home = await AgentHome.make();
	});

	afterEach(() => home.remove());

	it('of Claude Code are told by the first folder they name; summaries alone are none', async () => {
		const place = 'elsewhere/projects/-home-ann-my-app';
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
		assert.deepEqual(await home.found(work, { env: { CLAUDE_CONFIG_DIR: home.at('elsewhere') } }), [
			[`${place}/late.jsonl`],
			[`${place}/long.jsonl`],
			[`${place}/broken.jsonl`],
		]);
	});

	it('of Claude Code 2.0 have their sub-agents beside them, and are as new as these', async () => {
		const place = '.claude/projects/-home-ann-my-app';
		await home.write(`${place}/s1.jsonl`, [{ cwd: work, sessionId: 's1' }], 1);
		await home.write(`${place}/agent-1.jsonl`, [{ cwd: work, sessionId: 's1', isSidechain: true }], 9);
		await home.write(`${place}/agent-2.jsonl`, [{ cwd: work, sessionId: 'gone', isSidechain: true }], 5);
		await home.write(`${place}/s1/subagents/agent-3.jsonl`, [{}], 2);
		const sessions = await home.find();
		assert.deepEqual(
			sessions.map(({ path, companions, modified }) => [
				home.nameOf(path),
				companions?.map((each) => home.nameOf(each)),
				modified,
			]),
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
		assert.deepEqual(await home.found(work, { env: { CODEX_HOME: home.at('codex') } }), [
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
		assert.deepEqual(await home.found(), [
			['.codex/sessions/rollout-a.jsonl', '.codex/sessions/rollout-b.jsonl'],
			['.codex/sessions/rollout-c.jsonl'],
		]);
	});

	it('of pi are told by their header', async () => {
		const header = (cwd: string): string => `${JSON.stringify({ type: 'session', id: 'x', cwd })}\n`;
		await home.write('.pi/agent/sessions/--home-ann-my.app--/1.jsonl', header(work), 4);
		await home.write('.pi/agent/sessions/--home-ann-my.app-src--/2.jsonl', header(`${work}/src`), 3);
		await home.write('.pi/agent/sessions/--home-ann-my.app-src--/3.jsonl', header(`${work}-src`), 2);
		await home.write('.pi/agent/sessions/--other--/4.jsonl', header('/other'), 1);
		await home.write('mine/5.jsonl', header(work), 1);
		assert.deepEqual(await home.found(), [
			['.pi/agent/sessions/--home-ann-my.app--/1.jsonl'],
			['.pi/agent/sessions/--home-ann-my.app-src--/2.jsonl'],
		]);
		const env = { PI_CODING_AGENT_DIR: home.at('none'), PI_CODING_AGENT_SESSION_DIR: home.at('mine') };
		assert.deepEqual(await home.found(work, { env }), [['mine/5.jsonl']]);
	});

	it('of Gemini CLI lie under the hash of the folder, or a name that a list or a marker explains', async () => {
		const hash = createHash('sha256').update(work).digest('hex');
		const old = `{\n  "sessionId": "${sessionId}",\n  "messages": []\n}`;
		await home.write(`.gemini/tmp/${hash}/chats/session-1.json`, old, 5);
		await home.write(`.gemini/tmp/${hash}/chats/session-2.json`, old, 4);
		await home.write(`.gemini/tmp/${hash}/chats/session-2.jsonl`, [{ sessionId: 'other' }], 4);
		await home.write(`.gemini/tmp/${hash}/chats/${sessionId}/sub.jsonl`, [{ kind: 'subagent' }], 4);
		await home.write(`.gemini/tmp/${hash}/logs.json`, '[]', 4);
		await home.write('.gemini/projects.json', { projects: { [`${work}/src`]: 'src', '/other': 'other' } });
		await home.write('.gemini/tmp/src/chats/session-3.jsonl', [{}], 3);
		await home.write('.gemini/tmp/marked/.project_root', `${work}\n`);
		await home.write('.gemini/tmp/marked/chats/session-4.jsonl', [{}], 2);
		await home.write('.gemini/tmp/other/chats/session-5.jsonl', [{}], 1);
		const expected = [
			[`.gemini/tmp/${hash}/chats/session-1.json`, `.gemini/tmp/${hash}/chats/${sessionId}`],
			[`.gemini/tmp/${hash}/chats/session-2.jsonl`],
			['.gemini/tmp/src/chats/session-3.jsonl'],
			['.gemini/tmp/marked/chats/session-4.jsonl'],
		];
		assert.deepEqual(await home.found(), expected);
		assert.deepEqual(
			await home.found(work, { home: '/none', env: { GEMINI_CLI_HOME: home.path } }),
			expected,
		);
	});

	it('of VS Code lie in the storage of the workspace, per platform', async () => {
		const storage = async (base: string, hash: string, address: string): Promise<string> => {
			await home.write(`${base}/User/workspaceStorage/${hash}/workspace.json`, { folder: address });
			return home.nameOf(await home.write(`${base}/User/workspaceStorage/${hash}/chatSessions/1.json`, '{}'));
		};
		const address = 'file:///home/ann/my.app';
		const linux = [
			await storage('.config/Code', 'a', address),
			await storage('.config/Code - Insiders', 'a', `${address}/below%20it`),
			await storage('.config/VSCodium', 'a', address),
			await storage('.config/Cursor', 'a', address),
		];
		await storage('.config/Code', 'b', 'file:///home/ann/my.app2');
		await storage('.config/Code', 'c', 'vscode-remote://ssh-remote+host/home/ann/my.app');
		await storage('.config/Code', 'd', 'not an address');
		await home.write('.config/Code/User/workspaceStorage/e/workspace.json', 'not json');
		assert.deepEqual((await home.found()).flat().sort(), [...linux].sort());
		const xdg = await storage('xdg/Code', 'a', address);
		assert.deepEqual(await home.found(work, { env: { XDG_CONFIG_HOME: home.at('xdg') } }), [[xdg]]);
		const mac = await storage('Library/Application Support/Code', 'a', 'file:///Home/Ann/my.app');
		assert.deepEqual(await home.found(work, { platform: 'darwin' }), [[mac]]);
		const windows = await storage('roaming/Code', 'a', 'file:///c%3A/Work/My.App');
		const env = { APPDATA: home.at('roaming') };
		assert.deepEqual(await home.found('c:\\work\\my.app', { platform: 'win32', env }), [[windows]]);
	});

	it('of VS Code are read as lines where both forms are there', async () => {
		const storage = '.config/Code/User/workspaceStorage/a';
		await home.write(`${storage}/workspace.json`, { folder: 'file:///home/ann/my.app' });
		await home.write(`${storage}/chatSessions/1.json`, '{}', 2);
		await home.write(`${storage}/chatSessions/1.jsonl`, '{}', 2);
		await home.write(`${storage}/chatSessions/2.json`, '{}', 1);
		assert.deepEqual(await home.found(), [
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
		const sessions = await home.find();
		assert.deepEqual(home.pathsOf(sessions), [
			[
				`${root}/tasks/1/api_conversation_history.json`,
				`${root}/tasks/1/ui_messages.json`,
				`${root}/tasks/1/task_metadata.json`,
				`${root}/state/taskHistory.json`,
			],
			[`${root}/tasks/2/ui_messages.json`, `${root}/state/taskHistory.json`],
		]);
		assert.equal(pathsOf(await home.sources(...sessions))[1], 'tasks/1/api_conversation_history.json');
	});

	it("of Cline's command line are told by their manifests", async () => {
		const root = '.cline/data/sessions/s1';
		await home.write(`${root}/s1.json`, { session_id: 's1', cwd: work });
		await home.write(`${root}/s1.messages.json`, { messages: [] });
		await home.write('.cline/data/sessions/s2/s2.json', { session_id: 's2', cwd: work });
		assert.deepEqual(await home.found(), [[`${root}/s1.messages.json`, `${root}/s1.json`]]);
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
		const sessions = await home.find(work, { env: { XDG_DATA_HOME: home.at('data') } });
		assert.deepEqual(home.pathsOf(sessions), [
			[
				`${storage}/session/p/ses_1.json`,
				`${storage}/message/ses_1`,
				`${storage}/part/msg_1`,
				`${storage}/session/p/ses_2.json`,
				`${storage}/message/ses_2`,
			],
		]);
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
		assert.deepEqual(await home.found(), [['.praisonai/sessions/a.json'], ['.praison/sessions/b.json']]);
		assert.deepEqual(await home.found(work, { env: { PRAISONAI_HOME: home.at('own') } }), [
			['own/sessions/c.json'],
		]);
	});
});
