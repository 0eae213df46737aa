import { StoreError } from './errors.js';
import { redoing, sharesOf, undoing, type Opposite, type Way } from './journal.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

/** What is to be written to one session. */
export interface TakenBack {
	readonly fold: SessionFold;
	readonly opposites: readonly Opposite[];
}

/** What takes a command back, or brings it back, in every session that it touched. Throws `UNKNOWN_OPERATION`. */
export function takeBack(state: StoreState, op: string, way: Way): readonly TakenBack[] {
	const shares = sharesOf(op, state.folds.values());
	if (shares.length === 0) throw new StoreError('UNKNOWN_OPERATION', `There is no operation ${op}.`);
	const made = new Set(
		shares.filter(({ records }) => records.some(({ type }) => type === 'session')).map(({ fold }) => fold.id),
	);
	return shares.flatMap((share) => {
		const { fold } = share;
		const opposites = way === 'back' ? undoing(op, share) : redoing(op, share);
		if (way === 'back' && made.has(fold.id)) mustHaveNoOtherChildren(state, fold, made);
		// Children that an import made go and come with the parent that it made.
		const { parentId, relation } = fold.session ?? {};
		const isCarried = relation === 'child' && !!parentId && made.has(fold.id) && made.has(parentId);
		return isCarried || opposites.length === 0 ? [] : { fold, opposites };
	});
}

function mustHaveNoOtherChildren(state: StoreState, fold: SessionFold, made: ReadonlySet<string>): void {
	for (const child of state.forest.children(fold.id)) {
		if (made.has(child) || state.folds.get(child)?.session?.relation === 'fork') continue;
		throw new StoreError('CHANGED_SINCE', `“${fold.title}” has got children since.`);
	}
}
