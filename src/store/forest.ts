import { inOrder } from './records.js';
import type { SessionFold } from './sessionFold.js';

interface Place {
	/** Where it is shown: living under living, trashed under trashed; null for a root. */
	readonly parent: string | null;
	readonly deleted: boolean;
}
interface Key {
	readonly at: number;
	readonly id: string;
}

/**
 * Where every session is shown, and which lie in the trash: computed from their moves and deletions, never written.
 * All walks are loops, and pass over cycles that hostile files may hold.
 */
export class Forest {
	#folds: ReadonlyMap<string, SessionFold> = new Map();
	/** What the moves say, whether that session is here, living, or not. */
	readonly #parents = new Map<string, string | null>();
	readonly #places = new Map<string, Place>();
	readonly #living = new Map<string | null, string[]>();
	readonly #trashed = new Map<string | null, string[]>();
	/** Parents that sessions name and that are not here. */
	readonly #awaited = new Set<string>();
	/** Ids of the records whose moves would have put a session below itself. */
	readonly #passedOver = new Set<string>();
	/** The nearest living session above one that is none. */
	readonly #livingAbove = new Map<string, string | null>();

	/** Ids of the records whose moves do not count. */
	get passedOver(): ReadonlySet<string> {
		return this.#passedOver;
	}

	place(id: string): Place {
		return this.#places.get(id) ?? { parent: null, deleted: false };
	}

	/** Living sessions under a living one (null: the roots), trashed ones under a trashed one; oldest first. */
	children(id: string | null): readonly string[] {
		const lists = id !== null && this.place(id).deleted ? this.#trashed : this.#living;
		return lists.get(id) ?? [];
	}

	/** Trashed sessions that were deleted by themselves, or whose parent is gone; oldest first. */
	trash(): readonly string[] {
		return this.#trashed.get(null) ?? [];
	}

	/** What its moves say of a session's parent, which may be in the trash or purged. */
	parentOf(id: string): string | null {
		return this.#parents.get(id) ?? null;
	}

	/** Whether `id` lies below `above`, or is it, as the moves say. */
	isBelow(id: string, above: string): boolean {
		for (let at: string | null = id; at !== null; at = this.#parents.get(at) ?? null) {
			if (at === above) return true;
		}
		return false;
	}

