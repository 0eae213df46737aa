import { authorOf, beginningOf, hasFailed, modelOf } from '../formats/messageFacts.js';
import type { Block, Call, Entry, Excerpt, Result, TextRef } from '../protocol/transcript.js';
import type { Message, Part, ToolCall } from '../store/model.js';
import { durationOf } from './duration.js';
import { usageOf } from './usage.js';

/** UTF-16 units that go to the page unasked. */
export const limits = { text: 100_000, tool: 20_000, image: 150_000, entry: 200_000 } as const;

/**
 * Turns messages into rows. A `tool` message that follows its call directly is folded into it; one whose
 * call is not there stands alone. `start` is the position of the first message in the transcript.
 */
export function entriesOf(messages: readonly Message[], start: number): readonly Entry[] {
	const entries: Entry[] = [];
	for (let at = 0; at < messages.length;) {
		const message = messages[at];
		if (!message) break;
		const answers: Placed[] = [];
		for (let next = at + 1; message.toolCalls?.length; next++) {
			const candidate = messages[next];
			if (candidate?.role !== 'tool') break;
			answers.push({ message: candidate, index: start + next });
		}
		entries.push(...exchange({ message, index: start + at }, answers));
		at += 1 + answers.length;
	}
	return entries;
}

/** The whole of a text that was cut; undefined when the message has no such text. */
export function wholeText(message: Message, ref: TextRef): string | undefined {
	if (ref.field === 'arguments') return message.toolCalls?.[ref.index]?.arguments;
	if (typeof message.content === 'string') return ref.index === 0 ? message.content : undefined;
	const part = message.content[ref.index];
	return part && textOf(part);
}

/** What a call is about, in one line of at most 120 characters. */
export function previewOf(call: ToolCall): string {
	return oneLine(tellingArgument(call.arguments) ?? call.arguments);
}

interface Placed {
	readonly message: Message;
	readonly index: number;
}

function exchange(head: Placed, answers: readonly Placed[]): readonly Entry[] {
	const { message } = head;
	const room = new Room();
	const blocks = blocksOf(message, room);
	const open = new Map<string, Placed[]>();
	for (const answer of answers) {
		const id = answer.message.toolCallId;
		if (id === undefined) continue;
		const waiting = open.get(id);
		if (waiting) waiting.push(answer);
		else open.set(id, [answer]);
	}
	const taken = new Set<Placed>();
	const calls = (message.toolCalls ?? []).map((call, index): Call => {
		const answer = open.get(call.id)?.shift();
		if (answer) taken.add(answer);
		return {
			id: call.id,
			name: call.name,
			preview: previewOf(call),
			arguments: room.excerpt(call.arguments, limits.tool, {
				messageId: message.id,
				field: 'arguments',
				index,
			}),
			result: answer ? resultOf(message, answer.message, room) : null,
		};
	});
	const folded = answers
		.filter((answer) => taken.has(answer))
		.map(({ message: { id }, index }) => ({ id, index }));
	const alone = answers.filter((answer) => !taken.has(answer));
	return [row(head, { blocks, calls, folded }), ...alone.map((answer) => rowAlone(answer))];
}

function rowAlone(placed: Placed): Entry {
	return row(placed, { blocks: blocksOf(placed.message, new Room()), calls: [], folded: [] });
}

function row({ message, index }: Placed, content: Pick<Entry, 'blocks' | 'calls' | 'folded'>): Entry {
	const { id, role, timestamp, metadata, toolCallId } = message;
	return {
		id,
		index,
		role,
		author: authorOf(metadata),
		model: modelOf(metadata),
		usage: usageOf(metadata),
		time: timestamp,
		answers: role === 'tool' ? (toolCallId ?? null) : null,
		failed: role === 'tool' && hasFailed(metadata),
		...content,
	};
}

function resultOf(call: Message, message: Message, room: Room): Result {
	return {
		messageId: message.id,
		time: message.timestamp,
		failed: hasFailed(message.metadata),
		duration: durationOf(call, message),
		blocks: blocksOf(message, room),
	};
}

/** Hands out the text that a row may carry unasked. */
class Room {
	#left: number = limits.entry;

	excerpt(text: string, limit: number, ref: TextRef): Excerpt {
		const shown = beginningOf(text, Math.min(limit, this.#left));
		this.#left -= shown.length;
		return { text: shown, length: text.length, ref };
	}

	/** All or nothing: half an image shows nothing. */
	whole(text: string, limit: number, ref: TextRef): Excerpt {
		return this.excerpt(text, text.length <= Math.min(limit, this.#left) ? limit : 0, ref);
	}
}

function blocksOf(message: Message, room: Room): readonly Block[] {
	const { content, id } = message;
	const isTool = message.role === 'tool';
	const ref = (index: number): TextRef => ({ messageId: id, field: 'content', index });
	const texts = { kind: isTool ? 'plain' : 'markdown', limit: isTool ? limits.tool : limits.text } as const;
	if (typeof content === 'string') {
		if (content === '') return [];
		return [{ kind: texts.kind, text: room.excerpt(content, texts.limit, ref(0)) }];
	}
	return content.map((part, index): Block => {
		switch (part.type) {
			case 'text':
				return { kind: texts.kind, text: room.excerpt(part.text, texts.limit, ref(index)) };
			case 'thinking':
				return { kind: 'thinking', text: room.excerpt(part.text, limits.text, ref(index)) };
			case 'image':
				return {
					kind: 'image',
					mediaType: part.mediaType,
					data: part.data === undefined ? null : room.whole(part.data, limits.image, ref(index)),
					url: part.url ?? null,
				};
			case 'file':
				return {
					kind: 'file',
					name: part.name,
					mediaType: part.mediaType ?? null,
					size: part.data === undefined ? null : Math.floor((part.data.length * 3) / 4),
					url: part.url ?? null,
					text: part.text === undefined ? null : room.excerpt(part.text, limits.tool, ref(index)),
				};
			default:
				return {
					kind: 'json',
					source: part.source,
					text: room.excerpt(textOf(part), limits.tool, ref(index)),
				};
		}
	});
}

/** The text of a part as the page shows it; of an image, its data. */
export function textOf(part: Part): string {
	switch (part.type) {
		case 'text':
		case 'thinking':
			return part.text;
		case 'image':
			return part.data ?? '';
		case 'file':
			return part.text ?? '';
		default:
			return jsonOf(part.value);
	}
}

function jsonOf(value: unknown): string {
	try {
		return JSON.stringify(value, null, 2);
	} catch {
		// The only way to fail is a nesting deeper than the stack.
		return '(nested too deeply to be shown)';
	}
}

/** The beginning of a text, never half a surrogate pair. */
const tellingNames = [
	'command',
	'cmd',
	'file_path',
	'filePath',
	'path',
	'pattern',
	'query',
	'url',
	'prompt',
	'description',
	'title',
	'name',
];

function tellingArgument(text: string): string | undefined {
	// Parsing megabytes for one line would hold up the page.
	if (text.length > limits.text) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined; // arguments are what a model wrote: any text
	}
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null) return undefined;
	const fields = new Map<string, unknown>(Object.entries(value));
	const texts = [...tellingNames.map((name) => fields.get(name)), ...fields.values()];
	const found = texts.find((field): field is string => typeof field === 'string' && field.trim() !== '');
	return found ?? (fields.size === 0 ? '' : undefined);
}

function oneLine(text: string): string {
	const line = text.slice(0, 1000).replace(/\s+/g, ' ').trim();
	return line.length > 120 ? `${beginningOf(line, 119)}…` : line;
}
