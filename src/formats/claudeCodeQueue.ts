import type { JsonObject } from '../store/model.js';
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
		// Notices of tasks, and what other programs put there, begin like this.
		return text.trim() === '' || /^\s*[<{]/.test(text) ? undefined : { text, since };
	}
}
