import type { Json, JsonObject, NewMessage, Role, ToolCall } from '../store/model.js';
import { type Piece, piecesOf } from './blocks.js';
import { isJsonObject, parsedJson } from './json.js';
import { OpenCalls } from './openCalls.js';
import { cleaned } from './pack.js';
import { argumentsText, filled, filledString } from './parts.js';
import { listAt, objectAt, rest, stringAt } from './pick.js';
import { roleOf } from './roleNames.js';
import { invalid } from './source.js';

/**
 * Reads the turns of one conversation in order, in the shapes of chat APIs (`role`, `content`, `tool_calls`) and of
 * ShareGPT (`from`, `value`).
 */
export class PlainTurns {
	readonly #calls = new OpenCalls();
	readonly #format: string;

	/** `format`: the name under which messages keep what is not known. */
	constructor(format: string) {
		this.#format = format;
	}

	/** The messages that a turn makes. Throws StoreError `INVALID` for what is no turn or is nested too deep. */
	read(turn: Json): readonly Piece[] {
		const name = stringAt(turn, 'role') ?? stringAt(turn, 'from');
		if (!isJsonObject(turn) || name === undefined) throw invalid('a turn without a role');
		// Nothing is lost of who spoke where that is nobody who is known.
		const role = roleOf(name) ?? 'assistant';
		const author = filledString(turn, 'name') ?? (roleOf(name) ? undefined : name);
		const isCall = name === 'function_call';
		const pieces = this.#withCalls(
			isCall ? [] : this.#said(role, turn),
			isCall ? this.#callsIn(contentIn(turn)) : this.#callsOf(turn),
			role,
		);
		return pieces.map((piece, index) => this.#finished(piece, turn, author, index === pieces.length - 1));
	}

	#said(role: Role, turn: JsonObject): readonly Piece[] {
		const content = contentIn(turn);
		const blocks = Array.isArray(content) ? (content as readonly Json[]) : [content];
		const thoughts = ['reasoning_content', 'reasoning', 'thinking'].flatMap(
			(key) => filledString(turn, key) ?? [],
		);
		const refusal = filledString(turn, 'refusal');
		return piecesOf(
			role,
			[
				...thoughts.slice(0, 1).map((text) => ({ type: 'thinking', thinking: text })),
				...blocks.map((block) => (typeof block === 'number' ? String(block) : block)),
				...(refusal === undefined ? [] : [refusal]),
			],
			this.#calls,
			this.#format,
		);
	}

	/** Calls that stand beside the content go with the last of what was said. */
	#withCalls(pieces: readonly Piece[], calls: readonly ToolCall[], role: Role): readonly Piece[] {
		const last: Piece = pieces.at(-1) ?? { role, content: '', metadata: {} };
		if (calls.length === 0) return pieces.length === 0 ? [last] : pieces;
		this.#calls.begin();
		const toolCalls = [...(last.toolCalls ?? []), ...calls];
		for (const { id, name } of toolCalls) this.#calls.add(id, name);
		return [...pieces.slice(0, -1), { ...last, toolCalls }];
	}

	#callsOf(turn: JsonObject): readonly ToolCall[] {
		const single = objectAt(turn, 'function_call');
		return [...(listAt(turn, 'tool_calls') ?? []), ...(single ? [single] : [])].flatMap((call) =>
			isJsonObject(call) ? this.#call(call) : [],
		);
	}

	/** `{"name", "arguments"}`, a list of them, or any text. */
	#callsIn(value: Json): readonly ToolCall[] {
		const parsed = typeof value === 'string' ? parsedJson(value) : value;
		const calls = (Array.isArray(parsed) ? (parsed as readonly Json[]) : [parsed]).filter(isCall);
		if (calls.length > 0) return calls.map((call) => this.#call(call));
		return [{ id: this.#calls.freshId(), name: 'function_call', arguments: argumentsText(value) }];
	}

	#call(call: JsonObject): ToolCall {
		const inner = objectAt(call, 'function') ?? objectAt(call, 'custom') ?? call;
		const given = inner['arguments'] ?? inner['input'] ?? inner['parameters'];
		const extra = rest(call, [
			...['id', 'function', 'custom', 'name', 'arguments', 'input', 'parameters', 'index'],
			...(call['type'] === 'function' ? ['type'] : []),
		]);
		return {
			id: filledString(call, 'id') ?? this.#calls.freshId(),
			name: stringAt(inner, 'name') ?? '',
			arguments: argumentsText(given),
			...(extra && { extra: cleaned(extra) }),
		};
	}

	#finished(piece: Piece, turn: JsonObject, author: string | undefined, isLast: boolean): Piece {
		const own = isLast ? rest(turn, turnFields) : undefined;
		const kept = { ...objectAt(piece.metadata, this.#format), ...own };
		const metadata = {
			...piece.metadata,
			...filled({
				author,
				model: piece.role === 'assistant' ? filledString(turn, 'model') : undefined,
				usage: isLast ? objectAt(turn, 'usage') : undefined,
			}),
			...(Object.keys(kept).length > 0 && { [this.#format]: kept }),
		};
		return { ...piece, ...this.#answers(piece, turn), metadata: cleaned(metadata) };
	}

	#answers(piece: Piece, turn: JsonObject): Pick<NewMessage, 'toolCallId'> {
		if (piece.role !== 'tool' || piece.toolCallId !== undefined) return {};
		const told = filledString(turn, 'tool_call_id');
		if (told !== undefined) this.#calls.answered(told);
		const toolCallId = told ?? this.#calls.answer(filledString(turn, 'name'));
		return toolCallId === undefined ? {} : { toolCallId };
	}
}

const turnFields = [
	...[
		'role',
		'from',
		'content',
		'value',
		'text',
		'parts',
		'name',
		'tool_calls',
		'tool_call_id',
		'function_call',
	],
	...['reasoning_content', 'reasoning', 'thinking', 'refusal', 'model', 'usage'],
];

function contentIn(turn: JsonObject): Json {
	return turn['content'] ?? turn['value'] ?? turn['text'] ?? turn['parts'] ?? null;
}

function isCall(value: Json | undefined): value is JsonObject {
	return isJsonObject(value) && (typeof value['name'] === 'string' || isJsonObject(value['function']));
}
