import { StoreError } from '../store/errors.js';
import type { IncomingMessage } from '../store/incoming.js';
import type { JsonObject, NewMessage } from '../store/model.js';
import { ContentNames, fingerprint } from '../store/contentNames.js';
import { textOf } from './parts.js';
import type { ReadContext } from './source.js';

/** A message whose place in its session is not known yet. */
export interface Turn extends NewMessage {
	/** Its name in the source; absent: it is named by what it says. */
	readonly id?: string;
	readonly timestamp: number;
	readonly metadata: JsonObject;
}

/** How a message of a session is known to a fork that repeats it under another id. */
export interface Known {
	readonly print: string;
	readonly id: string;
}

/** What a message says, whatever it is called and whenever it was said. */
export function printOf({ role, content, toolCalls, toolCallId }: NewMessage): string {
	return fingerprint(JSON.stringify([role, content, toolCalls, toolCallId]));
}

/** The words of a turn. */
export function wordsOf({ content }: NewMessage): string {
	return textOf(content);
}

export interface ChainOptions {
	/** The messages of the session that this one was forked off: as long as they are repeated, their ids are taken. */
	readonly repeats?: readonly Known[];
	/** Whether `known` is wanted. */
	readonly forkable?: boolean;
}

/** Packs turns, each after the one before it. */
export class Chain {
	readonly messages: IncomingMessage[] = [];
	/** All messages in their order, for forks. */
	readonly known: Known[] = [];
	/** The last message, after which the next one comes. */
	end: string | null = null;
	readonly #context: ReadContext;
	readonly #path: string;
	readonly #repeats: readonly Known[];
	readonly #forkable: boolean;
	readonly #names = new ContentNames();
	/** How often an id was wanted. */
	readonly #taken = new Map<string, number>();
	#repeating = true;

	/** `path`: the file that warnings are about. */
	constructor(context: ReadContext, path: string, { repeats = [], forkable = false }: ChainOptions = {}) {
		this.#context = context;
		this.#path = path;
		this.#repeats = repeats;
		this.#forkable = forkable || repeats.length > 0;
	}

	/** A message that cannot be kept is left out, with a warning. */
	add(turn: Turn): void {
		const print = this.#forkable ? printOf(turn) : '';
		const repeated = this.#repeated(print);
		const own = turn.id ?? this.#names.next(turn, { timed: false });
		const id = this.#free(repeated ?? own);
		try {
			this.messages.push(this.#context.pack({ ...turn, id, after: this.end }));
		} catch (error) {
			if (!StoreError.is(error)) throw error;
			this.#context.warn(this.#path, `a message of the ${turn.role} was left out: ${error.message}`);
			return;
		}
		if (this.#forkable) this.known.push({ print, id });
		this.end = id;
	}

	#repeated(print: string): string | undefined {
		const known = this.#repeating ? this.#repeats[this.known.length] : undefined;
		this.#repeating = known?.print === print;
		return this.#repeating ? known?.id : undefined;
	}

	#free(wanted: string): string {
		let id = wanted;
		for (let count = this.#taken.get(wanted) ?? 0; this.#taken.has(id);) {
			count += 1;
			id = `${wanted}~${String(count)}`;
			this.#taken.set(wanted, count);
		}
		this.#taken.set(id, 1);
		return id;
	}
}
