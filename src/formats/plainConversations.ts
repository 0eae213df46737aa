import type { IncomingMessage, IncomingSession } from '../store/incoming.js';
import type { Json, JsonObject } from '../store/model.js';
import type { Piece } from './blocks.js';
import { ContentNames, fingerprint } from '../store/contentNames.js';
import { entriesOf, exportReader } from './exportReader.js';
import type { Faults } from './faults.js';
import { cleaned } from './pack.js';
import { filled, filledString, textOf } from './parts.js';
import { listAt, objectAt, rest, stringAt, titleFrom } from './pick.js';
import { PlainTurns } from './plainTurns.js';
import { roleOf } from './roleNames.js';
import { type FormatReader, type InputFile, type ReadContext, invalid } from './source.js';

/** A conversation of which there is nothing but what was said. */
export interface PlainConversation {
	/** What is said of it beside its turns; its `title` and `model` are used. */
	readonly about: JsonObject;
	/** What goes with its first message: the tools that there were. */
	readonly first: JsonObject;
	readonly turns: readonly Json[];
	/** All turns of another way that it might have gone. */
	readonly other: readonly Json[];
	/** What the first messages of either way remember where they part. */
	readonly marks: readonly [JsonObject, JsonObject];
}

/** A conversation of the object that holds its turns under the names `held`. */
export function plainConversation(
	value: JsonObject,
	held: readonly string[],
	turns: readonly Json[],
	other: readonly Json[] = [],
): PlainConversation {
	const begins = turns[0] !== undefined && roleNamed(turns[0]) === 'system';
	const system = begins ? null : (value['system'] ?? null);
	const isTold = system !== null && system !== '';
	const before = isTold ? [{ role: 'system', content: system }] : [];
	const { tools, functions } = value;
	return {
		about: rest(value, [...held, 'tools', 'functions', ...(isTold ? ['system'] : [])]) ?? {},
		first: filled({ tools, functions }) ?? {},
		turns: [...before, ...turns],
		other: other.length === 0 ? [] : [...before, ...other],
		marks: [{ preference: 'chosen' }, { preference: 'rejected' }],
	};
}

/** A list in which somebody who is known says something. */
export function isTurns(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value) && (value as readonly Json[]).some((turn) => roleNamed(turn) !== undefined);
}

export function turnsAt(value: Json, key: string): readonly Json[] | undefined {
	const list = listAt(value, key);
	return isTurns(list) ? list : undefined;
}

export function roleNamed(turn: Json): ReturnType<typeof roleOf> {
	return roleOf(stringAt(turn, 'role') ?? stringAt(turn, 'from'));
}

/** The conversations of a value: itself where it is a list of turns, else the items of a list. */
export function entriesIn(value: Json): readonly Json[] {
	return isTurns(value) ? [value] : entriesOf(value);
}

/**
 * Reads files with conversations of a format. `conversationOf` throws StoreError `INVALID` for what is none, or is
 * nested too deep.
 */
export function plainReader(
	context: ReadContext,
	format: string,
	conversationOf: (entry: Json) => PlainConversation,
): FormatReader {
	return exportReader(
		context,
		(file, faults) => {
			const sessions = new PlainSessions(format, file, faults, context);
			return (entry, place) => sessions.session(conversationOf(entry), place);
		},
		entriesIn,
	);
}

/** Makes the sessions of one file: of conversations that begin alike the second and those after it get a number. */
class PlainSessions {
	readonly #taken = new Map<string, number>();
	readonly #format: string;
	readonly #file: InputFile;
	readonly #faults: Faults;
	readonly #context: ReadContext;

	constructor(format: string, file: InputFile, faults: Faults, context: ReadContext) {
		this.#format = format;
		this.#file = file;
		this.#faults = faults;
		this.#context = context;
	}

