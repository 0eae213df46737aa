import { attachmentName } from '../formats/attachments.js';
import { formats } from '../formats/formats.js';
import { readSources, withFaultsOf } from '../formats/readSources.js';
import type { Reading, SourceFile } from '../formats/source.js';
import { Spool } from '../formats/spool.js';
import { keyOf } from '../store/arrangeIncoming.js';
import type { IncomingSession } from '../store/incoming.js';
import { TemporaryFile } from '../sources/overflow.js';
import { sourcesIn } from '../sources/sourceFiles.js';
import type { MergeOptions, MergeResult } from '../store/options.js';
import type { SessionStore } from '../store/sessionStore.js';

/** Milliseconds after which an answer is taken to be written to its end. */
export const settled = 1_500;

/**
 * What is read anew on any change, since links between files need others. Of more bytes only the files that changed are
 * read; of more files, too, where all that changed were read before.
 */
const ordinary = { bytes: 32 * 2 ** 20, files: 100, settled };

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
	readonly #limits: typeof ordinary;
	/** What was brought in of each file, to its end: its size and time. */
	readonly #seen = new Map<string, string>();
	/** The same of those that were read, their ends perhaps left out. */
	readonly #read = new Map<string, string>();
	#isInPieces = false;
	/** What sessions are called whose titles may come from the files of others. */
	readonly #titles = new Map<string, string>();

	constructor(path: string, store: Pick<SessionStore, 'mergeSessions'>, limits = ordinary) {
		this.#path = path;
		this.#store = store;
		this.#limits = limits;
	}

	/**
	 * Brings in what came since the last step. `trashed`: as for `mergeSessions`. Rejects as that does; the next step then
	 * begins where this one did.
	 */
	async step(signal: AbortSignal, trashed: MergeOptions['trashed'] = 'leave'): Promise<Step> {
		const found = await sourcesIn([this.#path], { signal });
		// Reading may take longer than a file needs to be settled.
		const now = Date.now();
		const unseen = found.files.filter((file) => this.#seen.get(file.path) !== stateOf(file));
		const isFresh = unseen.some((file) => this.#isRestless(file, now));
		// The ends of others wait until all is at rest.
		const changed = isFresh ? unseen.filter((file) => this.#read.get(file.path) !== stateOf(file)) : unseen;
		if (changed.length === 0)
			return { result: undefined, isOpen: isFresh, failures: found.failures, warnings: [] };
		const files = this.#reach(found.files, changed);
		const overflow = new TemporaryFile();
		try {
			const read = await readSources(files, { signal, spool: new Spool(overflow) });
			const named = this.#named(read.sessions, files.length === found.files.length);
			const sessions = isFresh ? named.map(withoutOpenEnd) : named;
			const result = await this.#store.mergeSessions(sessions, { trashed });
			const failed = new Set(read.failures.map(({ path }) => path));
			for (const file of changed) {
				if (failed.has(file.path)) continue;
				this.#read.set(file.path, stateOf(file));
				if (!isFresh) this.#seen.set(file.path, stateOf(file));
			}
			this.#isInPieces ||= read.recognised.some(({ format }) => inPieces.has(format));
			const { failures, warnings } = withFaultsOf(found, read);
			return { result, isOpen: isFresh, failures, warnings };
		} finally {
			overflow.dispose();
		}
	}

	/** Whether it was written just now. A time that is yet to come says nothing. */
	#isRestless({ modified = 0 }: SourceFile, now: number): boolean {
		const age = now - modified;
		return age >= 0 && age < this.#limits.settled;
	}

	/** The files to be read. */
	#reach(all: readonly SourceFile[], changed: readonly SourceFile[]): readonly SourceFile[] {
		const { bytes, files } = this.#limits;
		const isLong = all.reduce((sum, { size = 0 }) => sum + size, 0) > bytes;
		const areKnown = changed.every(({ path }) => this.#read.has(path));
		if (this.#isInPieces || !(isLong || (areKnown && all.length > files))) return all;
		// What only messages name is read where they do, whenever it was written.
		return all.filter((file) => changed.includes(file) || attachmentName(file) !== undefined);
	}

	/** A sub-agent's title may lie in the file of the session above it, which may not have been read. */
	#named(sessions: readonly IncomingSession[], isWhole: boolean): readonly IncomingSession[] {
		return sessions.map((session) => {
			const key = keyOf(session.source);
			const before = isWhole ? undefined : this.#titles.get(key);
			if (before !== undefined) return { ...session, title: before };
			if (session.parent) this.#titles.set(key, session.title);
			return session;
		});
	}
}

const inPieces = new Set(formats.filter(({ isInPieces }) => isInPieces).map(({ name }) => name));

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
