import { strict as assert } from 'node:assert';
import { mkdir, symlink } from 'node:fs/promises';
import { formats } from '../../../src/formats/formats.js';
import { agentPlaces } from '../../../src/sources/agentPlaces.js';
import { AgentHome, sessionId, work } from './agentHome.js';
import { pathsOf } from './folder.js';

describe('sessions of the agents on this machine', () => {
	let home: AgentHome;

	beforeEach(async () => {
		home = await AgentHome.make();
	});

	afterEach(() => home.remove());

	it('are none where no agent ever was', async () => {
		assert.deepEqual(await home.find(), []);
	});

	it('are of tools whose format can be read, and are called as the format is', () => {
		const known = new Map(formats.map(({ name, title }) => [name, title]));
		for (const { format, title } of agentPlaces) assert.equal(title, known.get(format));
	});

	it('are listed newest first, with what is known of them', async () => {
		await home.write('.claude/projects/-home-ann-my-app/old.jsonl', [{ cwd: work }], 1_000);
		await home.write('.praisonai/sessions/new.json', '{}', 3_000);
		await home.write('.claude/projects/-home-ann-my-app/middle.jsonl', [{ cwd: work }], 2_000);
		assert.deepEqual(await home.find(), [
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
				path: home.at('.claude/projects/-home-ann-my-app/middle.jsonl'),
				modified: 2_000_000,
				size: 27,
			},
			{
				agent: 'Claude Code',
				format: 'claude-code',
				path: home.at('.claude/projects/-home-ann-my-app/old.jsonl'),
				modified: 1_000_000,
				size: 27,
			},
		]);
	});

	it('can be read with their companions, under names that say where they lay', async () => {
		await home.write(`.claude/projects/-home-ann-my-app/${sessionId}.jsonl`, [{ cwd: work }]);
		await home.write(`.claude/projects/-home-ann-my-app/${sessionId}/subagents/agent-1.jsonl`, [{}]);
		await home.write('.codex/sessions/2026/01/02/rollout-1.jsonl', [{ payload: { cwd: work, id: 'a' } }]);
		await home.write('.codex/session_index.jsonl', [{ id: 'a', thread_name: 'A title' }]);
		assert.deepEqual(pathsOf(await home.sources(...(await home.find()))), [
			`${sessionId}.jsonl`,
			`${sessionId}/subagents/agent-1.jsonl`,
			'session_index.jsonl',
			'sessions/2026/01/02/rollout-1.jsonl',
		]);
	});

	it('count for a folder when its agent worked there or below, under any name of the folder', async () => {
		const line = (cwd: string): { cwd: string }[] => [{ cwd }];
		await home.write('.claude/projects/-home-ann-my-app/here.jsonl', line(work), 4);
		await home.write('.claude/projects/-home-ann-my-app-src/below.jsonl', line(`${work}/src`), 3);
		await home.write('.claude/projects/-home-ann-my-app/lookalike.jsonl', line('/home/ann/my-app'), 2);
		await home.write('.claude/projects/-home-ann-my-app-2/sibling.jsonl', line(`${work}-2`), 1);
		await home.write('.claude/projects/-home-ann/above.jsonl', line('/home/ann'), 1);
		assert.deepEqual(
			(await home.found(`${work}/`)).flat().map((path) => path.split('/').at(-1)),
			['here.jsonl', 'below.jsonl'],
		);
		await mkdir(home.at('real'));
		await symlink(home.at('real'), home.at('linked'));
		const slug = home.at('real').replace(/[^A-Za-z0-9]/g, '-');
		await home.write(`.claude/projects/${slug}/r.jsonl`, line(home.at('real')));
		assert.deepEqual(await home.found(home.at('linked')), [[`.claude/projects/${slug}/r.jsonl`]]);
	});

	it('stop when they are called off', async () => {
		const abort = new AbortController();
		abort.abort();
		await assert.rejects(home.find(work, { signal: abort.signal }), { name: 'AbortError' });
	});

	it('are at most a thousand of one tool', async () => {
		for (let i = 0; i < 1_003; i++) await home.write(`.praisonai/sessions/${i}.json`, '{}', i);
		const sessions = await home.find();
		assert.equal(sessions.length, 1_000);
		assert.equal(sessions.at(-1)?.modified, 3_000);
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
		assert.deepEqual(await home.find(work, { env: { CLAUDE_CONFIG_DIR: ' ', CODEX_HOME: '' } }), []);
	});
});