	/** Takes in a session that nobody could have been waiting for. False: build anew. */
	insert(fold: SessionFold): boolean {
		const [move, ...more] = fold.moves;
		const at = fold.session;
		if (!move || !at || more.length > 0 || fold.trash || this.#places.has(fold.id)) return false;
		if (this.#awaited.has(fold.id) || move.parentId === fold.id) return false;
		const place = this.#placeOf(fold.id, move.parentId);
		if (place.deleted) return false;
		const siblings = this.#living.get(place.parent) ?? [];
		const last = siblings.at(-1);
		const lastRecord = last === undefined ? undefined : this.#folds.get(last)?.session;
		if (lastRecord && inOrder(lastRecord, at) >= 0) return false;
		this.#parents.set(fold.id, move.parentId);
		this.#places.set(fold.id, place);
		this.#living.set(place.parent, siblings);
		siblings.push(fold.id);
		this.#await(move.parentId);
		return true;
	}

	#placeOf(id: string, parent: string | null): Place {
		const above = parent === null ? undefined : this.#places.get(parent);
		if (parent === null || above?.deleted === false) return { parent, deleted: false };
		if (this.#folds.get(id)?.session?.relation === 'fork')
			return { parent: this.#nearestLiving(parent), deleted: false };
		return above ? { parent, deleted: true } : { parent: null, deleted: false };
	}

	#await(parent: string | null): void {
		if (parent !== null && !this.#folds.has(parent)) this.#awaited.add(parent);
	}

	/** Computes every place anew; gives the sessions whose place changed. `ghosts`: purged ones, only passed through. */
	build(
		folds: ReadonlyMap<string, SessionFold>,
		ghosts: ReadonlyMap<string, SessionFold>,
	): readonly string[] {
		const before = new Map(this.#places);
		this.#folds = folds;
		for (const map of [
			this.#parents,
			this.#places,
			this.#living,
			this.#trashed,
			this.#awaited,
			this.#passedOver,
			this.#livingAbove,
		])
			map.clear();
		this.#replayMoves([...folds.values(), ...ghosts.values()]);
		const deletedAt = this.#deletions();
		for (const [id, fold] of folds) {
			this.#places.set(id, { parent: null, deleted: deletedAt.get(id) !== undefined });
			for (const { parentId } of fold.moves) this.#await(parentId);
		}
		const sorted = [...folds.values()].sort((a, b) => inOrder(recordOf(a), recordOf(b)) || byId(a.id, b.id));
		for (const { id } of sorted) this.#settle(id);
		const changed = [...this.#places].filter(([id, place]) => !same(place, before.get(id))).map(([id]) => id);
		return [...changed, ...[...before.keys()].filter((id) => !this.#places.has(id))];
	}

	/** In order; one that would put a session below itself is passed over. */
	#replayMoves(folds: readonly SessionFold[]): void {
		const moves = folds.flatMap(({ id: session, moves }) =>
			moves.map(({ at, id, parentId }) => ({ at, id, parentId, session })),
		);
		const wasParent = new Set<string>();
		for (const { id, session, parentId } of moves.sort(
			(a, b) => inOrder(a, b) || byId(a.session, b.session),
		)) {
			if (!this.#parents.has(session)) this.#parents.set(session, null);
			// Only what has something below it can come to lie below itself.
			const mayClose = parentId === session || wasParent.has(session);
			if (parentId !== null && mayClose && this.isBelow(parentId, session)) {
				this.#passedOver.add(id);
				continue;
			}
			this.#parents.set(session, parentId);
			if (parentId !== null) wasParent.add(parentId);
		}
	}

	/** The deletion that keeps each trashed session there: its own, or that of the parent that owns it. */
	#deletions(): ReadonlyMap<string, Key | undefined> {
		const found = new Map<string, Key | undefined>();
		for (const start of this.#folds.keys()) {
			const pending: string[] = [];
			let at: string | null = start;
			while (at !== null && !found.has(at) && this.#folds.has(at)) {
				pending.push(at);
				at = this.#owner(at);
			}
			for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
				const owner = this.#owner(id);
				found.set(id, this.#deletion(id, owner === null ? undefined : found.get(owner)));
			}
		}
		return found;
	}

	#deletion(id: string, ofOwner: Key | undefined): Key | undefined {
		const own = this.#folds.get(id)?.trash;
		if (own?.type === 'delete' || own?.type === 'purge') return own;
		if (!ofOwner) return undefined;
		// Restored by itself after its parent went: it stays.
		return own && inOrder(own, ofOwner) > 0 ? undefined : ofOwner;
	}

	#owner(id: string): string | null {
		return this.#folds.get(id)?.session?.relation === 'fork' ? null : (this.#parents.get(id) ?? null);
	}

	#settle(id: string): void {
		const deleted = this.place(id).deleted;
		const raw = this.#parents.get(id) ?? null;
		const parent = deleted ? this.#trashedParent(id, raw) : this.#livingParent(id, raw);
		this.#places.set(id, { parent, deleted });
		const lists = deleted ? this.#trashed : this.#living;
		const siblings = lists.get(parent);
		if (siblings) siblings.push(id);
		else lists.set(parent, [id]);
	}

	#trashedParent(id: string, parent: string | null): string | null {
		const below = parent !== null && this.#places.get(parent)?.deleted === true;
		return below && this.#owner(id) !== null ? parent : null;
	}

	/** A child that was restored alone is a root; a fork moves up to what still lives. */
	#livingParent(id: string, parent: string | null): string | null {
		if (parent === null || this.#places.get(parent)?.deleted === false) return parent;
		return this.#owner(id) === null ? this.#nearestLiving(parent) : null;
	}

	/** The trashed, the purged and those that are not here are passed through. */
	#nearestLiving(from: string): string | null {
		const passed: string[] = [];
		let at: string | null = from;
		while (at !== null && this.#places.get(at)?.deleted !== false) {
			const known = this.#livingAbove.get(at);
			if (known !== undefined) {
				at = known;
				break;
			}
			passed.push(at);
			at = this.#parents.get(at) ?? null;
		}
		for (const id of passed) this.#livingAbove.set(id, at);
		return at;
	}
}

const nowhere: Key = { at: 0, id: '' };
/** Where records that others made stand at one place in the order. */
const byId = (a: string, b: string): number => (a < b ? -1 : 1);
const recordOf = (fold: SessionFold): Key => fold.session ?? nowhere;

function same(a: Place, b: Place | undefined): boolean {
	return b?.parent === a.parent && b.deleted === a.deleted;
}
