import type { Json, JsonObject, NewMessage, Part, Role, ToolCall } from '../store/model.js';
import { partOf } from './blockParts.js';
import { informative } from './informative.js';
import { isJsonObject } from './json.js';
import type { OpenCalls } from './openCalls.js';
import { cleaned } from './pack.js';
import { argumentsText, contentOf, filledString } from './parts.js';
import { listAt, stringAt, timeOf } from './pick.js';

/** A message that a list of blocks makes; `timestamp` where a block tells when it began. */
export interface Piece extends NewMessage {
	readonly metadata: JsonObject;
}

/** What Claude.ai says of a block beside its content. */
const aboutBlock = ['type', 'start_timestamp', 'stop_timestamp', 'flags'];

/**
 * The messages that blocks make: what is said with the calls that go with it, and the result of each call as a message
 * of its own. `source`: the format that keeps what is not known. Throws StoreError `INVALID` for what is nested too
 * deep.
 */
export function piecesOf(
	role: Role,
	blocks: readonly Json[],
	calls: OpenCalls,
	source: string,
): readonly Piece[] {
	const pieces: Piece[] = [];
	let open = new OpenPiece(role);
	for (const block of blocks) {
		const type = stringAt(block, 'type') ?? '';
		if (type === 'token_budget') continue;
		if (isJsonObject(block) && type.endsWith('tool_result')) {
			pieces.push(...open.closed(calls), resultOf(block, calls, source));
			open = new OpenPiece(role);
			continue;
		}
		open.began(block);
		if (isJsonObject(block) && type.endsWith('tool_use')) open.calls.push(callOf(block, calls));
		else open.add(block, source);
	}
	return [...pieces, ...open.closed(calls)];
}

class OpenPiece {
	readonly calls: ToolCall[] = [];
	readonly #parts: Part[] = [];
	readonly #citations: Json[] = [];
	readonly #role: Role;
	#time: number | undefined;
	#source = '';

	constructor(role: Role) {
		this.#role = role;
	}

	began(block: Json): void {
		this.#time ??= isJsonObject(block) ? timeOf(block['start_timestamp']) : undefined;
	}

	add(block: Json, source: string): void {
		const part = partOf(block, source);
		if (part && !(part.type === 'text' && part.text === '')) this.#parts.push(part);
		this.#source = source;
		for (const citation of listAt(block, 'citations') ?? []) this.#citations.push(citation);
	}

	closed(open: OpenCalls): readonly Piece[] {
		if (this.#parts.length === 0 && this.calls.length === 0) return [];
		if (this.calls.length > 0) open.begin();
		for (const { id, name } of this.calls) open.add(id, name);
		return [
			{
				role: this.#role,
				content: contentOf(this.#parts),
				...(this.calls.length > 0 && { toolCalls: this.calls }),
				...(this.#time !== undefined && { timestamp: this.#time }),
				metadata: this.#citations.length > 0 ? { [this.#source]: { citations: this.#citations } } : {},
			},
		];
	}
}

function callOf(block: JsonObject, calls: OpenCalls): ToolCall {
	const extra = informative(block, [...aboutBlock, 'id', 'name', 'input', 'message']);
	return {
		id: filledString(block, 'id') ?? calls.freshId(),
		name: stringAt(block, 'name') ?? '',
		arguments: argumentsText(block['input']),
		...(extra && { extra: cleaned(extra) }),
	};
}

function resultOf(block: JsonObject, calls: OpenCalls, source: string): Piece {
	const told = filledString(block, 'tool_use_id');
	if (told !== undefined) calls.answered(told);
	const toolCallId = told ?? calls.answer(stringAt(block, 'name'));
	const said = block['content'] ?? null;
	const parts = (Array.isArray(said) ? (said as readonly Json[]) : [said]).flatMap(
		(each) => partOf(each, source) ?? [],
	);
	const own = informative(block, [...aboutBlock, 'tool_use_id', 'name', 'content', 'is_error', 'message']);
	const timestamp = timeOf(block['start_timestamp'] ?? null);
	return {
		role: 'tool',
		content: contentOf(parts),
		...(toolCallId !== undefined && { toolCallId }),
		...(timestamp !== undefined && { timestamp }),
		metadata: { ...(block['is_error'] === true && { isError: true }), ...(own && { [source]: own }) },
	};
}
