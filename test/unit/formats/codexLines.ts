import type { Json, JsonObject } from '../../../src/store/model.js';

// Lines as Codex CLI writes them.

let second = 0;

/** One second after the line before. */
function line(type: string, payload: JsonObject): JsonObject {
	second++;
	return { timestamp: new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString(), type, payload };
}

/** The first line of a file; times begin anew. */
export function meta(id: string, more: JsonObject = {}): JsonObject {
	second = 0;
	return {
		timestamp: '2026-01-01T10:00:00.000Z',
		type: 'session_meta',
		payload: {
			id,
			timestamp: '2026-01-01T10:00:00.000Z',
			cwd: '/w',
			originator: 'o',
			cli_version: '1',
			...more,
		},
	};
}

export function item(type: string, more: JsonObject): JsonObject {
	return line('response_item', { type, ...more });
}

export function event(type: string, more: JsonObject = {}): JsonObject {
	return line('event_msg', { type, ...more });
}

export function userItem(...texts: readonly string[]): JsonObject {
	return item('message', { role: 'user', content: texts.map((text) => ({ type: 'input_text', text })) });
}

export function answerItem(text: string, more: JsonObject = {}): JsonObject {
	return item('message', { role: 'assistant', content: [{ type: 'output_text', text }], ...more });
}

export function call(callId: string, name = 'shell', args = '{}'): JsonObject {
	return item('function_call', { name, arguments: args, call_id: callId });
}

export function output(callId: string, value: Json = 'done'): JsonObject {
	return item('function_call_output', { call_id: callId, output: value });
}

export function thought(text: string, more: JsonObject = {}): JsonObject {
	const summary = text === '' ? [] : [{ type: 'summary_text', text }];
	return item('reasoning', { summary, content: null, encrypted_content: 'sealed', ...more });
}

export function turnContext(model: string, more: JsonObject = {}): JsonObject {
	return line('turn_context', { model, cwd: '/elsewhere', ...more });
}

export function compacted(message: string): JsonObject {
	return line('compacted', { message, replacement_history: [] });
}

export function tokens(total: number, last: number): JsonObject {
	return event('token_count', {
		info: { total_token_usage: { total_tokens: total }, last_token_usage: { total_tokens: last } },
	});
}

/** A prompt and its answer, each told twice. */
export function exchange(prompt: string, answer: string): readonly JsonObject[] {
	return [
		userItem(prompt),
		event('user_message', { message: prompt }),
		event('agent_message', { message: answer }),
		answerItem(answer),
	];
}
