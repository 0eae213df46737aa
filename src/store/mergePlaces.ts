import { type Arrival, keyOf } from './arrangeIncoming.js';
import type { IncomingSession } from './incoming.js';
import { awaitedKey } from './mergeRecords.js';
import { asSource, type SetRecord } from './records.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

/** By the keys of their sources. */
export function livingBySource(state: StoreState): ReadonlyMap<string, SessionFold> {
	const found = new Map<string, SessionFold>();
	for (const fold of state.folds.values()) {
		const source = asSource(fold.session?.source);
		if (!source || state.forest.place(fold.id).deleted) continue;
		const key = keyOf(source);
		if (!found.has(key)) found.set(key, fold);
	}
	return found;
}

/** Leaves out what a person has put into the trash, and what would have gone there with it. */
export function outsideTrash(
	state: StoreState,
	sessions: readonly IncomingSession[],
	living: ReadonlyMap<string, SessionFold>,
): readonly IncomingSession[] {
	const trashed = trashedSources(state);
	if (trashed.size === 0) return sessions;
	const incoming = new Map(sessions.map((session) => [keyOf(session.source), session]));
	return sessions.filter(({ source, parent, relation }) => {
		let key = keyOf(source);
		let above = relation === 'fork' ? null : parent;
		for (let steps = 0; steps <= sessions.length; steps++) {
			if (living.has(key)) return true;
			if (trashed.has(key)) return false;
			if (above === null) return true;
			key = keyOf(above);
			const next = incoming.get(key);
			above = next && next.relation !== 'fork' ? next.parent : null;
		}
		return true;
	});
}

function trashedSources(state: StoreState): ReadonlySet<string> {
	const found = new Set<string>();
	for (const fold of state.folds.values()) {
		const source = asSource(fold.session?.source);
		if (source && state.forest.place(fold.id).deleted) found.add(keyOf(source));
	}
	return found;
}

/**
 * Sessions that came before their parents, or before anything told of them, go below them, unless a person has moved
 * them. `top`: what roots are put under.
 */
export function movesToParents(
	state: StoreState,
	arrivals: readonly Arrival[],
	living: ReadonlyMap<string, SessionFold>,
	top: string | null,
): readonly Omit<SetRecord, 'id' | 'at' | 'op'>[] {
	const arrived = new Map(arrivals.map((arrival) => [keyOf(arrival.incoming.source), arrival.id]));
	/** As they will be, where that is not as the store has it. */
	const parents = new Map<string, string | null>();
	for (const { id, isKnown, parentId } of arrivals) if (!isKnown) parents.set(id, parentId ?? top);
	const isBelow = (id: string, above: string): boolean => {
		for (let at: string | null = id; at !== null; at = parents.get(at) ?? state.forest.parentOf(at))
			if (at === above) return true;
		return false;
	};
	const told = new Map(arrivals.map(({ id, isKnown, parentId }) => [id, isKnown ? parentId : null]));
	const moves: Omit<SetRecord, 'id' | 'at' | 'op'>[] = [];
	for (const fold of state.folds.values()) {
		if (fold.newerVersion || fold.moves.length > 1 || fold.session?.parentId) continue;
		const awaited = asSource(fold.metadata.get(awaitedKey));
		const parentId = awaited
			? (arrived.get(keyOf(awaited)) ?? living.get(keyOf(awaited))?.id)
			: (told.get(fold.id) ?? undefined);
		if (parentId === undefined) continue;
		const { deleted, parent } = state.forest.place(fold.id);
		if (deleted || parent !== null || isBelow(parentId, fold.id)) continue;
		parents.set(fold.id, parentId);
		moves.push({ type: 'set', session: fold.id, fields: { parentId } });
	}
	return moves;
}
