import { expressionOf, forEachMatch, type FindQuery } from '../protocol/findQuery.js';
import type { Found, Hit } from '../protocol/transcript.js';
import type { Message } from '../store/model.js';
import { Pace } from '../store/pace.js';
import { HitList, spread, type KeptHit } from './searchHits.js';
import { endsWithin } from './searchLimit.js';
import { Stride, weightOf } from './searchStride.js';
import { forEachText, textAt } from './searchTexts.js';

/** Hits that are counted and kept. */
export const mostHits = 100_000;
/** Positions that are posted. */
export const mostPositions = 1_000;
/** Milliseconds that an expression may take for one batch of texts. */
const patience = 1_000;
/** UTF-16 units of a batch. Each is searched under a limit of its own, which takes a thread. */
const batchUnits = 1_000_000;
/** UTF-16 units around a hit that tell it from others. */
const context = 60;

export interface SearchOptions {
	readonly query: FindQuery;
	/** The number that the page gave the search. */
	readonly search: number;
	/** Position of the message where it begins; it goes on from the beginning. */
	readonly from: number;
	/** A part of the transcript; nothing outside is an error. */
	read(range: { readonly start: number; readonly end: number }): Promise<readonly Message[]>;
	/** Called between batches. */
	progress(run: SearchRun): Promise<void>;
}

/** One search through a transcript, from where the reader is. It can go on when messages were added. */
export class SearchRun {
	readonly options: SearchOptions;
	readonly #expression: RegExp | null = null;
	readonly #stop = new AbortController();
	/** Of the messages before `from`, and of those from it on. */
	readonly #hits = { before: new HitList(), after: new HitList() };
	#current: { readonly list: HitList; readonly at: number } | undefined;
	/** The messages from `from` to here were searched, and those before it. */
	#end: number;
	#hasWrapped = false;
	/** The last message that was searched. */
	#last: { readonly index: number; readonly id: string } | undefined;
	#isCapped = false;
	/** Why nothing can be found, for a person. */
	problem: string | null = null;

	constructor(options: SearchOptions) {
		this.options = options;
		this.#end = options.from;
		if (options.query.text === '') return;
		try {
			this.#expression = expressionOf(options.query);
		} catch (error) {
			if (!(error instanceof SyntaxError)) throw error;
			this.problem = `Not a regular expression: ${error.message.replace(/^.*\/[a-z]+: /s, '')}.`;
		}
	}

	get isStopped(): boolean {
		return this.#stop.signal.aborted;
	}

	/** Position of the message with the current hit; where it began while there is none. */
	get place(): number {
		const current = this.#current;
		return current?.list.at(current.at)?.index ?? this.options.from;
	}

	stop(): void {
		this.#stop.abort();
	}

