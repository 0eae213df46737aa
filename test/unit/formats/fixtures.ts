import type { Json, JsonObject } from '../../../src/store/model.js';
import type { SourceFile } from '../../../src/formats/source.js';

type Content = Json | Uint8Array;

/** A file that a person picked. Text and bytes as they are, anything else as JSON. */
export function picked(path: string, content: Content): SourceFile {
	return sourceFile(path, content, true);
}

/** A file that came along with its folder. */
export function found(path: string, content: Content): SourceFile {
	return sourceFile(path, content, false);
}

function sourceFile(path: string, content: Content, isPicked: boolean): SourceFile {
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(text);
	return { path, picked: isPicked, read: () => chunks(bytes) };
}

/** In small pieces, so that no character is safe from being cut in two. */
async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += 7) {
		yield await Promise.resolve(bytes.subarray(at, at + 7));
	}
}

/** Seconds since 1970 of the first message; the fractions that follow are no whole milliseconds. */
export const noon = 1_700_000_000.1234567;

/** A message as PraisonAI writes it, `second` seconds after noon. */
export function turn(role: string, content: string, second: number, more: JsonObject = {}): JsonObject {
	return { role, content, timestamp: noon + second, metadata: {}, ...more };
}

/** `count` turns, one a second, questions and answers. */
export function turns(count: number, from = 0): readonly JsonObject[] {
	return Array.from({ length: count }, (_, i) =>
		turn((from + i) % 2 === 0 ? 'user' : 'assistant', `turn ${(from + i).toString()}`, from + i),
	);
}

/** A session as PraisonAI's hierarchical store writes it. */
export function session(id: string, messages: readonly JsonObject[], more: JsonObject = {}): JsonObject {
	return {
		session_id: id,
		messages,
		created_at: '2023-11-14T22:13:20.000123+00:00',
		updated_at: '2023-11-14T23:13:20.000456+00:00',
		agent_name: null,
		user_id: null,
		metadata: {},
		parent_id: null,
		forked_from_message_id: null,
		children_ids: [],
		snapshots: [],
		is_shared: false,
		title: `Title of ${id}`,
		...more,
	};
}

/** A snapshot taken `second` seconds after noon. */
export function snapshot(id: string, index: number, second: number, more: JsonObject = {}): JsonObject {
	return {
		id,
		session_id: 's',
		message_index: index,
		created_at: noon + second,
		label: id,
		metadata: {},
		...more,
	};
}
