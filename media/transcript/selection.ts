import { mostSelected } from '../../src/protocol/transcript.js';
import { count } from './dom.js';

/** A row, as far as it can be selected: a message with the results of its tool calls. */
export interface Selectable {
	readonly ids: readonly string[];
	/** Positions of its messages; `end` is exclusive. */
	readonly start: number;
	readonly end: number;
}

interface SelectionHooks {
	/** Ids of the messages between two positions, where all of them are in the document. */
	between(start: number, end: number): readonly string[] | undefined;
	/** Asks the host for them. */
	ask(start: number, end: number): void;
	/** Another set is selected. */
	changed(ids: ReadonlySet<string>): void;
	/** Tells in words what cannot be done. */
	refuse(words: string): void;
}

/** Where a range begins, and what was selected before it. */
interface Anchor {
	readonly start: number;
	readonly end: number;
	readonly base: ReadonlySet<string>;
}

/** A range whose ids the host was asked for, and what was done with rows meanwhile. */
interface Asked {
	readonly start: number;
	readonly end: number;
	readonly base: ReadonlySet<string>;
	readonly toggled: readonly Selectable[];
}

/** The messages that are selected together, by id: rows come and go. */
export class Selection {
	readonly #hooks: SelectionHooks;
	#ids: ReadonlySet<string> = new Set();
	#anchor: Anchor | undefined;
	/** Position up to which the latest range goes. */
	#reach = -1;
	#asked: Asked | undefined;

	constructor(hooks: SelectionHooks) {
		this.#hooks = hooks;
	}

	get size(): number {
		return this.#ids.size;
	}

	has(id: string): boolean {
		return this.#ids.has(id);
	}

	toggle(row: Selectable): void {
		if (this.#asked) {
			this.#asked = { ...this.#asked, toggled: [...this.#asked.toggled, row] };
			return;
		}
		const ids = new Set(this.#ids);
		const isIn = row.ids.some((id) => ids.has(id));
		for (const id of row.ids) {
			if (isIn) ids.delete(id);
			else ids.add(id);
		}
		this.#take(ids);
		this.#begin(row);
	}

	/** Selects from the row where the range began to another; from `from` where none has begun. */
	extendTo(row: Selectable, from: Selectable): void {
		if (!this.#anchor) this.#begin(from);
		this.#extend(row);
	}

	/** The same from key to key: a range that does not reach to `from` is over. */
	extendFrom(from: Selectable, row: Selectable): void {
		if (this.#reach !== from.start) this.#begin(from);
		this.#extend(row);
	}

	all(total: number): void {
		this.#anchor = undefined;
		this.#range(0, total, new Set());
	}

	clear(): void {
		this.#anchor = undefined;
		this.#asked = undefined;
		if (this.#ids.size > 0) this.#take(new Set());
	}

	/** The host's answer. */
	receive(start: number, end: number, messageIds: readonly string[]): void {
		const asked = this.#asked;
		if (asked?.start !== start || asked.end !== end) return;
		this.#asked = undefined;
		this.#take(new Set([...asked.base, ...messageIds]));
		for (const row of asked.toggled) this.toggle(row);
	}

	/** What the host was asked for does not come; what was done meanwhile counts. */
	stop(): void {
		const { toggled = [] } = this.#asked ?? {};
		this.#asked = undefined;
		for (const row of toggled) this.toggle(row);
	}

	/** The transcript became another one, without these messages. */
	drop(messageIds: readonly string[]): void {
		this.#anchor = undefined;
		this.#asked = undefined;
		const left = new Set(this.#ids);
		for (const id of messageIds) left.delete(id);
		if (left.size < this.#ids.size) this.#take(left);
	}

	#begin(row: Selectable): void {
		const { start, end } = row;
		this.#anchor = { start, end, base: this.#ids };
		this.#reach = start;
	}

	#extend(row: Selectable): void {
		const anchor = this.#anchor;
		if (!anchor) return;
		this.#reach = row.start;
		this.#range(Math.min(anchor.start, row.start), Math.max(anchor.end, row.end), anchor.base);
	}

	#range(start: number, end: number, base: ReadonlySet<string>): void {
		this.#asked = undefined;
		const ids = this.#hooks.between(start, end);
		if (ids) {
			this.#take(new Set([...base, ...ids]));
			return;
		}
		if (end - start > mostSelected) {
			this.#refuse();
			return;
		}
		this.#asked = { start, end, base, toggled: [] };
		this.#hooks.ask(start, end);
	}

	#refuse(): void {
		this.#hooks.refuse(`At most ${count(mostSelected, 'message')} can be selected together.`);
	}

	#take(ids: ReadonlySet<string>): void {
		if (ids.size > mostSelected) {
			this.#refuse();
			return;
		}
		this.#ids = ids;
		this.#hooks.changed(ids);
	}
}
