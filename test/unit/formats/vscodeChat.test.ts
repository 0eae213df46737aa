import { strict as assert } from 'node:assert';
import { readSources } from '../../../src/formats/readSources.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { found } from './fixtures.js';
import { readAll, shown, unpacked } from './importing.js';
import { bye, exported, hello, noon, pretty, read, request, stored } from './vscodeChats.js';

describe('VS Code chat', () => {
	it('reads an exported chat, which has no id of its own', async () => {
		const first = request(
			'r1',
			'Say hello to\nall',
			[
				{ value: 'Hello ' },
				{ kind: 'inlineReference', inlineReference: { path: '/w/all.ts' } },
				{ value: '!' },
			],
			{
				modelId: 'copilot/x',
				modelState: { value: 1, completedAt: noon + 5000 },
				result: { timings: { totalElapsed: 5000 }, metadata: { promptTokens: 3, outputTokens: 4 } },
				variableData: {
					variables: [
						{ kind: 'file', name: 'a.ts', value: { scheme: 'file', path: '/w/a.ts' } },
						{ kind: 'image', name: 'i', mimeType: 'image/gif', value: { $base64: 'R0lG' } },
						{ kind: 'promptFile', name: 'rules', automaticallyAdded: true, value: { path: '/r' } },
					],
				},
			},
		);
		const [session] = await read(pretty(exported([first])));
		assert.ok(session);
		assert.deepEqual(
			{
				source: session.source,
				title: session.title,
				agentName: session.agentName,
				times: [session.createdAt, session.updatedAt],
				messages: session.messages.map(unpacked),
			},
			{
				source: { format: 'vscode-chat', id: 'r1' },
				title: 'Say hello to',
				agentName: 'GitHub Copilot',
				times: [noon, noon + 5000],
				messages: [
					{
						id: 'r1',
						after: null,
						role: 'user',
						content: [
							{ type: 'text', text: 'Say hello to\nall' },
							{ type: 'file', name: 'a.ts', url: 'file:///w/a.ts' },
							{ type: 'image', mediaType: 'image/gif', data: 'R0lG' },
						],
						timestamp: noon,
						metadata: { nativeId: 'r1' },
					},
					{
						id: 'r1:answer',
						after: 'r1',
						role: 'assistant',
						content: 'Hello all.ts!',
						timestamp: noon + 5000,
						metadata: {
							model: 'copilot/x',
							usage: { promptTokens: 3, outputTokens: 4 },
							durationMs: 5000,
							nativeId: 'r1:answer',
						},
					},
				],
			},
		);
	});

	it('leaves an answer alone while VS Code writes it, and keeps one that was never finished', async () => {
		const pending = stored([hello, request('r2', 'Bye', [{ value: 'See' }], { modelState: { value: 0 } })]);
		const at = async (modified: number): Promise<readonly Json[]> => {
			const { sessions, warnings } = await readSources([{ ...found('s.json', pretty(pending)), modified }]);
			return [sessions[0]?.head ?? null, warnings.map(({ message }) => message)];
		};
		assert.deepEqual(
			[await at(Date.now()), await at(1_700_000_000_000)],
			[
				['r2', ['the last answer is not complete yet, and was left out']],
				['r2:unfinished', []],
			],
		);
	});

	it('knows an answer by what it was called before it was complete', async () => {
		const call = { kind: 'toolInvocationSerialized', toolId: 'read', toolCallId: 'shown', isComplete: true };
		const made = {
			toolCallRounds: [
				{ id: 'one', response: '', toolCalls: [{ id: 'made', name: 'read', arguments: '{}' }] },
			],
		};
		const names = async (more: JsonObject): Promise<readonly string[]> => {
			const [session] = await read(pretty(stored([request('r', 'Go', [call], more)])));
			return (session?.messages ?? []).slice(1).flatMap(({ id, earlier = [] }) => [id, ...earlier]);
		};
		assert.deepEqual(
			[await names({ modelState: { value: 4 } }), await names({ result: { metadata: made } })],
			[
				['r:unfinished', 'r:unfinished#shown'],
				['r:answer', 'r:unfinished', 'r:answer#made', 'r:answer#shown', 'r:unfinished#shown'],
			],
		);
	});

	it('gives a growing chat the same names, also where requests have no ids', async () => {
		const nameless = (prompt: string): Json => ({ message: prompt, response: [{ value: 'ok' }] });
		const names = async (...requests: readonly Json[]): Promise<readonly (string | undefined)[]> => {
			const [session] = await read(pretty(exported(requests)));
			return [session?.source.id, ...(session?.messages ?? []).map(({ id }) => id)];
		};
		const few = await names(nameless('a'), nameless('a'));
		const many = await names(nameless('a'), nameless('a'), nameless('b'));
		assert.deepEqual([few, new Set(many.slice(1)).size], [many.slice(0, 5), 6]);
	});

	it('leaves out what is nested too deep, and keeps what is around it', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const bad = `{"requestId":"x","message":"Deep","response":[{"kind":"odd","value":${deep}}]}`;
		const requests = [hello, bye].map((each) => JSON.stringify(each)).join(`,\n${bad},\n`);
		const { sessions, warnings } = await readAll({
			'a.json': `{"responderUsername": "x",\n"requests": [${requests}]}`,
		});
		assert.deepEqual(
			[shown(sessions[0]).path, warnings.map(({ message }) => message)],
			[
				['user Hello', 'assistant Hi', 'user Deep', 'user Bye', 'assistant See you'],
				['a message is nested deeper than 180 levels, and was left out'],
			],
		);
	});

	it('knows what is no chat of VS Code', async () => {
		const others = {
			'a.json': { requests: [] },
			'b.json': { requests: [{ url: 'x' }] },
			'c.jsonl': '{"kind":0}\n{"kind":1}\n',
		};
		const { recognised, skipped } = await readAll(others);
		assert.deepEqual([recognised, skipped], [[], ['a.json', 'b.json', 'c.jsonl']]);
	});

	it('leaves out a field of the chat that is nested too deep, and a key __proto__', async () => {
		const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const chat = JSON.stringify(stored([hello], { odd: 1, deep: 'DEEP', key: 2 }));
		const { sessions, warnings } = await readAll({
			'a.json': chat.replace('"DEEP"', deep).replace('"key"', '"__proto__"'),
		});
		assert.deepEqual(
			[sessions.map(({ metadata }) => metadata), warnings.map(({ message }) => message)],
			[
				[{ 'vscode-chat': { odd: 1 } }],
				['the field "deep" is nested deeper than 180 levels, and was left out'],
			],
		);
	});
});
