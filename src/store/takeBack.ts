import { StoreError } from './errors.js';
import { changedSince, redoing, sharesOf, undoing, type Opposite, type Share, type Way } from './journal.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

/** What is to be written to one session. */
export interface TakenBack {
	readonly fold: SessionFold;
	readonly opposites: readonly Opposite[];
}

/**
 * What takes a command back, or brings it back, in every session that it touched. Throws `UNKNOWN_OPERATION`,
 * `NOTHING_TO_UNDO`, `CHANGED_SINCE`, `DELETED`.
 */
export function takeBack(state: StoreState, op: string, way: Way): readonly TakenBack[] {
	const shares = sharesOf(op, state.folds.values());
	if (shares.length === 0) throw new StoreError('UNKNOWN_OPERATION', `There is no operation ${op}.`);
	const made = new Set(shares.filter(({ records }) => makes(records)).map(({ fold }) => fold.id));
	// Children that an import put below what it made go back to where they were.
	const going = new Set([
		...made,
		...shares.filter(({ records }) => moves(records)).map(({ fold }) => fold.id),
	]);
	// Children that an import made come back with the parent that it made, whose word on it is the first to be asked.
	const isCarried = ({ fold }: Share): boolean => made.has(fold.id) && made.has(ownerOf(fold) ?? '');
	const inTurn = [...shares.filter((share) => !isCarried(share)), ...shares.filter(isCarried)];
	return inTurn.flatMap((share) => {
		const { fold } = share;
		if (way === 'forth' && isCarried(share)) return [];
		const opposites = way === 'back' ? undoing(op, share) : redoing(op, share);
		if (way === 'back' && made.has(fold.id)) mustHaveNoOtherChildren(state, fold, going);
		for (const opposite of opposites) mustBePossible(state, fold, opposite);
		return isCarried(share) || opposites.length === 0 ? [] : { fold, opposites };
	});
}

function makes(records: Share['records']): boolean {
	return records.some(({ type }) => type === 'session');
}

function moves(records: Share['records']): boolean {
	return records.some((record) => record.type === 'set' && record.fields?.parentId !== undefined);
}

function ownerOf({ session }: SessionFold): string | null | undefined {
	return session?.relation === 'fork' ? null : session?.parentId;
}

function mustHaveNoOtherChildren(state: StoreState, fold: SessionFold, going: ReadonlySet<string>): void {
	for (const child of state.forest.children(fold.id)) {
		if (going.has(child) || state.folds.get(child)?.session?.relation === 'fork') continue;
		throw new StoreError('CHANGED_SINCE', `“${fold.title}” has got children since.`);
	}
}

function mustBePossible({ forest, folds, logs }: StoreState, fold: SessionFold, opposite: Opposite): void {
	const isTrash = opposite.type === 'delete' || opposite.type === 'restore';
	if (isTrash && opposite.snapshotId === undefined) {
		const owner = fold.session?.relation === 'fork' ? null : forest.parentOf(fold.id);
		// It would come out of the trash alone, as a root, which it was not.
		if (opposite.type === 'restore' && owner && (!folds.has(owner) || forest.place(owner).deleted))
			throw changedSince(fold);
		return;
	}
	if (forest.place(fold.id).deleted)
		throw new StoreError('DELETED', `“${fold.title}” is in the trash. Restore it first.`);
	const parentId = opposite.type === 'set' ? opposite.fields?.parentId : undefined;
	// Back under a parent that went, or that was moved below it: it would land in the trash, or nowhere.
	if (!parentId) return;
	// As it was: below one that is not here (yet), or by a move that was passed over then too.
	const wasPassedOver = fold.moves.some(
		(move) => move.parentId === parentId && forest.passedOver.has(move.id),
	);
	if (logs.of(parentId).length === 0 || (wasPassedOver && !forest.place(parentId).deleted)) return;
	if (!folds.has(parentId) || forest.place(parentId).deleted || forest.isBelow(parentId, fold.id))
		throw changedSince(fold);
}
