import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';

export const start = 1_750_000_000_000;

export function info(id: string, more: JsonObject = {}): JsonObject {
	return {
		id,
		projectID: 'p',
		directory: '/home/ann/app',
		title: `Title of ${id}`,
		version: '1.0.0',
		time: { created: start, updated: start + 1000 },
		...more,
	};
}

/** Parts of messages get their ids when they are put into one. */
export function user(id: string, at: number, ...parts: readonly JsonObject[]): JsonObject {
	return message({ id, role: 'user', time: { created: start + at }, agent: 'build' }, parts);
}

export function assistant(
	id: string,
	at: number,
	parts: readonly JsonObject[],
	more: JsonObject = {},
): JsonObject {
	const about = { id, role: 'assistant', time: { created: start + at }, modelID: 'model-x', agent: 'build' };
	return message({ ...about, cost: 0.5, tokens: { input: 5, output: 6 }, ...more }, parts);
}

function message(about: JsonObject, parts: readonly JsonObject[]): JsonObject {
	const id = idOf(about);
	return {
		info: { sessionID: 'ses_1', ...about },
		parts: parts.map((part, i) => ({
			id: `prt_${id}_${String(i)}`,
			messageID: id,
			sessionID: 'ses_1',
			...part,
		})),
	};
}

export function idOf({ id }: JsonObject): string {
	return typeof id === 'string' ? id : '';
}

export function text(words: string, more: JsonObject = {}): JsonObject {
	return { type: 'text', text: words, ...more };
}

export function tool(callID: string, name: string, state: JsonObject): JsonObject {
	return { type: 'tool', callID, tool: name, state };
}

export function done(output: string, more: JsonObject = {}): JsonObject {
	return {
		status: 'completed',
		input: { a: 1 },
		output,
		title: 'Title',
		metadata: {},
		time: { start: start + 20, end: start + 25 },
		...more,
	};
}

export function exported(about: JsonObject, messages: readonly Json[], more: JsonObject = {}): JsonObject {
	return { info: about, messages, ...more };
}

export function outline(session: IncomingSession): Json {
	return {
		id: session.source.id,
		parent: session.parent?.id ?? null,
		relation: session.relation,
		shares: session.shares === 'prefix' ? 'prefix' : null,
		ids: session.messages.map(({ id }) => id),
	};
}

export const talk: readonly JsonObject[] = [
	user('msg_1', 1, text('Fix it'), text('Called the Read tool', { synthetic: true }), {
		type: 'file',
		mime: 'image/png',
		url: 'data:image/png;base64,AAAA',
	}),
	assistant('msg_2', 10, [
		{ type: 'step-start', snapshot: 'abc' },
		{ type: 'reasoning', text: 'Hm.', time: { start } },
		text('I look.'),
		tool('c1', 'read', done('let a;', { metadata: { preview: 'let', lines: 3 } })),
		tool('c2', 'bash', { status: 'error', input: {}, error: 'denied', time: { start, end: start } }),
		tool('c3', 'bash', { status: 'running', input: { command: 'ls' }, time: { start } }),
		{ type: 'step-finish', reason: 'tool-calls', cost: 0.5, tokens: {} },
		{ type: 'patch', hash: 'h', files: ['a.ts'] },
	]),
	assistant('msg_3', 30, [text('Done.')]),
];
