import type { JsonObject, NewMessage, Part, ToolCall } from '../store/model.js';
import { echoKey } from './codexEchoes.js';
import { codexName } from './codexMeta.js';
import type { Piece } from './codexPieces.js';
import { contentOf, filled } from './parts.js';

/** A message while lines of it can still come. */
export interface OpenMessage {
	/** Its id in the source, if it has one. */
	readonly nativeId: string | undefined;
	/** What it is called by otherwise: of what it says that which comes first, so that it does not change as it grows. */
	readonly basis: string;
	/** Of its first line. */
	readonly place: Place;
	message(): NewMessage;
}

/** Where a line stands. */
export interface Place {
	/** Milliseconds since 1970. */
	readonly time: number;
	/** Counts on through the files that a session is made of. */
	readonly ordinal: number;
	/** In this file, from 1. */
	readonly line: number;
}

type Said = Extract<Piece, { readonly kind: 'words' | 'thinking' | 'other' }>;

interface Told {
	/** Undefined: an item has told it since. */
	part: Part | undefined;
	readonly keys: readonly string[];
}

/** What one turn of the model says and calls. */
export class OpenAnswer implements OpenMessage {
	readonly place: Place;
	readonly #model: string | undefined;
	readonly #settings: JsonObject;
	usage: JsonObject | undefined;
	#nativeId: string | undefined;
	/** Of the first item, and of the first event. */
	#firstItem: string | undefined;
	#firstEvent: string | undefined;
	readonly #parts: Told[] = [];
	/** What only an event has told of, by its keys. */
	readonly #awaited = new Map<string, Told[]>();
	readonly #calls: ToolCall[] = [];

	/** `settings`: that it is the first to have. */
	constructor(place: Place, model: string | undefined, settings: JsonObject) {
		this.place = place;
		this.#model = model;
		this.#settings = settings;
	}

	get nativeId(): string | undefined {
		return this.#nativeId;
	}

	get basis(): string {
		return this.#firstItem ?? this.#firstEvent ?? '';
	}

	/** Gives the keys of what no event has told. */
	addItem(said: Said, nativeId: string | undefined): readonly string[] {
		this.#begin(nativeId, basisOf(said));
		const keys = keysOf(said);
		const told = new Set(keys.flatMap((key) => this.#takeBack(key)));
		for (const part of said.parts) this.#parts.push({ part, keys: [] });
		return keys.filter((key) => !told.has(key));
	}

	/** What an event told is in the item, too. Gives all of its keys. */
	#takeBack(key: string): readonly string[] {
		const list = this.#awaited.get(key) ?? [];
		for (let told = list.pop(); told; told = list.pop()) {
			if (!told.part) continue;
			told.part = undefined;
			return told.keys;
		}
		return [];
	}

	addEvent(said: Said): void {
		this.#firstEvent ??= basisOf(said);
		const last = this.#parts.at(-1);
		const [part] = said.parts;
		if (last?.part?.type === 'thinking' && last.part.text === '' && part?.type === 'thinking') {
			last.part = { ...last.part, text: part.text };
			return;
		}
		const keys = keysOf(said);
		for (const each of said.parts) this.#await({ part: each, keys });
	}

	#await(told: Told): void {
		this.#parts.push(told);
		for (const key of told.keys) {
			const list = this.#awaited.get(key);
			if (list) list.push(told);
			else this.#awaited.set(key, [told]);
		}
	}

	addCall(call: ToolCall, nativeId: string | undefined): void {
		this.#begin(nativeId, JSON.stringify(['call', call.id, call.name, call.arguments]));
		this.#calls.push(call);
	}

	#begin(nativeId: string | undefined, basis: string): void {
		if (this.#firstItem !== undefined) return;
		this.#firstItem = basis;
		this.#nativeId = nativeId;
	}

	message(): NewMessage {
		const own = Object.keys(this.#settings).length > 0 ? this.#settings : undefined;
		const metadata = filled({ model: this.#model, usage: this.usage, [codexName]: own });
		return {
			role: 'assistant',
			content: contentOf(this.#parts.flatMap(({ part }) => part ?? [])),
			...(this.#calls.length > 0 && { toolCalls: this.#calls }),
			...(metadata && { metadata }),
		};
	}
}

export function keysOf({ kind, texts }: Said): readonly string[] {
	return texts.map((text) => echoKey(kind, text));
}

/** The same whether an item or an event said it. */
function basisOf({ kind, parts, texts }: Said): string {
	const [part] = parts;
	const text = texts[0]?.trim() ?? (part?.type === 'thinking' ? part.signature : undefined);
	return JSON.stringify([kind, text ?? part?.type ?? '']);
}

type Asked = Extract<Piece, { readonly kind: 'user' }>;

/** What a person, or another agent, said. */
export class OpenPrompt implements OpenMessage {
	readonly place: Place;
	readonly basis: string;
	#asked: Asked;
	#nativeId: string | undefined;

	constructor(place: Place, asked: Asked, nativeId: string | undefined) {
		this.place = place;
		this.basis = JSON.stringify(['user', asked.text.trim()]);
		this.#asked = asked;
		this.#nativeId = nativeId;
	}

	get nativeId(): string | undefined {
		return this.#nativeId;
	}

	/** A command that the person ran beside the talk begins no turn. */
	get beginsTurn(): boolean {
		return !this.#asked.text.trimStart().startsWith('<user_shell_command>');
	}

	get text(): string {
		return this.#asked.text;
	}

	/** The item that says what the event said. */
	tellAgain(asked: Asked, nativeId: string | undefined): void {
		this.#asked = asked;
		this.#nativeId = nativeId;
	}

	message(): NewMessage {
		const { parts, author } = this.#asked;
		return { role: 'user', content: contentOf(parts), ...(author !== undefined && { metadata: { author } }) };
	}
}

export function promptKey({ text }: Asked): string {
	return echoKey('user', text);
}
