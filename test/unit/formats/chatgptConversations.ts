import { strict as assert } from 'node:assert';
import type { IncomingSession } from '../../../src/store/incoming.js';
import type { Json, JsonObject } from '../../../src/store/model.js';
import { readAll } from './importing.js';

/** Seconds since 1970, as ChatGPT counts. */
export const start = 1_750_000_000;

/** A node that was written `second` seconds after the start. */
export function node(
	id: string,
	parent: string | null,
	second: number,
	message: JsonObject | null,
): [string, Json] {
	const written = message && { id, create_time: start + second, recipient: 'all', metadata: {}, ...message };
	return [id, { id, parent, children: [], message: written }];
}

export function says(role: string, text: string, more: JsonObject = {}): JsonObject {
	return { author: { role, name: null }, content: { content_type: 'text', parts: [text] }, ...more };
}

export function conversation(nodes: readonly [string, Json][], more: JsonObject = {}): JsonObject {
	return {
		id: 'c1',
		conversation_id: 'c1',
		title: 'A talk',
		create_time: start,
		update_time: start + 100,
		mapping: Object.fromEntries(nodes),
		current_node: nodes.at(-1)?.[0] ?? null,
		...more,
	};
}

/** Two prompts and their answers behind a root and a hidden system message. */
export const talk = [
	node('root', null, 0, null),
	node('rules', 'root', 0, {
		...says('system', 'hidden'),
		metadata: { is_visually_hidden_from_conversation: true },
	}),
	node('u1', 'rules', 1, says('user', 'Which tree?')),
	node('a1', 'u1', 2, says('assistant', 'An oak.', { metadata: { model_slug: 'gpt-4o' } })),
	node('u2', 'a1', 3, says('user', 'Why?')),
	node('a2', 'u2', 4, says('assistant', 'It lasts.')),
];

export async function readOne(
	value: JsonObject,
): Promise<{ session: IncomingSession; warnings: readonly string[] }> {
	const { sessions, warnings, failures } = await readAll({ 'conversations.json': [value] });
	const [session] = sessions;
	assert.ok(session, JSON.stringify(failures));
	return { session, warnings: warnings.map(({ message }) => message) };
}

export function links(session: IncomingSession): readonly string[] {
	return session.messages.map(({ id, after }) => `${after ?? ''} > ${id}`);
}