	/** Searches what was not searched yet. Resolves early when it was stopped. */
	async go(): Promise<void> {
		try {
			await this.#scan(this.#end, Infinity, this.#hits.after);
			if (!this.#hasWrapped) await this.#scan(0, this.options.from, this.#hits.before);
			this.#hasWrapped = true;
			// It may have been told to begin beyond the end, where later messages will be.
			this.#end = Math.min(this.#end, (this.#last?.index ?? -1) + 1);
		} catch (error) {
			if (!this.isStopped) throw error;
		}
	}

	/** Whether what was searched is still the beginning of the transcript. */
	async holds(): Promise<boolean> {
		if (!this.#last) return true;
		const { index, id } = this.#last;
		const [message] = await this.options.read({ start: index, end: index + 1 });
		return message?.id === id;
	}

	/** Makes the next or the previous hit the current one; after the last comes the first. */
	step(by: 1 | -1): void {
		const { before, after } = this.#hits;
		const count = before.length + after.length;
		if (count === 0) return;
		const next = (this.#ordinal + by + count) % count;
		this.#current =
			next < before.length ? { list: before, at: next } : { list: after, at: next - before.length };
	}

	/** The current hit; undefined while there is none. */
	async hit(): Promise<Hit | undefined> {
		const { list, at = 0 } = this.#current ?? {};
		const kept = list?.at(at);
		if (!list || !kept) return undefined;
		const { index, start, end } = kept;
		if (kept.text < 0) return { index, at: null };
		const [message] = await this.options.read({ start: index, end: index + 1 });
		const found = message && textAt(message, kept.text);
		if (!found) return { index, at: null }; // the transcript was replaced meanwhile
		const { field, part, text } = found;
		return {
			index,
			at: {
				ref: { messageId: message.id, field, index: found.index },
				...{ part, start, end },
				before: text.slice(Math.max(0, start - context), start),
				after: text.slice(end, end + context),
				...list.among(at),
			},
		};
	}

	found(): Omit<Found, 'isBusy'> {
		const { before, after } = this.#hits;
		const positions = [...before.positions(), ...after.positions()];
		return {
			search: this.options.search,
			count: before.length + after.length,
			isCapped: this.#isCapped,
			current: this.#current ? this.#ordinal + 1 : null,
			problem: this.problem,
			positions: spread(positions, (this.#last?.index ?? 0) + 1, mostPositions),
		};
	}

	/** How many hits are before the current one. */
	get #ordinal(): number {
		if (!this.#current) return -1;
		const { list, at } = this.#current;
		return list === this.#hits.after ? this.#hits.before.length + at : at;
	}

	async #scan(start: number, end: number, into: HitList): Promise<void> {
		const { signal } = this.#stop;
		const pace = new Pace(signal);
		const stride = new Stride(batchUnits);
		for (let at = start; at < end && this.#goesOn();) {
			const messages = await this.options.read({ start: at, end: Math.min(end, at + stride.length) });
			signal.throwIfAborted();
			if (messages.length === 0) return;
			for (let done = 0; done < messages.length && this.#goesOn();) {
				done = this.#match(messages, done, at, into);
				if (pace.isDue) await pace.rest();
			}
			stride.took(weightOf(messages));
			at += messages.length;
			if (into === this.#hits.after) this.#end = at;
			const last = messages.at(-1);
			if (last && at > (this.#last?.index ?? -1) + 1) this.#last = { index: at - 1, id: last.id };
			await this.options.progress(this);
		}
	}

	#goesOn(): boolean {
		return this.problem === null && !this.#isCapped;
	}

	/**
	 * Searches a batch of messages, from the one at `from` on; the first of all is at `start` of the transcript. Gives where
	 * the next one begins.
	 */
	#match(messages: readonly Message[], from: number, start: number, into: HitList): number {
		let [at, units] = [from, 0];
		this.#matchExpression(() => {
			for (; at < messages.length && units < batchUnits; at++) {
				const message = messages[at];
				if (message) units += this.#matchMessage(message, start + at, into);
			}
		});
		if (!this.#current && into.length > 0) this.#current = { list: into, at: 0 };
		return at;
	}

	/** Gives the UTF-16 units that were searched. */
	#matchMessage(message: Message, index: number, into: HitList): number {
		const { role } = this.options.query;
		const expression = this.#expression;
		if (role !== 'all' && message.role !== role) return 0;
		if (!expression) {
			this.#take({ index, text: -1, start: 0, end: 0 }, into);
			return 0;
		}
		let units = 0;
		let text = 0;
		forEachText(message, (content) => {
			units += content.length;
			const place = text++;
			const take = (start: number, end: number): boolean =>
				this.#take({ index, text: place, start, end }, into);
			if (!this.#isCapped) forEachMatch(expression, content, take);
		});
		return units;
	}

	/** Whether there is room for more. */
	#take(hit: KeptHit, into: HitList): boolean {
		this.#isCapped ||= this.#hits.before.length + this.#hits.after.length >= mostHits;
		if (!this.#isCapped) into.push(hit);
		return !this.#isCapped;
	}

	#matchExpression(search: () => void): void {
		try {
			if (!endsWithin(patience, search))
				this.#giveUp(
					this.options.query.regex ? 'This expression takes too long.' : 'This search takes too long.',
				);
		} catch (error) {
			// It remembers every way that it may have to go back, and there is no room for more of them.
			if (!(error instanceof RangeError)) throw error;
			this.#giveUp('This expression takes too much memory.');
		}
	}

	#giveUp(problem: string): void {
		this.problem = problem;
		this.#hits.before.clear();
		this.#hits.after.clear();
		this.#current = undefined;
	}
}
