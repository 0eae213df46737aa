import { fingerprint } from '../store/contentNames.js';
import type { JsonObject } from '../store/model.js';
import { isNotice } from './claudeCodeText.js';
import { parsedJson } from './json.js';
import { filledString } from './parts.js';
import { stringAt } from './pick.js';

/** What an agent was told in the middle of its work. */
export interface Steering {
	readonly text: string;
	/** The number of the line by which it was queued. */
	readonly since: number;
}

/** What a person typed while the agent was at work, first in, first out. */
export class PromptQueue {
	readonly #waiting: Steering[] = [];

	/**
	 * Follows a line `queue-operation`. Gives what the agent was told by it: versions before about 2.1.100 write that
	 * nowhere else. What is taken out to begin a turn becomes a line of its own.
	 */
	take({ value, number }: { readonly value: JsonObject; readonly number: number }): Steering | undefined {
		const content = filledString(value, 'content');
		switch (stringAt(value, 'operation')) {
			case 'enqueue':
				this.#waiting.push({ text: content ?? '', since: number });
				return undefined;
			case 'dequeue':
				this.#waiting.shift();
				return undefined;
			case 'popAll':
				this.#waiting.length = 0;
				return undefined;
			case 'remove':
				return this.#remove(content, number);
			default:
				return undefined;
		}
	}

	#remove(content: string | undefined, number: number): Steering | undefined {
		const place = content === undefined ? 0 : this.#waiting.findIndex(({ text }) => text === content);
		const [queued] = place < 0 ? [] : this.#waiting.splice(place, 1);
		const { text, since } = queued ?? { text: content ?? '', since: number };
		return text.trim() === '' || isNotice({}, text) || isBooks(text) ? undefined : { text, since };
	}
}

/** Other programs put objects there. */
function isBooks(text: string): boolean {
	return /^\s*\{/.test(text) && parsedJson(text) !== undefined;
}

/** What agents were told, less what lines of their own say: each line says one of it. */
export class Told<T extends Steering> {
	/** What no line says, in its order. */
	readonly open = new Set<T>();
	/** By fingerprints of texts, the latest last; `turn` of a line that need not stand close by: undefined. */
	readonly #told = new Map<string, { readonly told: T; readonly turn: number }[]>();
	readonly #lines = new Map<string, { readonly number: number; readonly turn: number | undefined }[]>();
	#turn = 0;

	/** The agent went on: prompts after this are not what it was told before. */
	nextTurn(): void {
		this.#turn++;
	}

	add(told: T): void {
		const key = fingerprint(told.text.trim());
		const lines = this.#lines.get(key);
		const last = lines?.at(-1);
		if (last && last.number > told.since && (last.turn ?? this.#turn) === this.#turn) lines?.pop();
		else {
			this.open.add(told);
			addTo(this.#told, key, { told, turn: this.#turn });
		}
	}

	/** Takes what a line says; `isQueued`: it says that it comes out of the queue. */
	hear(text: string, number: number, isQueued: boolean): void {
		const key = fingerprint(text.trim());
		const waiting = this.#told.get(key);
		const last = waiting?.at(-1);
		if (last && (isQueued || last.turn === this.#turn)) {
			waiting?.pop();
			this.open.delete(last.told);
		} else addTo(this.#lines, key, { number, turn: isQueued ? undefined : this.#turn });
	}
}

function addTo<T>(all: Map<string, T[]>, key: string, value: T): void {
	const known = all.get(key);
	if (known) known.push(value);
	else all.set(key, [value]);
}
