import { StoreError } from './errors.js';
import type { SessionFold } from './sessionFold.js';
import type { StoreState } from './storeState.js';

/** What a command may be done to, each found in what was read or refused with words that name it by its title. */
export class Targets {
	readonly #state: StoreState;

	constructor(state: StoreState) {
		this.#state = state;
	}

	/** Any session, those in the trash too. Throws `UNKNOWN_SESSION`. */
	session(id: string): SessionFold {
		const fold = this.#state.folds.get(id);
		if (fold) return fold;
		const unread = this.#state.logs.failure([id]);
		if (unread === undefined) throw new StoreError('UNKNOWN_SESSION', `There is no session ${id}.`);
		throw new StoreError('IO', `The session ${id} cannot be read: ${unread.message}.`, { cause: unread });
	}

	/** Throws `UNKNOWN_SESSION`, `DELETED`. */
	living(id: string): SessionFold {
		const fold = this.session(id);
		if (!this.#state.forest.place(id).deleted) return fold;
		throw new StoreError('DELETED', `“${fold.title}” is in the trash. Restore it first.`);
	}

	/** Throws `UNKNOWN_SESSION`, `DELETED`, `READ_ONLY`. */
	writable(id: string): SessionFold {
		const fold = this.living(id);
		this.mustBeWritable(fold);
		return fold;
	}

	/** Throws `UNKNOWN_SESSION`, `NOT_DELETED`, `READ_ONLY`. */
	trashed(id: string): SessionFold {
		const fold = this.session(id);
		if (!this.#state.forest.place(id).deleted)
			throw new StoreError('NOT_DELETED', `“${fold.title}” is not in the trash.`);
		this.mustBeWritable(fold);
		return fold;
	}

	/** A living session that another one may be put below. Throws `UNKNOWN_SESSION`, `DELETED`, `CYCLE`. */
	parentFor(fold: SessionFold, parentId: string): SessionFold {
		const parent = this.living(parentId);
		if (!this.#state.forest.isBelow(parentId, fold.id)) return parent;
		throw new StoreError(
			'CYCLE',
			parent === fold
				? `“${fold.title}” cannot be moved below itself.`
				: `“${fold.title}” cannot be moved below “${parent.title}”, which lies below it.`,
		);
	}

	/** Throws `UNKNOWN_SNAPSHOT`; those in the trash do not count. */
	snapshot(fold: SessionFold, snapshotId: string): { readonly messageId: string | null } {
		const found = this.anySnapshot(fold, snapshotId);
		if (!found.deleted) return found.record;
		throw unknownSnapshot(fold, snapshotId);
	}

	/** Throws `UNKNOWN_SNAPSHOT`. */
	anySnapshot(
		fold: SessionFold,
		snapshotId: string,
	): NonNullable<ReturnType<SessionFold['snapshots']['get']>> {
		const found = fold.snapshots.get(snapshotId);
		if (found) return found;
		throw unknownSnapshot(fold, snapshotId);
	}

	/** Throws `EXISTS`; what is in the trash or purged keeps its id. */
	mustBeFree(id: string): void {
		// Under the lock nobody else of this machine makes one now.
		this.#state.list();
		const taken = this.#state.logs.taken(id);
		if (taken === undefined) return;
		const how = taken === id ? 'is taken' : `differs from “${taken}” by upper and lower case only`;
		throw new StoreError('EXISTS', `The session id “${id}” ${how}.`);
	}

	/** Throws `READ_ONLY`. */
	mustBeWritable(fold: SessionFold): void {
		if (!fold.newerVersion) return;
		throw new StoreError(
			'READ_ONLY',
			`A newer version of Session Hierarchy wrote “${fold.title}”; this one only reads it.`,
		);
	}
}

function unknownSnapshot(fold: SessionFold, snapshotId: string): StoreError {
	return new StoreError('UNKNOWN_SNAPSHOT', `“${fold.title}” has no snapshot ${snapshotId}.`);
}
