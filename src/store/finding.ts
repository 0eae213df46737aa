/** What *Check Store* can find; the code that the Problems view shows. */
export type FindingKind =
	/** A line breaks off: a crash tore it before it was acknowledged. */
	| 'torn-line'
	/** Not UTF-8, not JSON, or no record of a known shape. */
	| 'unreadable-line'
	/** A record of a kind that this version does not know. */
	| 'unknown-record'
	/** A record of another session. */
	| 'stray-record'
	/** Two records of one id say different things. */
	| 'duplicate-id'
	/** Two sessions were begun under one id. */
	| 'duplicate-session'
	/** Ids that differ by upper and lower case only. */
	| 'case-clash'
	| 'missing-parent'
	/** A move that was passed over, because the session would have come to lie below itself. */
	| 'cycle'
	/** What a message follows is not here. */
	| 'missing-message'
	/** The end of the transcript is not here. */
	| 'missing-head'
	| 'dangling-snapshot'
	| 'dangling-fork'
	/** A log that does not begin with a record of its own. */
	| 'no-header'
	| 'newer-version'
	/** A file that is no log. */
	| 'unknown-file'
	| 'unreadable-file'
	/** A log of a purged session that still has its text. */
	| 'unfinished-purge'
	/** A log that grew after its session was purged. */
	| 'outgrown-purge'
	| 'unfinished-import'
	/** An index that does not fit the logs. */
	| 'stale-index'
	/** So many more of one kind in one file. */
	| 'more';

/** What can be done about a finding, as plain data: `SessionStore.applyFix` does it. */
export type Fix =
	/** Writes down the parent under which the session is shown anyway, instead of the one that it names. */
	| {
			readonly type: 'settlePlace';
			readonly sessionId: string;
			readonly parentId: string | null;
			readonly insteadOf: string | null;
	  }
	/** Writes down that a line is to be taken as it is; `line`: its `lineHash`. */
	| { readonly type: 'acceptLine'; readonly sessionId: string; readonly line: string }
	| { readonly type: 'deleteSnapshot'; readonly sessionId: string; readonly snapshotId: string }
	/** Lets the transcript end at a message that is here. */
	| { readonly type: 'moveHead'; readonly sessionId: string; readonly messageId: string }
	/** Names of files in the store's folder that are no logs. */
	| { readonly type: 'renameFile'; readonly from: string; readonly to: string }
	/** Goes on with purges and imports that were interrupted, as every write does first. Cannot be taken back. */
	| { readonly type: 'clearUp' }
	/** Removes the index, which is made anew from the logs. */
	| { readonly type: 'removeIndex' }
	/** Takes back what one of the others wrote. */
	| { readonly type: 'undo'; readonly operationId: string };

/** One thing that is not as it should be. Nothing was lost by finding it, nor by leaving it. */
export interface Finding {
	readonly kind: FindingKind;
	readonly severity: 'error' | 'warning' | 'info';
	/** Path inside the store's folder, with `/`. */
	readonly file: string;
	/** 1 for the first. Of a file that has no lines it is 1. */
	readonly line: number;
	readonly sessionId?: string;
	/** Sentences for a person: what it is, what it means, and why nothing can be done if so. */
	readonly message: string;
	readonly fix?: Fix;
}

export interface CheckReport {
	/** Sessions that are there, those in the trash too. */
	readonly sessions: number;
	readonly messages: number;
	/** By file and line. */
	readonly findings: readonly Finding[];
}

export interface CheckOptions {
	/** Ends the check early: it rejects with the signal's reason. */
	readonly signal?: AbortSignal;
	/** Called after each session; both count logs. */
	readonly onProgress?: (done: number, all: number) => void;
}
