import type { Arrival } from './arrangeIncoming.js';
import { namesOf } from './contentNames.js';
import type { NewMessage } from './model.js';
import { sayingOf } from './saying.js';
import type { SessionFold } from './sessionFold.js';

/** What a merge wrote. */
export interface Written {
	readonly arrivals: readonly Arrival[];
	/** The stamp of each session's latest record; known once they are written. */
	readonly latest: ReadonlyMap<string, number>;
}

/** The names of a session's own messages are to be read before anything can be planned. */
export class NamesUnknown extends Error {
	constructor(sessionId: string) {
		super(`The names of the messages of ${sessionId} are not known.`);
	}
}

interface Known {
	/** The stamp of the session's latest record. */
	readonly latestAt: number;
	/** Ids of its own messages by their names. */
	readonly own: Map<string, string>;
	/** What its own messages say that none follows, by their ids. */
	readonly ends: Map<string, string>;
}

/** What sessions' own messages are called in their sources. */
export class KnownNames {
	readonly #kept = new Map<string, Known>();

	of(fold: SessionFold): Pick<Known, 'own' | 'ends'> {
		const kept = this.#kept.get(fold.id);
		if (kept?.latestAt !== fold.latestAt) throw new NamesUnknown(fold.id);
		return kept;
	}

	/** Reads them. Throws `NotInMemory`. */
	read(fold: SessionFold): void {
		const own = new Map<string, string>();
		const nodes = [...fold.messages.values()];
		const names = namesOf(nodes.map(({ record }) => record));
		const open = new Set<string>();
		for (const [at, node] of nodes.entries()) {
			own.set(names[at] ?? node.id, node.id);
			open.add(node.id);
			if (node.after !== null) open.delete(node.after);
		}
		const ends = new Map<string, string>();
		for (const id of open) {
			const record = fold.messages.get(id)?.record;
			if (record) ends.set(id, sayingOf(record));
		}
		this.#kept.set(fold.id, { latestAt: fold.latestAt, own, ends });
	}

	isCurrent(fold: SessionFold): boolean {
		return this.#kept.get(fold.id)?.latestAt === fold.latestAt;
	}

	/** Takes in what was written. */
	wrote({ arrivals, latest }: Written): void {
		const renamed = new Set<string>();
		for (const { id, names, fresh, isElsewhere } of arrivals) {
			// It was told by other names than those that its own messages have by themselves.
			if (isElsewhere) renamed.add(id);
			const latestAt = latest.get(id);
			if (latestAt === undefined) continue;
			const { own, ends } = this.#kept.get(id) ?? {
				own: new Map<string, string>(),
				ends: new Map<string, string>(),
			};
			for (const [name, message] of names.own) {
				// The one that had this name has another now.
				if (own.has(name)) renamed.add(id);
				own.set(name, message);
			}
			const followed = new Set(fresh.map(({ after }) => after));
			for (const after of followed) if (after !== null) ends.delete(after);
			for (const { id: made, message } of fresh)
				if (!followed.has(made)) ends.set(made, sayingOf(JSON.parse(message.body.text) as NewMessage));
			this.#kept.set(id, { latestAt, own, ends });
		}
		for (const id of renamed) this.#kept.delete(id);
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