	/** Throws StoreError `INVALID` for a conversation without messages, or one with what is nested too deep. */
	session({ about, first, turns, other, marks }: PlainConversation, place: number): IncomingSession {
		const chosen = this.#read(turns, first, place);
		if (chosen.length === 0) throw invalid('a conversation without messages');
		const own = rest(about, ['title', 'model']);
		const metadata = { ...filled({ model: about['model'] }), ...(own && { [this.#format]: cleaned(own) }) };
		const written = this.#written(chosen, this.#read(other, first, place), marks);
		const prompt = chosen.find(({ role }) => role === 'user')?.content ?? '';
		const time = this.#file.modified;
		return {
			source: { format: this.#format, id: this.#idOf(about, written.messages) },
			title: filledString(about, 'title') ?? (titleFrom(textOf(prompt)) || 'Untitled'),
			parent: null,
			relation: 'child',
			shares: null,
			...written,
			snapshots: [],
			agentName: null,
			metadata,
			shared: false,
			createdAt: time,
			updatedAt: time,
		};
	}

	#read(turns: readonly Json[], first: JsonObject, place: number): readonly Piece[] {
		const reader = new PlainTurns(this.#format);
		const pieces = turns.flatMap((turn) => this.#faults.attempt(place, () => reader.read(turn)) ?? []);
		return pieces.map((piece, index) => (index === 0 ? this.#with(piece, cleaned(first)) : piece));
	}

	#with(piece: Piece, more: JsonObject): Piece {
		if (Object.keys(more).length === 0) return piece;
		const known = objectAt(piece.metadata, this.#format);
		return { ...piece, metadata: { ...piece.metadata, [this.#format]: { ...known, ...more } } };
	}

	/** The messages of one way and, where it parts from that, of the other. */
	#written(
		one: readonly Piece[],
		other: readonly Piece[],
		[chosen, left]: PlainConversation['marks'],
	): { readonly messages: readonly IncomingMessage[]; readonly head: string | null } {
		const parting = other.length === 0 ? Infinity : commonLength(one, other);
		const names = new ContentNames();
		const messages: IncomingMessage[] = [];
		const write = (pieces: readonly Piece[], start: string | null): string | null => {
			let after = start;
			for (const piece of pieces) {
				const id = names.next(piece, { timed: false });
				messages.push(this.#context.pack({ ...piece, id, after, timestamp: this.#file.modified }));
				after = id;
			}
			return after;
		};
		const head = write(marked(one, parting, chosen, this.#with.bind(this)), null);
		const before = parting === 0 ? null : (messages[parting - 1]?.id ?? null);
		const another = marked(other, parting, left, this.#with.bind(this));
		write(another.slice(parting), before);
		return { messages, head };
	}

	/** By how it begins, up to the first answer, so that it stays the same when the conversation goes on. */
	#idOf({ id }: JsonObject, messages: readonly IncomingMessage[]): string {
		const answer = messages.findIndex(({ role }) => role === 'assistant');
		const begin = messages.slice(0, answer < 0 ? undefined : answer + 1).map((message) => message.id);
		const given = typeof id === 'string' || typeof id === 'number' ? id : null;
		const name = fingerprint(JSON.stringify([given, ...begin]));
		const count = this.#taken.get(name) ?? 0;
		this.#taken.set(name, count + 1);
		return count === 0 ? name : `${name}.${count}`;
	}
}

function marked(
	pieces: readonly Piece[],
	parting: number,
	mark: JsonObject,
	add: (piece: Piece, more: JsonObject) => Piece,
): readonly Piece[] {
	return pieces.map((piece, index) => (index === parting ? add(piece, mark) : piece));
}

function commonLength(one: readonly Piece[], other: readonly Piece[]): number {
	const parting = one.findIndex((piece, index) => {
		const same = other[index];
		return !same || keyOf(piece) !== keyOf(same);
	});
	return parting < 0 ? one.length : parting;
}

function keyOf({ role, content, toolCalls, toolCallId }: Piece): string {
	return JSON.stringify([role, content, toolCalls, toolCallId]);
}
