import { readSources, withFaultsOf } from '../formats/readSources.js';
import type { Reading, SourceFile } from '../formats/source.js';
import { Spool } from '../formats/spool.js';
import type { IncomingSession } from '../store/incoming.js';
import { TemporaryFile } from '../sources/overflow.js';
import { sourcesIn } from '../sources/sourceFiles.js';
import type { MergeOptions, MergeResult } from '../store/options.js';
import type { SessionStore } from '../store/sessionStore.js';

/** Bytes that are read anew on any change; of more only the files that changed: links between files need others. */
const readWhole = 32 * 2 ** 20;

/** Milliseconds after which an answer is taken to be written to its end. */
export const settled = 1_500;

export interface Step {
	readonly result: MergeResult | undefined;
	/** An agent was writing just now: the end was left out, and is to be read again in `settled` milliseconds. */
	readonly isOpen: boolean;
	/** What could not be read; it is read again with the next step. */
	readonly failures: Reading['failures'];
	readonly warnings: Reading['warnings'];
}

/** Keeps the sessions of a store in step with a file or folder. Whoever watches that says when. */
export class Follower {
	readonly #path: string;
	readonly #store: Pick<SessionStore, 'mergeSessions'>;
	/** What was read of each file: its size and time. */
	readonly #seen = new Map<string, string>();

	constructor(path: string, store: Pick<SessionStore, 'mergeSessions'>) {
		this.#path = path;
		this.#store = store;
	}

	/**
	 * Brings in what came since the last step. `trashed`: as for `mergeSessions`. Rejects as that does; the next step then
	 * begins where this one did.
	 */
	async step(signal: AbortSignal, trashed: MergeOptions['trashed'] = 'leave'): Promise<Step> {
		const found = await sourcesIn([this.#path], { signal });
		// Reading may take longer than a file needs to be settled.
		const now = Date.now();
		const changed = found.files.filter((file) => this.#seen.get(file.path) !== stateOf(file));
		if (changed.length === 0)
			return { result: undefined, isOpen: false, failures: found.failures, warnings: [] };
		const size = found.files.reduce((sum, file) => sum + (file.size ?? 0), 0);
		const overflow = new TemporaryFile();
		try {
			const read = await readSources(size <= readWhole ? found.files : changed, {
				signal,
				spool: new Spool(overflow),
			});
			const isFresh = changed.some((file) => isRestless(file, now));
			const sessions = isFresh ? read.sessions.map(withoutOpenEnd) : read.sessions;
			const result = await this.#store.mergeSessions(sessions, { trashed });
			const failed = new Set(read.failures.map(({ path }) => path));
			if (!isFresh)
				for (const file of changed) if (!failed.has(file.path)) this.#seen.set(file.path, stateOf(file));
			const { failures, warnings } = withFaultsOf(found, read);
			return { result, isOpen: isFresh, failures, warnings };
		} finally {
			overflow.dispose();
		}
	}
}

/** Whether it was written just now. A time that is yet to come says nothing. */
function isRestless({ modified = 0 }: SourceFile, now: number): boolean {
	const age = now - modified;
	return age >= 0 && age < settled;
}

function stateOf({ size, modified }: SourceFile): string {
	return `${String(size)} ${String(modified)}`;
}

/** An answer at the end may be half written: messages are added once, as they are. */
function withoutOpenEnd(session: IncomingSession): IncomingSession {
	const { messages, head } = session;
	const last = messages.at(-1);
	if (last?.role !== 'assistant' || last.id !== head) return session;
	return { ...session, messages: messages.slice(0, -1), head: last.after };
}
