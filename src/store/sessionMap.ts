import type { SessionFold } from './sessionFold.js';

/** A session that can be folded. */
export interface Unfolded {
	readonly id: string;
	fold(): SessionFold;
}

/** Sessions by their ids. What an index knows of one is folded when somebody looks at it. */
export class SessionMap extends Map<string, SessionFold> {
	readonly #unfolded = new Map<string, Unfolded>();
	readonly #inPlace: SessionFold;

	/** `inPlace`: what stands for sessions that nobody has looked at; nobody ever sees it. */
	constructor(inPlace: SessionFold) {
		super();
		this.#inPlace = inPlace;
	}

	recall(session: Unfolded): void {
		this.#unfolded.set(session.id, session);
		super.set(session.id, this.#inPlace);
	}

	override get(id: string): SessionFold | undefined {
		const unfolded = this.#unfolded.size > 0 && this.#unfolded.get(id);
		if (unfolded) this.set(id, unfolded.fold());
		return super.get(id);
	}

	override set(id: string, fold: SessionFold): this {
		this.#unfolded.delete(id);
		return super.set(id, fold);
	}

	override delete(id: string): boolean {
		this.#unfolded.delete(id);
		return super.delete(id);
	}

	override values(): MapIterator<SessionFold> {
		this.#unfoldAll();
		return super.values();
	}

	override entries(): MapIterator<[string, SessionFold]> {
		this.#unfoldAll();
		return super.entries();
	}

	override [Symbol.iterator](): MapIterator<[string, SessionFold]> {
		return this.entries();
	}

	/** Those that somebody has looked at. */
	*seen(): Iterable<SessionFold> {
		for (const fold of super.values()) if (fold !== this.#inPlace) yield fold;
	}

	#unfoldAll(): void {
		for (const id of [...this.#unfolded.keys()]) this.get(id);
	}
}
