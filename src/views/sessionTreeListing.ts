import { StoreError } from '../store/errors.js';
import type { Session } from '../store/model.js';
import type { SessionStore } from '../store/sessionStore.js';

/** More sessions than this are listed anew rather than asked for one by one. */
const manyChanges = 50;

/**
 * What the rows of one folder are drawn from: one listing for all of them, since a store that is asked row by row looks
 * at its files each time. Kept up to date by the store's changes.
 */
export class SessionListing {
	readonly #store: SessionStore;
	readonly #sessions = new Map<string, Session>();
	/** How many stand under each; null: the trash. */
	readonly #below = new Map<string | null, number>();

	private constructor(store: SessionStore, sessions: readonly Session[]) {
		this.#store = store;
		for (const session of sessions) this.#put(session);
	}

	static async read(store: SessionStore): Promise<SessionListing> {
		return new SessionListing(store, await store.listSessions({ deleted: 'include' }));
	}

	all(): Iterable<Session> {
		return this.#sessions.values();
	}

	get(id: string): Session | undefined {
		return this.#sessions.get(id);
	}

	/** Whether something stands under it. */
	isParent(id: string): boolean {
		return (this.#below.get(id) ?? 0) > 0;
	}

	get trashCount(): number {
		return this.#below.get(null) ?? 0;
	}

	/** Living sessions that are shown under no other, latest change first. */
	roots(): readonly Session[] {
		const roots = [...this.#sessions.values()].filter(
			({ parentId, deleted }) => parentId === null && !deleted,
		);
		return roots.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
	}

	/** Asks for the sessions that changed. False: it is to be read anew. */
	async update(ids: ReadonlySet<string>): Promise<boolean> {
		if (ids.size > manyChanges) return false;
		for (const id of ids) {
			const known = this.#sessions.get(id);
			// What came new may complete others, and what is gone may have held some.
			if (!known) return false;
			try {
				const session = await this.#store.getSession(id);
				this.#count(known, -1);
				this.#put(session);
			} catch (error) {
				if (StoreError.is(error, 'UNKNOWN_SESSION') || StoreError.is(error, 'CLOSED')) return false;
				throw error;
			}
		}
		return true;
	}

	#put(session: Session): void {
		this.#sessions.set(session.id, session);
		this.#count(session, 1);
	}

	#count({ parentId, deleted }: Session, by: 1 | -1): void {
		if (parentId === null && !deleted) return;
		this.#below.set(parentId, (this.#below.get(parentId) ?? 0) + by);
	}
}
