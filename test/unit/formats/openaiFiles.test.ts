import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { JsonObject } from '../../../src/store/model.js';
import { about, asLines, readAll, said, shown, unpacked } from './importing.js';

function says(role: string, content: string, more: JsonObject = {}): JsonObject {
	return { role, content, ...more };
}

async function read(...lines: readonly JsonObject[]): Promise<readonly IncomingSession[]> {
	const { sessions, failures, warnings } = await readAll({ 'a.jsonl': asLines(lines) });
	assert.deepEqual([failures, warnings], [[], []]);
	return sessions;
}

function messagesOf({ messages }: IncomingSession): readonly unknown[] {
	return messages.map(unpacked).map((message) => [said(message), about(message)]);
}

function request(id: string, words: string): JsonObject {
	const messages = [says('system', 'Be short'), says('user', words)];
	return { custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model: 'm', messages } };
}

function completion(...answers: readonly string[]): JsonObject {
	const choices = answers.map((answer, index) => ({
		index,
		message: says('assistant', answer),
		finish_reason: 'stop',
	}));
	return { id: 'chatcmpl-1', object: 'chat.completion', model: 'm', choices, usage: { total_tokens: 3 } };
}

function response(id: string, ...answers: readonly string[]): JsonObject {
	const told = { status_code: 200, body: completion(...answers) };
	return { id: 'batch_1', custom_id: id, response: told, error: null };
}

describe('files of OpenAI beside chats', () => {
	it('reads what is to be preferred as the way, and the other answer as a branch', async () => {
		const [session] = await read({
			input: { messages: [says('user', 'Capital?')], tools: [], parallel_tool_calls: true },
			preferred_output: [says('assistant', 'Paris')],
			non_preferred_output: [says('assistant', 'Rome')],
		});
		assert.ok(session);
		assert.deepEqual(
			[session.title, shown(session), messagesOf(session).slice(1), session.metadata],
			[
				'Capital?',
				{ path: ['user Capital?', 'assistant Paris'], aside: ['assistant Rome'] },
				[
					['assistant Paris', { openai: { preference: 'chosen' } }],
					['assistant Rome', { openai: { preference: 'rejected' } }],
				],
				{ openai: { parallel_tool_calls: true } },
			],
		);
	});

	it('reads the requests of a batch, each with the name that it was given', async () => {
		const sessions = await read(request('r-0', 'Hi'), request('r-1', 'Hi'));
		assert.deepEqual(
			[
				sessions.map((session) => [shown(session).path, session.metadata]),
				new Set(sessions.map(({ source }) => source.id)).size,
			],
			[['r-0', 'r-1'].map((id) => [['system Be short', 'user Hi'], { model: 'm', openai: { id } }]), 2],
		);
	});

	it('reads what came back for a batch, and says which request failed', async () => {
		const failed = { id: 'batch_2', custom_id: 'r-1', response: null, error: { message: 'too long' } };
		const { sessions, warnings } = await readAll({
			'a.jsonl': asLines([response('r-0', 'Hello'), failed, response('r-2', 'One', 'Two', 'Three')]),
		});
		const [first, second] = sessions;
		assert.ok(first && second);
		const more = { model: 'm', usage: { total_tokens: 3 } };
		assert.deepEqual(
			{
				first: [messagesOf(first), first.metadata],
				second: [shown(second), messagesOf(second).at(-1), second.metadata],
				warnings: warnings.map(({ message }) => message),
			},
			{
				first: [
					[['assistant Hello', more]],
					{ model: 'm', openai: { object: 'chat.completion', id: 'r-0' } },
				],
				second: [
					{ path: ['assistant One'], aside: ['assistant Two'] },
					['assistant Two', more],
					{
						model: 'm',
						openai: {
							object: 'chat.completion',
							id: 'r-2',
							choices: [says('assistant', 'Three', more)],
						},
					},
				],
				warnings: ['line 2: no conversation; left out'],
			},
		);
	});

	it('reads a single one of each kind, and a completion on its own with its own id', async () => {
		const lines = [request('r', 'Hi'), response('r', 'Hello'), completion('Hello')];
		const read = await Promise.all(lines.map((line) => readAll({ 'a.jsonl': asLines([line]) })));
		assert.deepEqual(
			read.map(({ sessions }) => sessions.map((each) => [shown(each).path, each.metadata['openai']])),
			[
				[[['system Be short', 'user Hi'], { id: 'r' }]],
				[[['assistant Hello'], { id: 'r', object: 'chat.completion' }]],
				[[['assistant Hello'], { id: 'chatcmpl-1', object: 'chat.completion' }]],
			],
		);
	});
});
