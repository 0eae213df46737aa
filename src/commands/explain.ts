import { StoreError, type StoreErrorCode } from '../store/errors.js';

/** A failure that is already in words for a person. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
}

/** Says what went wrong, for a person. `title` is that of the session at hand, where one is known. */
export function explain(error: unknown, title: string | undefined): string {
	if (StoreError.is(error)) return sentence(error, title === undefined ? 'The session' : `"${title}"`);
	return error instanceof Error ? error.message : String(error);
}

function sentence(error: StoreError, name: string): string {
	const fixed = sentences[error.code];
	if (fixed !== undefined) return `${name} ${fixed}`;
	switch (error.code) {
		case 'UNKNOWN_OPERATION':
			return 'There is no such change to take back.';
		case 'BUSY':
			return 'Another process is writing to the sessions and does not get on. Try again.';
		case 'CLOSED':
			return 'The sessions of this folder were closed meanwhile. Try again.';
		default:
			// CYCLE, EXISTS, INVALID, INVALID_ID, IO: only the store knows what it was about.
			return error.message;
	}
}

const sentences: Partial<Record<StoreErrorCode, string>> = {
	UNKNOWN_SESSION: 'does not exist any more.',
	UNKNOWN_SNAPSHOT: 'has no such snapshot any more.',
	UNKNOWN_MESSAGE: 'has no such message.',
	OUT_OF_RANGE: 'has no message at that place.',
	DELETED: 'is in the trash. Restore it first.',
	NOT_DELETED: 'is not in the trash.',
	NOTHING_TO_UNDO: 'has no revert to take back.',
	CHANGED_SINCE: 'was changed since, so this cannot be taken back.',
	READ_ONLY: 'cannot be changed: it is open for reading only.',
};
