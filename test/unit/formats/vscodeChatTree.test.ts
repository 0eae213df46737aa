import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../../src/store/model.js';
import { pathOf, readAll, shown } from './importing.js';
import { hello, pretty, read, request, stored, tool } from './vscodeChats.js';

describe('VS Code chat: branches and sessions below it', () => {
	it('makes sessions of sub-agents, with their prompts, calls and results', async () => {
		const agent = (id: string, more: JsonObject = {}): JsonObject =>
			tool(id, {
				toolId: 'runSubagent',
				toolSpecificData: {
					kind: 'subagent',
					agentName: 'Explore',
					description: 'Look',
					prompt: 'Find it',
					result: 'Found',
				},
				...more,
			});
		const sessions = await read(
			pretty(
				stored([
					request('r1', 'Go', [
						agent('a'),
						tool('a1', { subAgentInvocationId: 'a' }),
						agent('b', { subAgentInvocationId: 'a' }),
						tool('b1', { subAgentInvocationId: 'b' }),
						agent('c'),
						tool('c1', { fromSubAgent: true }),
						tool('m', { subAgentInvocationId: 'nobody' }),
					]),
				]),
			),
		);
		const work = (calls: string, ...results: readonly string[]): readonly string[] => [
			'user Find it',
			`assistant  ${calls}`,
			...results,
			'assistant Found',
		];
		assert.deepEqual(
			sessions.map((session) => [
				session.source.id,
				session.parent?.id,
				session.title,
				session.agentName,
				shown(session).path,
			]),
			[
				[
					...['s', undefined, 'Go', 'GitHub Copilot'],
					[
						'user Go',
						'assistant  runSubagent()#a runSubagent()#c copilot_readFile()#m',
						'tool #a Found',
						'tool #c Found',
						'tool #m Read a b.ts',
					],
				],
				[
					's/a',
					's',
					'Look',
					'Explore',
					work('copilot_readFile()#a1 runSubagent()#b', 'tool #a1 Read a b.ts', 'tool #b Found'),
				],
				['s/c', 's', 'Look', 'Explore', work('copilot_readFile()#c1', 'tool #c1 Read a b.ts')],
				['s/b', 's/a', 'Look', 'Explore', work('copilot_readFile()#b1', 'tool #b1 Read a b.ts')],
			],
		);
	});

	it('keeps what was undone or hidden as a branch, and what was canceled in its place', async () => {
		const [session] = await read(
			pretty(
				stored([
					hello,
					request('r3', 'Stop', [{ value: 'I was' }], { isCanceled: true }),
					request('r4', 'Hidden', [{ value: 'No' }], { isHidden: true }),
					request('r5', 'Undone', [], { shouldBeRemovedOnSend: { requestId: 'r5' } }),
				]),
			),
		);
		assert.ok(session);
		assert.deepEqual(
			[shown(session), pathOf(session).at(-1)?.metadata['vscode-chat'], session.messages.at(-1)?.after],
			[
				{
					path: ['user Hello', 'assistant Hi', 'user Stop', 'assistant I was'],
					aside: ['user Hidden', 'assistant No', 'user Undone'],
				},
				{ canceled: true },
				'r4:answer',
			],
		);
	});

	it('hangs a chat below the one that delegated to it', async () => {
		const origin = (id: string): JsonObject => ({
			kind: 'delegation',
			sourceSessionResource: {
				scheme: 'vscode-chat-session',
				authority: 'local',
				path: `/${Buffer.from(id).toString('base64url')}`,
			},
		});
		const sessions = await read(pretty(stored([{ ...hello, origin: origin('above') }])));
		assert.deepEqual(sessions[0]?.parent, { format: 'vscode-chat', id: 'above' });
		const circle = await readAll({
			'a.json': pretty(stored([{ ...hello, origin: origin('b') }], { sessionId: 'a' })),
			'b.json': pretty(stored([{ ...hello, origin: origin('a') }], { sessionId: 'b' })),
		});
		assert.deepEqual(
			[circle.sessions.map(({ source, parent }) => [source.id, parent?.id]), circle.warnings.length],
			[
				[
					['b', undefined],
					['a', 'b'],
				],
				1,
			],
		);
	});

	it('starts a sub-agent once, although a call in it has the same id', async () => {
		const kind = 'subagent';
		const calls = [
			tool('a', { toolSpecificData: { kind, prompt: 'Find', result: 'Found' } }),
			tool('a', { subAgentInvocationId: 'a' }),
			tool('b', { subAgentInvocationId: 'a', toolSpecificData: { kind, prompt: 'Dig', result: 'Dug' } }),
		];
		const sessions = await read(pretty(stored([request('r1', 'Go', calls)])));
		assert.deepEqual(
			sessions.map(({ source, parent }) => [source.id, parent?.id]),
			[
				['s', undefined],
				['s/a', 's'],
				['s/b', 's/a'],
			],
		);
	});
});
