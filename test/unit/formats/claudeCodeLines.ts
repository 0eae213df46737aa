import type { Json, JsonObject } from '../../../src/store/model.js';

/** A session id that a file can be called after: `n` is one hexadecimal digit. */
export function sessionId(n: string): string {
	return `${n.repeat(8)}-${n.repeat(4)}-4${n.repeat(3)}-8${n.repeat(3)}-${n.repeat(12)}`;
}

export const mainId = sessionId('a');
/** When the first line of a fixture is written. */
export const start = Date.UTC(2026, 0, 1, 10);

/** A line that others can follow, as Claude Code writes it; `second` seconds after the start. */
export function line(
	type: string,
	uuid: string,
	parentUuid: string | null,
	second: number,
	more: JsonObject,
): JsonObject {
	return {
		parentUuid,
		isSidechain: false,
		userType: 'external',
		cwd: '/w',
		sessionId: mainId,
		version: '2.1.0',
		gitBranch: 'main',
		type,
		uuid,
		timestamp: new Date(start + second * 1000).toISOString(),
		...more,
	};
}

/** What a person said, or `content` blocks. */
export function user(
	uuid: string,
	parent: string | null,
	content: string | Json[],
	second = 1,
	more: JsonObject = {},
): JsonObject {
	return line('user', uuid, parent, second, { message: { role: 'user', content }, ...more });
}

/** A piece of a turn: a text, or blocks. Pieces of one turn have the same `turn`. */
export function piece(
	uuid: string,
	parent: string | null,
	turn: string,
	content: string | Json[],
	second = 2,
	more: JsonObject = {},
): JsonObject {
	const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
	const message = {
		id: `msg_${turn}`,
		type: 'message',
		role: 'assistant',
		model: 'claude-sonnet',
		content: blocks,
		stop_reason: null,
		usage: { input_tokens: 3, output_tokens: second },
	};
	return line('assistant', uuid, parent, second, { message, requestId: `req_${turn}`, ...more });
}

/** A whole turn in one line. */
export function answer(uuid: string, parent: string | null, text: string, second = 2): JsonObject {
	return piece(uuid, parent, uuid, text, second);
}

export function call(id: string, name = 'Bash', input: JsonObject = {}): JsonObject {
	return { type: 'tool_use', id, name, input };
}

export function resultOf(toolUseId: string, content: Json, more: JsonObject = {}): JsonObject {
	return { type: 'tool_result', tool_use_id: toolUseId, content, ...more };
}

export function result(
	uuid: string,
	parent: string,
	toolUseId: string,
	content: Json,
	second = 3,
	more: JsonObject = {},
): JsonObject {
	return user(uuid, parent, [resultOf(toolUseId, content)], second, more);
}

/** The lines of a sub-agent, as they stand in a file of its own or among those of its session. */
export function ofAgent(lines: readonly JsonObject[], agentId?: string): readonly JsonObject[] {
	return lines.map((each) => ({ ...each, isSidechain: true, ...(agentId !== undefined && { agentId }) }));
}
