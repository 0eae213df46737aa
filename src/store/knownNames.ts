import type { Place } from './arrangeIncoming.js';
import { ContentNames, nameOf } from './contentNames.js';
import type { SessionFold } from './sessionFold.js';

/** What a merge wrote. */
export interface Written {
	readonly arrivals: readonly Place[];
	/** The stamp of each session's latest record; known once they are written. */
	readonly latest: ReadonlyMap<string, number>;
}

/** The names of a session's own messages are to be read before anything can be planned. */
export class NamesUnknown extends Error {
	constructor(sessionId: string) {
		super(`The names of the messages of ${sessionId} are not known.`);
	}
}

/** What sessions' own messages are called in their sources, as of a stamp of the session's latest record. */
export class KnownNames {
	readonly #kept = new Map<string, { readonly latestAt: number; readonly own: Map<string, string> }>();

	of(fold: SessionFold): Map<string, string> {
		const kept = this.#kept.get(fold.id);
		if (kept?.latestAt !== fold.latestAt) throw new NamesUnknown(fold.id);
		return kept.own;
	}

	/** Reads them. Throws `NotInMemory`. */
	read(fold: SessionFold): void {
		const own = new Map<string, string>();
		const names = new ContentNames();
		for (const node of fold.messages.values()) own.set(nameOf(node.record, names), node.id);
		this.#kept.set(fold.id, { latestAt: fold.latestAt, own });
	}

	isCurrent(fold: SessionFold): boolean {
		return this.#kept.get(fold.id)?.latestAt === fold.latestAt;
	}

	/** Takes in what was written. */
	wrote({ arrivals, latest }: Written): void {
		for (const { id, names } of arrivals) {
			const latestAt = latest.get(id);
			if (latestAt === undefined) continue;
			const own = this.#kept.get(id)?.own ?? new Map<string, string>();
			for (const [name, message] of names.own) own.set(name, message);
			this.#kept.set(id, { latestAt, own });
		}
		// An import may have been of many sessions; who follows a few of them asks again soon.
		let count = 0;
		for (const [id, { own }] of [...this.#kept].reverse()) {
			count += own.size;
			if (count > mostNames) this.#kept.delete(id);
		}
	}
}

/** So many names of messages are kept from one import to the next. */
const mostNames = 200_000;
