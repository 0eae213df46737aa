import { basename } from 'node:path';

export type StoreErrorCode =
	/** No session has that id. */
	| 'UNKNOWN_SESSION'
	/** The session has no such snapshot. */
	| 'UNKNOWN_SNAPSHOT'
	/** The message is not in the session's message tree. */
	| 'UNKNOWN_MESSAGE'
	/** No such operation in the journal. */
	| 'UNKNOWN_OPERATION'
	/** An index outside the transcript. */
	| 'OUT_OF_RANGE'
	/** The id is taken; trashed and purged sessions count. */
	| 'EXISTS'
	/** Not usable as an id. */
	| 'INVALID_ID'
	/** A value of the wrong type or shape; the message says where. */
	| 'INVALID'
	/** The move would put a session below itself. */
	| 'CYCLE'
	/** The session is in the trash. */
	| 'DELETED'
	/** Only what is in the trash can be restored or purged. */
	| 'NOT_DELETED'
	| 'NOTHING_TO_UNDO'
	/** Someone changed the same thing since. */
	| 'CHANGED_SINCE'
	/** A newer version wrote it, or the folder is open for reading only. */
	| 'READ_ONLY'
	/** Another process held the lock for 10 s. */
	| 'BUSY'
	/** The file system refused; `cause` has its error. */
	| 'IO'
	/** The store was closed. */
	| 'CLOSED';

export interface StoreErrorOptions extends ErrorOptions {
	/** With `IO`: the write may or may not be on disk. */
	readonly uncertain?: boolean;
}

/** The only error that the store throws on purpose. Decide by `code`; the message is for a person. */
export class StoreError extends Error {
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;
	readonly uncertain: boolean;

	constructor(code: StoreErrorCode, message: string, options: StoreErrorOptions = {}) {
		super(message, options);
		this.code = code;
		this.uncertain = options.uncertain ?? false;
	}

	static is(error: unknown, code?: StoreErrorCode): error is StoreError {
		return error instanceof StoreError && (code === undefined || error.code === code);
	}
}

/** The error for a folder that could not be `written to`, `read` and the like; without `uncertain` nothing was changed. */
export function diskRefusal(folder: string, done: string, cause: unknown, uncertain = false): StoreError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	const doubt = uncertain ? ' Whether it was written is not certain.' : ' Nothing was changed.';
	const message = `The folder “${basename(folder)}” could not be ${done}: ${reason}.${doubt}`;
	return new StoreError('IO', message, { cause, uncertain });
}
